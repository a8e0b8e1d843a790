"""What the tests of the documents share: an embedder without a model, and a collection that uses it."""

import hashlib
import time
from collections.abc import Sequence

import numpy as np
import pytest
from langchain_core.documents import Document

from ingest.collection import Collection, Incoming, collection_folder
from ingest.encoders.embedding import Embedder


class HashEmbedder(Embedder):
    """A bag of hashed words: texts that share words are near each other. Counts what it embeds."""

    max_tokens = 256
    dimension = 64

    def __init__(self, name: str = "hash@1", seconds_a_text: float = 0.0) -> None:
        self.name = name
        self.texts: list[str] = []
        self._seconds_a_text = seconds_a_text

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.texts += texts
        time.sleep(self._seconds_a_text * len(texts))
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            for word in ["any", *text.lower().split()]:
                number = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
                vectors[row, number % self.dimension] += 1 if number >> 63 else -1
            vectors[row] /= np.linalg.norm(vectors[row])
        return vectors

    def count_tokens(self, text: str) -> int:
        return len(text.split()) + 2


def incoming(source: str, *texts: str, content: str = "1", **metadata: object) -> Incoming:
    """Return a document of these chunks, on pages from 1."""
    chunks = [
        Document(page_content=text, metadata={"source": source, "title": "T", "page": page, **metadata})
        for page, text in enumerate(texts, start=1)
    ]
    return Incoming(source, "T", content, chunks)


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture
def folder(home):
    """Return where the default collection belongs; nothing is there yet."""
    return collection_folder(home)


@pytest.fixture
def collection(folder, embedder):
    opened = Collection.open(folder, embedder, create=True)
    yield opened
    opened.close()
