"""What can be imported, and the one sentence for everything that cannot."""

import json
import shutil
import time

import pytest
from tiny_training import TEMPLATE, tiny_llama, tiny_tokenizer

from compress import wire
from compress.__main__ import main
from compress.artifact import Artifact
from compress.models.packaged import PACKAGED


def said(capsys) -> str:
    return capsys.readouterr().err.splitlines()[-1]


def test_a_decoder_folder_comes_in_whole_and_speaks_the_wire_format(tiny, decoder_folder):
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    ids = torch.arange(4, 40)[None]
    with torch.no_grad():
        here, there = (AutoModelForCausalLM.from_pretrained(at)(ids).logits for at in (tiny.folder, decoder_folder))
    assert torch.equal(here, there)
    assert AutoTokenizer.from_pretrained(tiny.folder).chat_template == wire.chat_template()
    facts = (tiny.manifest.kind, tiny.manifest.format, tiny.manifest.precision, tiny.manifest.step)
    assert facts == ("decoder", "huggingface", "fp32", "import")
    assert tiny.manifest.config == {"source": str(decoder_folder), "wire_format": "own"}
    assert tiny.manifest.metrics == {"parameters": 26_912}


@pytest.mark.parametrize(
    ("options", "kept"), [([], True), (["--wire-format", "own"], True), (["--wire-format", "footnote"], False)]
)
def test_a_template_for_tools_gives_way_where_that_is_asked(home, tmp_path, options, kept):
    from transformers import AutoTokenizer

    tiny_llama(layers=2).save_pretrained(tmp_path)
    tiny_tokenizer().save_pretrained(tmp_path)
    assert main(["import", str(tmp_path), "--name", "own", *options]) == 0
    tokenizer = AutoTokenizer.from_pretrained(Artifact.find("own", home).folder)
    assert tokenizer.chat_template == (TEMPLATE if kept else wire.chat_template())
    assert tokenizer.response_schema == wire.response_schema()


def test_a_wire_format_that_there_is_not_is_refused(capsys):
    assert main(["import", "minilm", "--wire-format", "theirs"]) != 0
    assert "'own', 'footnote'" in capsys.readouterr().err


def test_an_encoder_comes_in_with_its_pooling_and_nothing_it_does_not_need(tiny_encoder_artifact):
    files = {
        path.relative_to(tiny_encoder_artifact.folder).as_posix() for path in tiny_encoder_artifact.folder.rglob("*")
    }
    assert {"model.safetensors", "1_Pooling/config.json", "modules.json", "tokenizer.json"} <= files
    assert "README.md" not in files
    assert tiny_encoder_artifact.manifest.kind == "encoder"


def test_a_cross_encoder_is_a_reranker(home, encoder_folder, tmp_path):
    from transformers import BertConfig, BertForSequenceClassification

    folder = tmp_path / "cross"
    config = BertConfig.from_pretrained(encoder_folder, num_labels=1)
    BertForSequenceClassification(config).save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(encoder_folder / name, folder)
    assert main(["import", str(folder), "--name", "judge"]) == 0
    assert Artifact.find("judge", home).manifest.kind == "reranker"


@pytest.mark.parametrize(
    ("config", "found"),
    [
        ({"architectures": ["BertForMaskedLM"]}, "BertForMaskedLM"),
        ({"architectures": ["T5ForConditionalGeneration"]}, "T5ForConditionalGeneration"),
        (
            {"architectures": ["BertForSequenceClassification"], "id2label": {"0": "no", "1": "yes"}},
            "BertForSequenceClassification",
        ),
        ({}, "nothing named in config.json"),
    ],
)
def test_a_model_of_another_kind_is_refused(home, tmp_path, capsys, config, found):
    (tmp_path / "config.json").write_text(json.dumps(config), "utf-8")
    assert main(["import", str(tmp_path), "--name", "x"]) == 1
    assert said(capsys) == (
        f"error: {tmp_path} is no causal language model ({found}); give a decoder or a sentence encoder"
    )
    assert not (home / "models" / "x").exists()


@pytest.mark.parametrize("config", [None, "{", "[]"])
def test_a_folder_that_is_no_model_is_refused(tmp_path, capsys, config):
    if config is not None:
        (tmp_path / "config.json").write_text(config, "utf-8")
    assert main(["import", str(tmp_path), "--name", "x"]) == 1
    assert said(capsys) == f"error: {tmp_path} is no Hugging Face model: it has no readable config.json"


def test_a_folder_without_safetensors_is_refused_and_no_pickle_is_opened(tmp_path, decoder_folder, capsys):
    folder = tmp_path / "pickled"
    shutil.copytree(decoder_folder, folder)
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    assert main(["import", str(folder)]) == 1
    assert said(capsys).startswith(f"error: {folder} cannot be loaded (")


def test_code_of_its_own_is_not_run(tmp_path, decoder_folder, capsys):
    folder = tmp_path / "custom"
    shutil.copytree(decoder_folder, folder)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    config |= {"model_type": "own", "auto_map": {"AutoModelForCausalLM": "modeling.Own", "AutoConfig": "modeling.C"}}
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    (folder / "modeling.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')", "utf-8")
    assert main(["import", str(folder)]) == 1
    assert said(capsys).startswith(f"error: {folder} cannot be loaded (")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("source", ["/nowhere/model", "nowhere.gguf", "minilm2", "./owner/name", "a/b/c"])
def test_a_source_that_is_nowhere_is_one_sentence(capsys, source):
    assert main(["import", source, "--name", "x"]) == 1
    assert said(capsys) == (
        f"error: there is no model at {source}; "
        f"give a folder, a .gguf file, a Hugging Face id, or {', '.join(PACKAGED)}"
    )


def test_a_file_that_is_no_gguf_is_one_sentence(tmp_path, capsys):
    path = tmp_path / "model.bin"
    path.write_bytes(b"0")
    assert main(["import", str(path)]) == 1
    assert said(capsys).startswith(f"error: {path} is neither a model folder nor a .gguf file;")


def test_an_id_the_machine_does_not_have_fails_at_once_when_offline(home, capsys):
    started = time.monotonic()
    assert main(["import", "nobody/no-such-model"]) == 1
    assert said(capsys) == (
        "error: nobody/no-such-model is not on this machine and the hub cannot be reached; go online, or give a folder"
    )
    assert time.monotonic() - started < 20
    assert not (home / "models" / "no-such-model").exists()


def test_a_name_that_is_no_folder_name_is_refused(capsys):
    assert main(["import", "minilm", "--name", "../elsewhere"]) == 1
    assert said(capsys).startswith("error: '../elsewhere' cannot name a model;")


def test_minilm_comes_from_its_package(home):
    assert main(["import", "minilm", "--name", "minilm-fp32"]) == 0
    manifest = Artifact.find("minilm-fp32", home).manifest
    assert (manifest.kind, manifest.precision, manifest.step) == ("encoder", "fp32", "import")


@pytest.mark.slow
def test_smollm2_answers(real_home):
    import openvino_genai

    folder = Artifact.find("smollm2-135m-int8", real_home).folder
    pipeline = openvino_genai.LLMPipeline(str(folder), "CPU")
    answer = pipeline.generate("What is the capital of France?", max_new_tokens=20, do_sample=False)
    assert str(answer) == "The capital of France is Paris."
