"""A recipe is checked whole: every fault is one sentence that names its place, and nothing has run by then."""

from pathlib import Path

import pytest

from chatbot.settings import DEFAULT_MODEL
from compress.__main__ import main
from compress.home import UserError
from compress.models.importing import ImportConfig
from compress.quantization.quantize import QuantizeConfig
from compress.recipe import read_recipe
from compress.steps import STEPS

RECIPES = Path(__file__).resolve().parents[2] / "compress" / "recipes"


def write(folder, text) -> Path:
    path = folder / "recipe.yaml"
    path.write_text(text, "utf-8")
    return path


IMPORT = """
stages:
  - name: base
    step: import
    source: minilm
"""

FAULTS = [
    ("", " is no recipe: it has no list of 'stages'"),
    ("stages: []", "stages: list should have at least 1 item after validation, not 0, not []"),
    ("steps: []", "the key 'stages' is missing"),
    (IMPORT + "more: 1", "unknown key 'more'; known are about, stages"),
    ("stages: [{step: import}]", ", stage 1: the key 'name' is missing"),
    ("stages: [{name: a}]", ", stage 1: the key 'step' is missing"),
    ("stages: [{name: 7, step: import}]", ", stage 1: name: input should be a valid string, not 7"),
    (
        "stages: [{name: a, step: melt}]",
        f", stage 1 (a): there is no step 'melt'; there are {', '.join(STEPS)}",
    ),
    ("stages: [{name: a, step: import}]", ", stage 1 (a): the key 'source' is missing"),
    (
        "stages: [{name: a, step: import, source: minilm, scource: x}]",
        ", stage 1 (a): unknown key 'scource'; known are source",
    ),
    (
        "stages: [{name: a, step: import, source: nowhere}]",
        ", stage 1 (a): there is no model at nowhere; give a folder, a .gguf file, a Hugging Face id, "
        "or smollm2-135m, minilm, mpnet",
    ),
    ("stages: [{name: ../a, step: import, source: minilm}]", "'../a' cannot name a model; use letters, digits"),
    (
        IMPORT + "  - {name: q, step: quantize, preset: int8}",
        ", stage 2 (q): the key 'parent' is missing: the artifact to quantize",
    ),
    (IMPORT + "  - {name: q, step: quantize, parent: base}", ", stage 2 (q): the key 'preset' is missing"),
    (
        IMPORT + "  - {name: q, step: quantize, parent: bass, preset: int8}",
        ", stage 2 (q): there is no model 'bass' in",
    ),
    (
        IMPORT + "  - {name: q, step: quantize, parent: base, preset: int8, group_size: 64}",
        ", stage 2 (q): group_size belongs to the preset int4",
    ),
    (
        IMPORT + "  - {name: q, step: quantize, parent: base, preset: int4, group_size: 80}",
        ", stage 2 (q): group size 80 does not divide the model's width 384; use 128",
    ),
    (
        IMPORT + "  - {name: q, step: quantize, parent: base, preset: int4, group_size: -64}",
        ", stage 2 (q): group_size: input should be greater than or equal to 1, not -64",
    ),
    (
        IMPORT + "  - {name: q, step: quantize, parent: base, preset: w8a8, samples: 0, calibration: [recipe.yaml]}",
        ", stage 2 (q): samples: input should be greater than or equal to 1, not 0",
    ),
    (
        IMPORT + "  - {name: q, step: quantize, parent: base, preset: w8a8, calibration: [recipe.yaml, gone.txt]}",
        "gone.txt; mend the path",
    ),
    (
        IMPORT + "  - {name: q, step: quantize, parent: base, preset: w8a8, calibration: ['*.md']}",
        ", stage 2 (q): calibration: no file matches *.md",
    ),
    (
        IMPORT + "  - {name: base, step: import, source: minilm}",
        ", stage 2 (base): an earlier stage has that name too",
    ),
    ("stages: [", "is no YAML ("),
    ("stages: [1]", "stages.0: input should be a valid dictionary, not 1"),
    ("!!python/object/apply:os.system ['touch ran']", "is no YAML (could not determine a constructor"),
]


