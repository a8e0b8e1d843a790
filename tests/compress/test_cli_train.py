"""Training at the command line and in recipes: kills, resumes, several processes, and faults in one sentence."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
import typer
from tiny_training import chat, tiny_decoder, write_jsonl

from compress import cli_build, cli_train
from compress.artifact import Artifact
from compress.console import run
from compress.models.loading import load_model

ROOT = Path(__file__).parents[2]
FACTS = [chat(f"number {i}?", f"it is {i * 7 % 10}", answers=[str(i * 7 % 10)]) for i in range(24)]
BROKEN = ("--learning-rate", "1e30", "--steps", "3", "--warmup", "0")
QUICK = ("--learning-rate", "0.01", "--tokens-per-batch", "512")


def application():
    app = typer.Typer()
    cli_build.register(app)
    cli_train.register(app)
    return app


@pytest.fixture
def main():
    app = application()
    return lambda *argv: run(app, "python -m compress", [str(part) for part in argv])


@pytest.fixture
def data(tmp_path):
    return write_jsonl(tmp_path / "train.jsonl", FACTS)


def test_every_step_of_training_at_the_command_line(home, data, main, capsys, tmp_path):
    tiny_decoder(home)
    assert main("tune", "tiny", "--name", "teacher", "--data", data, "--steps", 8, *QUICK, "--json") == 0
    assert main("prune", "teacher", "--name", "shallow", "--method", "layers", "--layers", "0,2,3") == 0
    more = ("--teacher", "teacher", "--hidden-weight", "0.5", "--layer-map", "1:1,3:4", "--data", data, "--steps", 4)
    assert main("distill", "shallow", "--name", "student", *more, *QUICK) == 0
    assert main("extract", "teacher", "--base", "tiny", "--out", tmp_path / "adapter", "--rank", 8, "--json") == 0
    assert main("merge", "tiny", "--name", "merged", "--adapter", tmp_path / "adapter") == 0
    three = ("--out", tmp_path / "three", "--ternary", "--data", data, "--json")
    assert main("extract", "teacher", "--base", "tiny", *three) == 0
    assert main("merge", "tiny", "--name", "again", "--adapter", tmp_path / "three") == 0
    printed = capsys.readouterr().out.splitlines()
    assert json.loads(printed[0])["metrics"]["training"]["steps"] == 8
    assert printed[1].startswith("shallow: ")
    assert 0 < json.loads(printed[3])["captured"] < 1
    assert 0 < json.loads(printed[5])["captured"] < 1
    names = [artifact.manifest.name for artifact in Artifact.all(home)]
    assert names == ["again", "merged", "shallow", "student", "teacher", "tiny"]
    student = Artifact.find("student", home)
    assert student.manifest.config["layer_map"] == [[1, 1], [3, 4]]
    assert load_model(student).config.num_hidden_layers == 3


RECIPE = """
stages:
  - {name: teacher, step: tune, parent: tiny, data: train.jsonl, steps: 4, learning_rate: 0.01}
  - {name: shallow, step: prune, parent: teacher, method: layers, layers: [0, 3]}
  - {name: small, step: distill, parent: shallow, teacher: teacher, data: [train.jsonl], steps: 4}
  - {name: rated, step: evaluate, parent: small, data: train.jsonl, limit: 2, max_new_tokens: 4, speed: false}
  - {name: all, step: report, parent: teacher}
