"""Plain text, Markdown and source code, read in pieces so that a file of any size takes little memory.

A piece ends in its line break: the splitter reads such a Document and the next as one text.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from langchain_core.documents import Document

from compress.corpus.columns import with_tables
from ingest.loaders.base import Limits
from ingest.loaders.encoding import open_text
from ingest.loaders.markdown import link_definitions, plainer

_PIECE = 128_000  # characters
_LONGEST = 8 * _PIECE  # that a piece becomes where no blank line ends it
_FENCE = re.compile(r" {0,3}(```|~~~)")
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)---[ \t]*\n", re.DOTALL)

# Suffix -> the language whose separators langchain_text_splitters knows; "plain" is split at blank lines.
LANGUAGES = {
    **dict.fromkeys((".c", ".h"), "c"),
    **dict.fromkeys((".cc", ".cpp", ".cxx", ".hpp", ".hh", ".cu"), "cpp"),
    **dict.fromkeys((".js", ".mjs", ".cjs", ".jsx"), "js"),
    **dict.fromkeys((".ts", ".tsx", ".mts"), "ts"),
    **dict.fromkeys((".py", ".pyi", ".pyx"), "python"),
    **dict.fromkeys((".kt", ".kts"), "kotlin"),
    **dict.fromkeys((".hs", ".lhs"), "haskell"),
    **dict.fromkeys((".ex", ".exs"), "elixir"),
    **dict.fromkeys((".ps1", ".psm1"), "powershell"),
    **dict.fromkeys((".pl", ".pm"), "perl"),
    **dict.fromkeys((".cob", ".cbl"), "cobol"),
    **dict.fromkeys((".bas", ".vb", ".vbs"), "visualbasic6"),
    **dict.fromkeys((".tex", ".latex"), "latex"),
    **{".cs": "csharp", ".go": "go", ".java": "java", ".lua": "lua", ".php": "php", ".proto": "proto"},
    **{".r": "r", ".rb": "ruby", ".rs": "rust", ".rst": "rst", ".scala": "scala", ".sol": "sol", ".swift": "swift"},
    **dict.fromkeys((".sh", ".bash", ".zsh", ".fish", ".bat", ".cmd", ".sql", ".yaml", ".yml", ".toml"), "plain"),
    **dict.fromkeys(
        (".ini", ".cfg", ".conf", ".properties", ".env", ".xml", ".xsd", ".xsl", ".css", ".scss"), "plain"
    ),
    **dict.fromkeys((".less", ".vue", ".svelte", ".dart", ".m", ".mm", ".jl", ".clj", ".erl", ".ml", ".fs"), "plain"),
    **dict.fromkeys((".f90", ".f", ".for", ".asm", ".s", ".v", ".sv", ".vhd", ".zig", ".nim", ".tf", ".hcl"), "plain"),
    **dict.fromkeys((".gradle", ".groovy", ".cmake", ".mk", ".graphql", ".diff", ".patch", ".log", ".bib"), "plain"),
}


def read_plain(path: Path, limits: Limits) -> Iterator[Document]:
    """Yield a plain text file in pieces, its aligned tables as Markdown ones."""
    for piece in _pieces(path):
        yield Document(with_tables(piece))


def read_code(path: Path, limits: Limits) -> Iterator[Document]:
    """Yield a source file in pieces; its title is its name, and `language` tells the splitter how to cut."""
    metadata = {"title": path.name, "language": LANGUAGES.get(path.suffix.lower(), "plain")}
    for piece in _pieces(path):
        yield Document(piece, metadata=dict(metadata))


def read_markdown(path: Path, limits: Limits) -> Iterator[Document]:
    """Yield a Markdown file in pieces, as its reader sees it; the title may be in its front matter."""
    metadata: dict[str, str] = {}
    references: dict[str, Any] = {}
    for piece in _pieces(path):
        references = link_definitions(piece) | references  # the first of a name counts
    for number, piece in enumerate(_whole_blocks(_pieces(path))):
        above = ""
        if number == 0 and (front := _FRONT_MATTER.match(piece)):
            metadata = _front_title(front[1])
            above, piece = front[1] + "\n", piece[front.end() :]
        yield Document(above + plainer(piece, references), metadata=dict(metadata))


def _whole_blocks(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the pieces cut at blank lines outside fenced code, where there are some, so that each reads by itself."""
    waiting = ""
    for piece in pieces:
        waiting += piece
        if len(waiting) < _PIECE or (not (end := _last_gap(waiting)) and len(waiting) < _LONGEST):
            continue
        end = end or len(waiting)
        yield waiting[:end]
        waiting = waiting[end:]
    if waiting:
        yield waiting


def _last_gap(text: str) -> int:
    """Return where the last blank line outside fenced code ends; 0 where there is none."""
    fence, place, gap = "", 0, 0
    for line in text.splitlines(keepends=True):
        place += len(line)
        if opened := _FENCE.match(line):
            fence = "" if fence == opened[1] else fence or opened[1]
        elif not fence and not line.strip():
            gap = place
    return gap


def _pieces(path: Path) -> Iterator[str]:
    """Yield the text in pieces of about `_PIECE` characters that end at a line's end where one is near."""
    with open_text(path) as stream:
        while piece := stream.read(_PIECE):
            while not piece.endswith("\n") and len(piece) < 2 * _PIECE and (rest := stream.readline(_PIECE)):
                piece += rest
            yield piece


def _front_title(front: str) -> dict[str, str]:
    """Return the title that a front matter names, if it is YAML and names one."""
    import yaml

    try:
        found = yaml.safe_load(front)
    except yaml.YAMLError:
        return {}
    title = found.get("title") if isinstance(found, dict) else None
    return {"title": str(title)} if title else {}
