"""A run makes what is missing, skips what is up to date, and survives being killed."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from compress.__main__ import main
from compress.artifact import Artifact, hash_folder
from compress.recipe import StageEntry, read_recipe
from compress.run import run_recipe
from compress.stage import StageConfig, StageContext

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def source(tmp_path, encoder_folder) -> Path:
    """Return a copy of the tiny encoder that a test may change."""
    return Path(shutil.copytree(encoder_folder, tmp_path / "source"))


def write_recipe(folder, *stages) -> Path:
    path = folder / "recipe.yaml"
    path.write_text(json.dumps({"stages": stages}), "utf-8")  # JSON is YAML
    return path


def imported(name, source) -> dict:
    return {"name": name, "step": "import", "source": str(source)}


def outcomes(capsys) -> dict[str, bool]:
    """Return, by stage, whether it was skipped, as `run --json` printed it."""
    return {row["name"]: row["skipped"] for row in json.loads(capsys.readouterr().out)}


def test_the_second_run_skips_everything_and_touches_nothing(home, tmp_path, source, capsys):
    recipe = write_recipe(tmp_path, imported("a", source), imported("b", source))
    assert main(["run", str(recipe), "--json"]) == 0
    assert outcomes(capsys) == {"a": False, "b": False}
    before = {path: path.stat().st_mtime_ns for path in (home / "models").rglob("*")}
    assert main(["run", str(recipe), "--json"]) == 0
    assert outcomes(capsys) == {"a": True, "b": True}
    assert {path: path.stat().st_mtime_ns for path in (home / "models").rglob("*")} == before


def test_what_it_says(home, tmp_path, source, capsys):
    recipe = write_recipe(tmp_path, imported("a", source))
    assert main(["run", str(recipe)]) == 0
    printed = capsys.readouterr()
    assert printed.out == "a: made in 0 s\n"
    assert printed.err == (
        f"stage 1 of 1: a (import)\nimporting {source}\nstage 1 of 1: a (import) done in 0 s, 0 s since the start\n"
    )
    assert main(["run", str(recipe)]) == 0
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("a: up to date\n", "stage 1 of 1: a (import): up to date\n")


def test_a_changed_source_makes_its_stage_again_and_no_other(home, tmp_path, source, encoder_folder, capsys):
    recipe = write_recipe(tmp_path, imported("a", source), imported("b", encoder_folder))
    assert main(["run", str(recipe)]) == 0
    (source / "1_Pooling" / "config.json").write_text("{}", "utf-8")
    capsys.readouterr()
    assert main(["run", str(recipe), "--json"]) == 0
    assert outcomes(capsys) == {"a": False, "b": True}


def test_an_artifact_made_by_hand_under_the_same_name_is_made_again(home, tmp_path, source, capsys):
    assert main(["import", str(source), "--name", "a"]) == 0
    capsys.readouterr()
    config = Artifact.find("a", home).manifest.config
    assert set(config["fingerprints"]) == {"a"}  # a command leaves the same trace as a recipe
    assert main(["run", str(write_recipe(tmp_path, imported("a", source))), "--json"]) == 0
    assert outcomes(capsys) == {"a": True}


class CopyConfig(StageConfig):
    files: tuple[Path, ...] = ()
    number: int = 0


@pytest.fixture
def steps(monkeypatch):
    """Add two steps of the test's own: `copy`, which makes an artifact, and `measure`, which adds metrics."""
    from compress.artifact import new_artifact
    from compress.steps import STEPS, Step

    def copy(parent, folder, config, context):
        manifest = parent.manifest.model_copy(
            update={"name": folder.name, "parent": parent.manifest.hash, "config": {}}
        )
        with new_artifact(folder, manifest) as new:
            shutil.copytree(parent.folder, new, dirs_exist_ok=True, ignore=shutil.ignore_patterns("manifest.json"))
            (new / "number.txt").write_text(str(config.number), "utf-8")
        return Artifact.load(folder)

    def measure(parent, folder, config, context):
        return parent.with_metrics({"number": config.number})

    monkeypatch.setitem(STEPS, "copy", Step(CopyConfig, copy))
    monkeypatch.setitem(STEPS, "measure", Step(CopyConfig, measure, makes="metrics"))


def copied(name, parent, **settings) -> dict:
    return {"name": name, "step": "copy", "parent": parent, **settings}


