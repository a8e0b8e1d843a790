"""What holds for the repository as a whole: imports run one way, maxima stay small, the documents stay true."""

import ast
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests import readme_tree

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("chatbot", "ingest", "compress")
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
MAX_FILE_LINES, MAX_FUNCTION_LINES, MAX_ARGUMENTS = 350, 70, 12

FOUNDATION = {"compress.artifact", "compress.home", "compress.console", "compress.faults"}

# The parts of another package that each may import; compress imports nothing of ours.
ALLOWED = {
    "chatbot": {
        *("ingest.addresses", "ingest.collection", "ingest.ranking", "ingest.text", "ingest.storage.places"),
        # The gate and what it knows of words are in `ingest`, since a collection is calibrated where it lives.
        *("ingest.answerability.calibration", "ingest.answerability.gate", "ingest.answerability.unknown_words"),
        "ingest.loaders",  # of a picked folder, which kinds of files there is a reader for
        "ingest.search.naming",  # what names a document is the same for a search and for an overview
        # Reranker and reader run alike, and are models that read text, as the embedder is: all are opened where the
        # assistant is put together.
        *("ingest.encoders.cross_encoder", "ingest.encoders.embedding", "ingest.encoders.reranker"),
        *FOUNDATION,
        "compress.wire",
        "compress.cross_encoders.spans",  # what a reader's logits say is decided where it is trained
    },
    "ingest": {*FOUNDATION, "compress.corpus.columns"},  # columns are read as where a reader has learnt to read them
    "compress": set(),
}
# What each folder may import of its package's others, or of single modules there.
PARTS = {
    # What prunes knows nothing of rerankers, what trains nothing of what is trained with it; an answer is scored alike
    # for data, readers and models.
    "compress": {
        "wire": set(),
        "models": {"wire"},
        "data": {"models"},
        "training": {"data", "models"},
        "pruning": {"data", "models", "training"},
        "distillation": {"data", "models", "training", "pruning.influence"},  # a student is narrowed as measured
        "reinforcement": {"data", "models", "training", "rating.judge", "rating.scores", "wire"},
        "quantization": set(),
        "cross_encoders": {"data.conversations", "models", "training", "distillation.losses", "rating.scores"},
        "corpus": {"cross_encoders.reader_score", "rating.scores"},  # of a reader what it pointed at, as a type
        "augmentation": {"corpus", "cross_encoders", "data", "models", "training.completion", "training.drawing"},
        "rating": {"cross_encoders", "data", "models", "training", "wire"},
    },
    # What reads a file or makes chunks of it knows nothing of where they go, what stores them nothing of questions.
    "ingest": {
        "loaders": set(),
        "handbook_sources": set(),
        "chunking": set(),
        "storage": {"chunking.splitting"},  # the text that a chunk is embedded as
        "search": {"storage.database", "storage.mirror"},
        "encoders": {"chunking.splitting", "search.retrieval"},  # of a search its passages, as a type
        # Two modules at the top put these together, and the last folder stands on them.
        "collection": {"chunking.splitting", "encoders.embedding", "search", "storage"},
        "ranking": {"collection", "encoders.reranker", "search.contents", "search.naming"},
        "answerability": {"collection", "encoders.embedding", "encoders.reranker", "ranking"},
    },
}
# What all of them may import; it imports no folder.
FLOOR = {
    "compress": {"artifact", "console", "faults", "home", "quiet", "stage", "usage"},
    "ingest": {"addresses", "text"},
}
CONFINED = {"langchain_community": "ingest/loaders/", "gradio": "chatbot/ui/"}
BANNED_CALLS = {"eval", "exec"}
BANNED_IMPORTS = {"pickle", "marshal", "shelve"}


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imported(path: Path) -> set[str]:
    """Return the full names of the modules a file imports, wherever in it."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module}
    return found


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", FILES, ids=name)
def test_imports_run_one_way(path):
    package = path.relative_to(ROOT).parts[0]
    foreign = {module for module in imported(path) if module.split(".")[0] in set(PACKAGES) - {package}}
    assert foreign <= ALLOWED[package]
    for module in imported(path):
        home = CONFINED.get(module.split(".")[0])
        assert home is None or name(path).startswith(home), f"{module} belongs to {home}"
        assert module.split(".")[0] not in BANNED_IMPORTS


def imported_parts(path: Path, package: str) -> set[str]:
    """Return what a file imports of its package: "home", "models.loading"."""
    found = imported(path)
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module == package:
            found |= {f"{package}.{alias.name}" for alias in node.names}
    return {module.removeprefix(f"{package}.") for module in found if module.startswith(f"{package}.")}


@pytest.mark.parametrize("path", [path for path in FILES if name(path).split("/")[0] in PARTS], ids=name)
def test_the_folders_of_a_package_build_on_each_other(path):
    """The modules at the top, but for the floor and those named above, are the wiring and may import everything."""
    package, part, *inside = path.relative_to(ROOT).with_suffix("").parts
    parts, floor = PARTS[package], FLOOR[package]
    if inside or part in floor or part in parts:
        allowed = floor | parts.get(part, set()) | ({part} if inside else set())
        within = tuple(f"{one}." for one in allowed)
        found = imported_parts(path, package)
        assert not {module for module in found if module not in allowed and not module.startswith(within)}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_maxima_stay_small_and_modules_say_what_they_are(path):
    module = tree(path)
    assert ast.get_docstring(module), "a module says what it is for"
    assert len(path.read_text("utf-8").splitlines()) <= MAX_FILE_LINES
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < MAX_FUNCTION_LINES, node.name
            arguments = node.args.args + node.args.kwonlyargs
            assert len(arguments) <= MAX_ARGUMENTS, node.name
        if isinstance(node, ast.Call):
            assert getattr(node.func, "id", None) not in BANNED_CALLS
            assert not any(keyword.arg == "trust_remote_code" for keyword in node.keywords)


def readme() -> str:
    return (ROOT / "README.md").read_text("utf-8")


def test_the_readmes_tree_is_the_disk():
    assert readme_tree.in_readme() == readme_tree.tree(), "run `python -m tests.readme_tree`"


def test_the_readmes_tree_has_every_folder_of_modules():
    shown = {line.split()[0].rstrip("/") for line in readme_tree.tree().splitlines() if not line.startswith(" ")}
    folders = {name(path.parent) for path in FILES if path.name != "__init__.py"}
    assert folders <= shown, "give these a line in tests/readme_tree.py"


def commands() -> list[str]:
    """Return the README's `python -m …` lines."""
    blocks = re.findall(r"```(?:sh|console)\n(.*?)```", readme(), re.DOTALL)
    lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    return sorted(
        {line for line in lines if line.startswith("python -m ") and "venv" not in line and "pip" not in line}
    )


@pytest.mark.parametrize("command", commands())
def test_every_command_in_the_readme_has_its_options(command):
    """Ask the command itself for help: an unknown sub-command or option fails."""
    module, *words = shlex.split(command)[2:]
    sub = [word for word in words[:1] if not word.startswith("-")]
    done = subprocess.run(
        [sys.executable, "-m", module, *sub, "--help"],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False, env=None,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    plain = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
    for word in words:
        if word.startswith("--"):
            assert word in plain, f"{command}: no option {word}"


def test_make_help_lists_the_two_commands():
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "make run" in listed
    assert "make test" in listed


def test_pins_are_exact_and_every_third_party_import_is_pinned():
    lines = [line for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines() if line.strip()]
    for line in lines:
        assert line.startswith("#") or re.match(r"[\w.-]+==\S+", line), line