"""


def test_a_recipe_of_training_runs_once_and_is_skipped_then(home, data, main, capsys, tmp_path):
    tiny_decoder(home)
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(RECIPE, "utf-8")
    assert main("run", recipe, "--json") == 0
    first = json.loads(capsys.readouterr().out)
    assert [stage["skipped"] for stage in first] == [False] * 5
    assert Artifact.find("small", home).manifest.metrics["items"] == 2
    assert (home / "reports" / "all" / "report.html").is_file()
    assert main("run", recipe, "--json") == 0
    assert [stage["skipped"] for stage in json.loads(capsys.readouterr().out)][:4] == [True] * 4


@pytest.mark.parametrize(
    ("stage", "why"),
    [
        ("{name: s, step: prune, parent: tiny, method: layers, layers: [0, 9]}", "no layer 9: the model has 4"),
        ("{name: s, step: distill, parent: tiny, data: train.jsonl, keep_layers: 9}", "9 layers cannot be kept"),
        ("{name: s, step: tune, parent: tiny, data: nowhere.jsonl}", "there is no file"),
        ("{name: s, step: tune, parent: tiny, data: train.jsonl, depth: 3}", "unknown key 'depth'"),
        ("{name: s, step: distill, parent: tiny, teacher: nobody, data: train.jsonl}", "there is no model 'nobody'"),
    ],
)
def test_an_impossible_recipe_is_refused_before_anything_runs(home, data, main, capsys, tmp_path, stage, why):
    tiny_decoder(home)
    (tmp_path / "r.yaml").write_text(f"stages: [{stage}]", "utf-8")
    assert main("run", tmp_path / "r.yaml") == 1
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert why in error
    assert error.count("\n") == 1
    assert [path.name for path in (home / "models").iterdir()] == ["tiny"]


@pytest.mark.parametrize(
    ("argv", "why"),
    [
        (["tune", "nobody", "--name", "x", "--data", "train.jsonl"], "there is no model 'nobody'"),
        (["tune", "tiny", "--name", "x", "--data", "empty.jsonl"], "empty.jsonl is empty"),
        (["tune", "tiny", "--name", "x", "--data", "bad.jsonl"], "bad.jsonl, line 2: no valid JSON"),
        (["tune", "tiny", "--name", "x", "--data", "train.jsonl", *BROKEN], "is no number any more at step 2"),
        (["prune", "tiny", "--name", "x", "--method", "layers", "--layers", "a,b"], "--layers wants whole numbers"),
        (["prune", "tiny", "--name", "x", "--method", "wanda"], "the method wanda needs sparsity"),
        (["extract", "tiny", "--base", "tiny", "--out", "a"], "there is nothing to extract"),
        (
            ["extract", "tiny", "--base", "tiny", "--out", "a", "--data", "d"],
            "only a ternary change is fitted",
        ),
    ],
)
def test_a_fault_is_one_sentence_and_leaves_nothing_half_made(
    home, data, main, capsys, tmp_path, monkeypatch, argv, why
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.jsonl").write_text("", "utf-8")
    (tmp_path / "bad.jsonl").write_text(json.dumps(FACTS[0]) + "\n{\n", "utf-8")
    tiny_decoder(home)
    assert main(*argv) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines()[-1].startswith("error: ")
    assert why in captured.err.splitlines()[-1]
    assert [path.name for path in (home / "models").glob("[!.]*")] == ["tiny"]


SCRIPT = """
import sys, typer
from compress import cli_build, cli_train
from compress.console import run
app = typer.Typer()
cli_build.register(app)
cli_train.register(app)
sys.exit(run(app, "python -m compress"))
"""


@pytest.fixture
def command(tmp_path, home):
    """Return the start of a command line that runs in a process of its own."""
    script = tmp_path / "compress_cli.py"
    script.write_text(SCRIPT, "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "FOOTNOTE_HOME": str(home)}
    return [sys.executable, str(script)], environment


def test_a_process_killed_in_the_middle_goes_on_to_the_same_weights(home, data, main, command):
    tiny_decoder(home)
    settings = ("--data", str(data), "--steps", "24", *QUICK, "--checkpoint-seconds", "0")
    assert main("tune", "tiny", "--name", "whole", *settings) == 0
    argv, environment = command
    process = subprocess.Popen([*argv, "tune", "tiny", "--name", "killed", *settings], env=environment)
    checkpoint = home / "models" / ".killed.training" / "checkpoint.pt"
    until = time.monotonic() + 120
    while not checkpoint.is_file() and time.monotonic() < until:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    step = torch.load(checkpoint, weights_only=True)["progress"]["step"]
    assert 0 < step < 24
    assert not (home / "models" / "killed").exists()
    assert main("tune", "tiny", "--name", "killed", *settings) == 0
    assert not checkpoint.exists()
    models = [load_model(Artifact.find(name, home)) for name in ("whole", "killed")]
    for ours, theirs in zip(*(model.parameters() for model in models), strict=True):
        assert torch.equal(ours, theirs)


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_is_one_line_and_leaves_the_checkpoint(home, data, command):
    tiny_decoder(home)
    argv, environment = command
    settings = ["--data", str(data), "--steps", "4000", *QUICK, "--checkpoint-seconds", "0"]
    process = subprocess.Popen(
        [*argv, "tune", "tiny", "--name", "stopped", *settings],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a background shell's children ignore it
    )
    checkpoint = home / "models" / ".stopped.training" / "checkpoint.pt"
    until = time.monotonic() + 120
    while not checkpoint.is_file() and time.monotonic() < until:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert err.splitlines()[-1] == "stopped; what was finished is kept"
    assert "Traceback" not in err
    assert checkpoint.is_file()
    assert [artifact.manifest.name for artifact in Artifact.all(home)] == ["tiny"]


@pytest.mark.slow
def test_two_processes_train_like_one_with_batches_twice_as_big(home, data, main, command):
    tiny_decoder(home)
    settings = ("--data", str(data), "--steps", "4", "--learning-rate", "0.01", "--tokens-per-batch")
    assert main("tune", "tiny", "--name", "one", *settings, "1536") == 0
    argv, environment = command
    # `accelerate launch` starts several processes on GPUs alone; torchrun sets the same variables on a CPU.
    launch = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", "--master-port", "29517"]
    done = subprocess.run(
        [*launch, argv[1], "tune", "tiny", "--name", "two", *settings, "768", "--json"],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout)  # one line: the second process says nothing
    assert printed["metrics"]["training"]["devices"] == "2 × CPU"
    one, two = (Artifact.find(name, home) for name in ("one", "two"))
    ours, theirs = (artifact.manifest.metrics["training"] for artifact in (one, two))
    assert ours["tokens"] == theirs["tokens"]
    assert ours["last_loss"] == pytest.approx(theirs["last_loss"], rel=1e-3)
    for left, right in zip(load_model(one).parameters(), load_model(two).parameters(), strict=True):
        torch.testing.assert_close(left, right, atol=3e-3, rtol=2e-2)