def test_a_change_travels_to_the_children_but_only_if_it_changed_the_parent(home, tmp_path, source, steps, capsys):
    def run(number, *more):
        stages = [imported("a", source), copied("b", "a", number=number), copied("c", "b")]
        assert main(["run", str(write_recipe(tmp_path, *stages)), "--json"]) == 0
        return outcomes(capsys)

    assert run(1) == {"a": False, "b": False, "c": False}
    assert run(2) == {"a": True, "b": False, "c": False}
    shutil.rmtree(home / "models" / "b")  # made again, it is the same as before: c need not follow
    assert run(2) == {"a": True, "b": False, "c": True}


def test_the_bytes_of_input_files_count_and_not_their_place(home, tmp_path, source, steps, capsys):
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"

    def run(path, text):
        path.write_text(text, "utf-8")
        stages = [imported("a", source), copied("b", "a", files=[str(path)])]
        assert main(["run", str(write_recipe(tmp_path, *stages)), "--json"]) == 0
        return outcomes(capsys)["b"]

    assert run(first, "one") is False
    assert run(first, "one") is True
    assert run(second, "one") is True
    assert run(second, "two") is False


def test_a_measuring_stage_is_repeated_only_when_what_it_measures_changed(home, tmp_path, source, steps, capsys):
    def run(number):
        stages = [
            imported("a", source),
            copied("b", "a", number=number),
            {"name": "b-measured", "step": "measure", "parent": "b", "number": 7},
        ]
        assert main(["run", str(write_recipe(tmp_path, *stages)), "--json"]) == 0
        return outcomes(capsys)

    assert run(1) == {"a": False, "b": False, "b-measured": False}
    assert Artifact.find("b", home).manifest.metrics["number"] == 7
    assert run(1) == {"a": True, "b": True, "b-measured": True}
    assert run(2) == {"a": True, "b": False, "b-measured": False}
    assert {artifact.manifest.name for artifact in Artifact.all(home)} == {"a", "b"}


FULL = [
    OSError(28, "No space left on device"),
    RuntimeError("basic_ios::clear: iostream error"),  # what OpenVINO raises on a full disk, seen on a small tmpfs
]


@pytest.mark.parametrize("error", FULL, ids=["python", "openvino"])
def test_a_full_disk_leaves_the_stages_before_it_and_the_older_artifact(home, tmp_path, source, steps, capsys, error):
    from compress.artifact import new_artifact
    from compress.steps import STEPS, Step

    def full(parent, folder, config, context):
        with new_artifact(folder, parent.manifest) as new:
            (new / "half").write_text("half", "utf-8")
            raise error

    recipe = write_recipe(tmp_path, imported("a", source), copied("b", "a"))
    assert main(["run", str(recipe)]) == 0
    older = hash_folder(home / "models" / "b")
    STEPS["copy"] = Step(CopyConfig, full)  # the fixture's monkeypatch puts it back
    recipe = write_recipe(tmp_path, imported("a", source), copied("b", "a", number=5))
    capsys.readouterr()
    assert main(["run", str(recipe)]) == 1
    said = capsys.readouterr().err.splitlines()[-1]
    assert said == f"error: no room left on the disk of {home / 'models'}; free some and run again"
    assert hash_folder(home / "models" / "b") == older
    assert sorted(path.name for path in (home / "models").iterdir() if path.is_dir()) == ["a", "b"]


def test_a_stage_that_makes_no_model_cannot_be_a_parent(home, tmp_path, source, steps, capsys):
    measured = {"name": "m", "step": "measure", "parent": "a"}
    path = write_recipe(tmp_path, imported("a", source), measured, copied("b", "m"))
    assert main(["run", str(path)]) == 1
    assert capsys.readouterr().err.startswith(f"error: {path}, stage 3 (b): there is no model 'm' in")
    assert not home.exists()


def test_a_bug_of_ours_is_a_traceback_not_a_sentence(home, tmp_path, source, steps):
    from compress.steps import STEPS, Step

    def broken(parent, folder, config, context):
        raise ZeroDivisionError

    STEPS["copy"] = Step(CopyConfig, broken)
    with pytest.raises(ZeroDivisionError):
        main(["run", str(write_recipe(tmp_path, imported("a", source), copied("b", "a")))])


