"""What the page is told of a data root."""

import numpy as np
from langchain_core.documents import Document

from chatbot.settings import DEFAULT_MODEL, Settings
from chatbot.ui.desk import desk_of
from compress.artifact import Manifest, new_artifact
from compress.home import models_folder
from ingest.collection import Collection, Incoming, collection_folder
from ingest.encoders.embedding import Embedder


class OneVector(Embedder):
    """Every text is the same vector: what is listed does not depend on it."""

    name, max_tokens, dimension = "one@1", 256, 4

    def encode(self, texts):
        return np.tile(np.float32([1, 0, 0, 0]), (len(texts), 1))

    def count_tokens(self, text):
        return 3


def desk(home, **fields):
    return desk_of(Settings(home=home, **fields), lambda text: None)


def add(home, collection, source):
    folder = collection_folder(home, collection)
    opened = Collection.open(folder, OneVector(), create=True)
    chunk = Document(page_content="text", metadata={"source": source, "title": "T"})
    opened.replace([Incoming(source, "T", "1", [chunk])])
    opened.close()


def model(home, name, kind, model_format):
    manifest = Manifest(name=name, kind=kind, format=model_format, precision="int8", step="quantize")
    with new_artifact(models_folder(home) / name, manifest):
        pass


def test_an_empty_root_offers_the_defaults_and_no_documents(home):
    empty = desk(home)
    assert empty.models() == [DEFAULT_MODEL]
    assert empty.collections() == ["default"]
    assert list(empty.sources("default")) == []
    assert not home.exists()  # looking leaves no traces


def test_models_that_can_chat_and_collections_are_found_the_chosen_first(home):
    for name, kind, model_format in [
        ("b", "decoder", "openvino"), ("a", "decoder", "openvino"), ("raw", "decoder", "huggingface"),
        ("minilm", "encoder", "openvino"),
    ]:  # fmt: skip
        model(home, name, kind, model_format)
    add(home, "papers", "/d/a.md")
    add(home, "letters", "/d/b.md")
    chosen = desk(home, model="b", collection="papers")
    assert chosen.models() == ["b", "a"]
    assert chosen.collections() == ["papers", "letters"]


def test_documents_added_later_are_seen(home):
    add(home, "default", "/d/a.md")
    open_desk = desk(home)
    assert [document.source for document in open_desk.sources("default")] == ["/d/a.md"]
    add(home, "default", "/d/b.md")
    assert [(document.source, document.title, document.chunks) for document in open_desk.sources("default")] == [
        ("/d/a.md", "T", 1), ("/d/b.md", "T", 1),
    ]  # fmt: skip


def test_a_damaged_model_does_not_keep_the_page_from_opening(home):
    model(home, "a", "decoder", "openvino")
    (models_folder(home) / "a" / "manifest.json").write_text("{", "utf-8")
    assert desk(home).models() == [DEFAULT_MODEL]