@pytest.mark.parametrize(("text", "sentence"), FAULTS)
def test_a_fault_is_one_sentence_with_its_place_and_nothing_runs(home, tmp_path, capsys, text, sentence):
    path = write(tmp_path, text)
    assert main(["run", str(path)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("error: ")
    assert said.count("\n") == 1
    assert str(path) in said
    assert sentence in said
    assert not home.exists()


def test_a_recipe_that_is_not_there_is_one_sentence(home, capsys):
    assert main(["run", "nowhere.yaml"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("error: the recipe nowhere.yaml cannot be read (")
    assert said.count("\n") == 1


def test_paths_are_relative_to_the_recipe_and_patterns_may_match_nothing(tmp_path, monkeypatch):
    folder = tmp_path / "deep" / "recipes"
    folder.mkdir(parents=True)
    for name in ("b.md", "a.md", "always.txt"):
        (folder / name).write_text("text", "utf-8")
    stage = "{name: q, step: quantize, parent: p, preset: w8a8, calibration: ['*.md', '*.rst', always.txt]}"
    monkeypatch.chdir(tmp_path)
    recipe = read_recipe(write(folder, f"stages: [{stage}]"))
    assert [path.name for path in recipe.stages[0].config.calibration] == ["a.md", "b.md", "always.txt"]
    assert all(path.is_absolute() for path in recipe.stages[0].config.calibration)


def test_an_import_from_a_folder_is_relative_to_the_recipe_too(tmp_path, encoder_folder):
    (tmp_path / "model").symlink_to(encoder_folder)
    recipe = read_recipe(write(tmp_path, "stages: [{name: a, step: import, source: ./model}]"))
    assert recipe.stages[0].config == ImportConfig(source=str(encoder_folder))


def test_the_shipped_recipe_builds_what_the_chat_opens():
    stages = read_recipe(RECIPES / "shipped.yaml").stages
    made = {stage.name: stage.step for stage in stages}
    wanted = {DEFAULT_MODEL: "quantize", "footnote-small-int8": "quantize", "minilm": "quantize"}
    assert wanted.items() <= made.items()
    rated = {stage.parent for stage in stages if stage.step == "evaluate"}
    assert {DEFAULT_MODEL, "footnote-small-int8"} <= rated  # else the chat would not let them choose tools
    assert "tune" not in made.values()  # nothing that takes a GPU


def test_the_default_recipe_goes_from_datasets_to_a_report(tmp_path, monkeypatch):
    monkeypatch.setenv("FOOTNOTE_SOURCES", str(tmp_path))
    stages = read_recipe(RECIPES / "default.yaml").stages
    assert [stages[0].step, stages[-1].step] == ["prepare", "report"]
    assert {"tune", "prune", "distill", "quantize", "evaluate"} <= {stage.step for stage in stages}


def test_a_variable_that_is_not_set_is_named(monkeypatch):
    monkeypatch.delenv("FOOTNOTE_SOURCES", raising=False)
    with pytest.raises(UserError, match=r"the variable \$FOOTNOTE_SOURCES is not set; export it, or write the path"):
        read_recipe(RECIPES / "default.yaml")


def test_what_an_earlier_stage_writes_need_not_be_there(tmp_path):
    prepared = "{name: a, step: prepare, sources: ., out: made}"
    tuned = "{name: b, step: tune, parent: c, data: made/train.jsonl}"
    recipe = read_recipe(write(tmp_path, f"stages: [{prepared}, {tuned}]"))
    assert recipe.stages[1].config.data == (tmp_path / "made" / "train.jsonl",)
    with pytest.raises(UserError, match="there is no file"):
        read_recipe(write(tmp_path, f"stages: [{tuned}]"))


@pytest.mark.parametrize("path", sorted(RECIPES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_recipe_of_ours_reads(path, tmp_path, monkeypatch):
    monkeypatch.setenv("FOOTNOTE_SOURCES", str(tmp_path))
    assert read_recipe(path).stages


def test_settings_are_frozen():
    config = QuantizeConfig(preset="int8")
    with pytest.raises(ValueError, match="frozen"):
        config.preset = "int4"