def test_two_runs_do_not_write_the_same_model_at_once(home, source, capsys):
    from filelock import FileLock

    (home / "models").mkdir(parents=True)
    with FileLock(home / "models" / ".a.lock"):
        assert main(["import", str(source), "--name", "a"]) == 1
    said = capsys.readouterr().err
    assert said == "error: another run is making a just now; wait for it or stop it\n"
    assert main(["import", str(source), "--name", "a"]) == 0


def test_an_impossible_number_three_stages_on_is_found_before_anything_runs(home, tmp_path, source, capsys):
    stages = [
        imported("a", source),
        {"name": "fine", "step": "quantize", "parent": "a", "preset": "int4", "group_size": 32},
        {"name": "wrong", "step": "quantize", "parent": "a", "preset": "int4", "group_size": 64},
    ]
    path = write_recipe(tmp_path, *stages)
    assert main(["run", str(path)]) == 1
    assert capsys.readouterr().err == (
        f"error: {path}, stage 3 (wrong): group size 64 does not divide the model's width 32; use 32\n"
    )
    assert not home.exists()


def start(recipe, home) -> subprocess.Popen:
    command = [sys.executable, "-m", "compress", "run", str(recipe), "--home", str(home)]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


@pytest.mark.parametrize(
    ("line", "finished"), [("stage 2 of 3", ["a"]), ("storing its weights", ["a", "b"])], ids=["import", "quantize"]
)
def test_kill_9_in_the_middle_and_the_next_run_goes_on(
    home, tmp_path, decoder_folder, encoder_folder, capsys, line, finished
):
    stages = [
        imported("a", encoder_folder),
        imported("b", decoder_folder),
        {"name": "c", "step": "quantize", "parent": "b", "preset": "int8"},
    ]
    recipe = write_recipe(tmp_path, *stages)
    running = start(recipe, home)
    for said in running.stderr:
        if line in said:
            break
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    assert running.returncode == -signal.SIGKILL

    names = {artifact.manifest.name for artifact in Artifact.all(home)}
    assert names == set(finished)
    for artifact in Artifact.all(home):
        assert hash_folder(artifact.folder) == artifact.manifest.hash

    assert main(["run", str(recipe), "--json"]) == 0
    assert outcomes(capsys) == {name: name in finished for name in "abc"}
    left = [path.name for path in (home / "models").iterdir() if path.name.endswith((".tmp", ".old"))]
    assert left == []


def test_a_run_that_has_nothing_to_do_needs_no_torch_and_no_time(home, tmp_path, imported_home, encoder_folder):
    recipe = write_recipe(tmp_path, imported("a", encoder_folder), imported("m", "minilm"))
    assert main(["run", str(recipe)]) == 0
    code = (
        "import sys; from compress.__main__ import main; code = main(sys.argv[1:]); "
        "heavy = {'torch', 'transformers', 'openvino', 'nncf', 'optimum'} & set(sys.modules); "
        "print(sorted(heavy)); sys.exit(code)"
    )
    started = time.process_time_ns(), time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code, "run", str(recipe), "--home", str(home)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout == "a: up to date\nm: up to date\n[]\n"
    assert time.monotonic() - started[1] < 10  # 0.6 s on an idle machine; tests share theirs


def test_an_artifact_named_in_the_settings_is_an_input_too(home, source, steps):
    from compress.run import fingerprint_of
    from compress.stage import ArtifactName

    class TeacherConfig(StageConfig):
        teacher: ArtifactName

    for name in ("teacher", "student"):
        assert main(["import", str(source), "--name", name]) == 0
    stage = StageEntry("made", "copy", "student", TeacherConfig(teacher="teacher"))
    context = StageContext(home)
    before = fingerprint_of(stage, context)
    (source / "1_Pooling" / "config.json").write_text("{}", "utf-8")
    assert main(["import", str(source), "--name", "teacher"]) == 0
    assert fingerprint_of(stage, context) != before


def test_a_recipe_can_be_run_from_python(home, tmp_path, source):
    said = []
    recipe = read_recipe(write_recipe(tmp_path, imported("a", source)))
    (outcome,) = run_recipe(recipe, StageContext(home, say=said.append))
    assert (outcome.name, outcome.skipped, outcome.folder) == ("a", False, home / "models" / "a")
    assert said[0] == "stage 1 of 1: a (import)"
