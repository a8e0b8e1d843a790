"""The commands that show models, and the manners of all of them."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from compress.__main__ import main

ROOT = Path(__file__).resolve().parents[2]


def test_list_names_every_finished_model(tiny, tiny_encoder_artifact, capsys):
    assert main(["list"]) == 0
    assert [re.split(r"\s\s+", line.strip()) for line in capsys.readouterr().out.splitlines()] == [
        ["name", "kind", "format", "precision", "made by", "MB"],
        ["tiny", "decoder", "huggingface", "fp32", "import", f"{tiny.bytes() / 1e6:.1f}"],
        ["tiny-encoder", "encoder", "huggingface", "fp32", "import", f"{tiny_encoder_artifact.bytes() / 1e6:.1f}"],
    ]


def test_list_as_json_is_one_line(home, tiny, capsys):
    assert main(["list", "--json"]) == 0
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    assert json.loads(printed) == [
        {
            "name": "tiny",
            "kind": "decoder",
            "format": "huggingface",
            "precision": "fp32",
            "step": "import",
            "metrics": {"parameters": 26_912},
            "bytes": tiny.bytes(),
            "path": str(home / "models" / "tiny"),
        }
    ]


def test_list_of_nothing_is_empty_and_leaves_no_trace(home, capsys):
    assert main(["list", "--json"]) == 0
    assert capsys.readouterr().out == "[]\n"
    assert not home.exists()


def test_path_prints_where_models_lie(home, tiny, tmp_path, capsys):
    assert main(["path"]) == 0
    assert main(["path", "tiny"]) == 0
    assert main(["path", "--home", str(tmp_path / "else")]) == 0
    lines = [str(home / "models"), str(home / "models" / "tiny"), str(tmp_path / "else" / "models")]
    assert capsys.readouterr().out.splitlines() == lines


def test_path_of_a_model_that_is_not_there_is_one_sentence(home, capsys):
    assert main(["path", "nobody"]) == 1
    assert capsys.readouterr() == (
        "",
        f"error: there is no model 'nobody' in {home / 'models'}; "
        "build it with `python -m compress run compress/recipes/shipped.yaml`\n",
    )


def test_an_import_takes_the_sources_name_unless_told(home, encoder_folder, capsys):
    assert main(["import", str(encoder_folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["path"] == str(home / "models" / encoder_folder.name)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["melt"], "there is no command 'melt'; `python -m compress --help` lists what there is"),
        (["run"], "RECIPE is missing; `python -m compress run --help` says what it is"),
        (["import", "a", "b"], "'b' is too much; put words that belong together in quotes"),
        (["list", "--colour"], "there is no option '--colour'; `python -m compress list --help` lists what there is"),
    ],
)
def test_a_wrong_command_line_is_one_sentence(arguments, sentence, capsys):
    assert main(arguments) == 2
    assert capsys.readouterr() == ("", f"error: {sentence}\n")


def test_help_is_quick_and_loads_nothing_heavy():
    code = (
        "import sys; from compress.__main__ import main; main(['--help']); "
        "print(sorted({'torch', 'transformers', 'openvino', 'nncf', 'optimum', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
    for command in ("run", "import", "quantize", "list", "path"):
        assert f" {command} " in done.stdout
