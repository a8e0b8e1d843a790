"""From a checkpoint to a measured, quantized student in one recipe, which the chat's engine then answers with."""

import json

import pytest
from tiny_training import chat, write_jsonl

from compress.__main__ import main
from compress.artifact import Artifact


@pytest.fixture
def recipe(tmp_path, decoder_folder):
    """Return a recipe of every kind of stage, on eight conversations."""
    write_jsonl(tmp_path / "train.jsonl", [chat(f"What is {i}?", f"It is {i} [1].") for i in range(8)])
    write_jsonl(tmp_path / "test.jsonl", [chat("What is 3?", "It is 3 [1].", answers=["3"], kind="answer")])
    training = {"data": ["train.jsonl"], "steps": 2, "max_tokens": 128, "tokens_per_batch": 512}
    stages = [
        {"name": "base", "step": "import", "source": str(decoder_folder)},
        {"name": "teacher", "step": "tune", "parent": "base", **training},
        {"name": "student", "step": "distill", "parent": "teacher", "keep_layers": 1, **training},
        {"name": "student-int8", "step": "quantize", "parent": "student", "preset": "int8"},
        {"name": "measured", "step": "evaluate", "parent": "student-int8", "data": ["test.jsonl"]},
    ]
    path = tmp_path / "recipe.yaml"
    path.write_text(json.dumps({"stages": stages}), "utf-8")
    return path


def test_every_stage_runs_once_and_the_student_answers(home, recipe, capsys):
    import openvino_genai

    assert main(["run", str(recipe), "--json"]) == 0
    assert [row["skipped"] for row in json.loads(capsys.readouterr().out)] == [False] * 5
    made = {artifact.manifest.name: artifact.manifest for artifact in Artifact.all(home)}
    lineage = [("teacher", "base"), ("student", "teacher"), ("student-int8", "student")]
    assert all(made[child].parent == made[parent].hash for child, parent in lineage)
    assert made["student-int8"].metrics["weights"] == {"activations": 0, "int8": 1 + 7}
    assert made["student-int8"].metrics["perplexity"] > 1

    assert not list((home / "cache" / "exports").iterdir()), "a recipe leaves no fp32 graph behind"

    pipeline = openvino_genai.LLMPipeline(str(home / "models" / "student-int8"), "CPU")
    assert str(pipeline.generate("What is 3?", max_new_tokens=4, ignore_eos=True))

    assert main(["run", str(recipe), "--json"]) == 0
    assert [row["skipped"] for row in json.loads(capsys.readouterr().out)] == [True] * 5


def test_too_many_layers_four_stages_on_is_found_before_anything_runs(home, recipe, capsys):
    recipe.write_text(recipe.read_text("utf-8").replace('"keep_layers": 1', '"keep_layers": 3'), "utf-8")
    assert main(["run", str(recipe)]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"error: {recipe}, stage 3 (student): ")
    assert said.count("\n") == 1
    assert not home.exists()
