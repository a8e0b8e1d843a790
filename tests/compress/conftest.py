"""Tiny real models, built in memory once a session: what the tests of every stage start from."""

import shutil
from pathlib import Path

import pytest
from tiny_training import FACTS, tiny_llama, tiny_tokenizer, write_jsonl

from compress import wire
from compress.artifact import Artifact
from compress.stage import StageContext


@pytest.fixture(scope="session")
def tokenizer():
    """Return a byte-level tokenizer that speaks the wire format."""
    made = tiny_tokenizer(template="")
    assert wire.set_wire_format(made)
    return made


@pytest.fixture(scope="session")
def decoder_folder(tmp_path_factory) -> Path:
    """Return a Hugging Face folder with a random Llama: 2 layers, width 32, FFN 64, 260 tokens; no template."""
    folder = tmp_path_factory.mktemp("decoder")
    tiny_llama(layers=2).save_pretrained(folder)
    tiny_tokenizer(template=None).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def encoder_folder(tmp_path_factory) -> Path:
    """Return a sentence-transformers folder with a random BERT: 2 layers, width 32, FFN 64, mean pooling."""
    folder = tmp_path_factory.mktemp("encoder")
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    sizes = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4}
    BertModel(BertConfig(vocab_size=260, max_position_embeddings=64, **sizes)).eval().save_pretrained(folder)
    tiny_tokenizer(template=None).save_pretrained(folder)
    (folder / "modules.json").write_text("[]", "utf-8")
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 48}', "utf-8")
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text('{"pooling_mode_mean_tokens": true}', "utf-8")
    (folder / "README.md").write_text("not needed to load it", "utf-8")
    return folder


@pytest.fixture(scope="session")
def imported_home(tmp_path_factory, decoder_folder, encoder_folder) -> Path:
    """Return a data root with the artifacts `tiny` (decoder) and `tiny-encoder`; tests copy it, none writes to it."""
    from compress.models.importing import ImportConfig, import_model

    root = tmp_path_factory.mktemp("imported")
    context = StageContext(root, say=lambda text: None)
    for name, source in (("tiny", decoder_folder), ("tiny-encoder", encoder_folder)):
        import_model(None, root / "models" / name, ImportConfig(source=str(source)), context)
    return root


@pytest.fixture
def tiny(home, imported_home) -> Artifact:
    """Return the tiny decoder in this test's own data root."""
    shutil.copytree(imported_home / "models" / "tiny", home / "models" / "tiny")
    return Artifact.find("tiny", home)


@pytest.fixture
def tiny_encoder_artifact(home, imported_home) -> Artifact:
    """Return the tiny sentence encoder in this test's own data root."""
    shutil.copytree(imported_home / "models" / "tiny-encoder", home / "models" / "tiny-encoder")
    return Artifact.find("tiny-encoder", home)


@pytest.fixture
def texts(tmp_path) -> Path:
    """Return a file of twelve calibration paragraphs."""
    path = tmp_path / "texts.txt"
    path.write_text("\n\n".join(f"Paragraph {i} says that {i} and {i} make {2 * i}, and no more." for i in range(12)))
    return path


@pytest.fixture
def settings_of(tmp_path):
    """Return what makes the settings of a short fine-tune on FACTS."""
    from compress.training.tune import TuneConfig

    data = write_jsonl(tmp_path / "train.jsonl", FACTS)

    def make(**more):
        values = {"data": data, "learning_rate": 1e-2, "tokens_per_batch": 512, "steps": 6, "checkpoint_seconds": 0}
        return TuneConfig(**{**values, **more})

    return make
