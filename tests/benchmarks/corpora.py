"""Collections for the benchmarks of retrieval: paragraphs whose questions are known, and others to hide them among.

`target` is a file of SQuAD's form. `among` are any JSON or JSON lines files: each string of 200 characters or more in
them is a paragraph, but for what shares twelve words in a row with a target paragraph.
"""

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.documents import Document

from compress.console import progress
from compress.home import resolve_home
from ingest.digest import short_hash
from ingest.embedding import Embedder, open_embedder
from ingest.splitting import split
from ingest.store import Collection, Incoming
from ingest.text import sentences

_SHORTEST = 200  # characters of a paragraph
_IN_A_ROW = 12  # words
_PAGES = 1000  # of a document that is made up
_JITTER = 0.35  # length of what is added to a unit vector: the copy keeps a cosine of about 0.94

Paragraph = tuple[str, str]  # title and text


def read(path: Path) -> list[dict]:
    """Return the articles of a file of SQuAD's form."""
    found = json.loads(path.read_text("utf-8"))
    return found["data"] if isinstance(found, dict) else found


def targets(articles: Iterable[dict]) -> list[Paragraph]:
    """Return the articles' paragraphs."""
    return [(article["title"], part["context"]) for article in articles for part in article["paragraphs"]]


def distractors(files: Sequence[Path], known: Sequence[Paragraph]) -> list[Paragraph]:
    """Return the paragraphs of the files, each once, without those that repeat a known one."""
    taken = {row for _, text in known for row in _rows(text)}
    found = {text: title for file in files for title, text in _strings(_parsed(file), file.stem)}
    return [(title, text) for text, title in found.items() if taken.isdisjoint(_rows(text))]


def kept(folder: Path, paragraphs: Sequence[Paragraph]) -> Collection:
    """Return a collection of the paragraphs; one that an earlier run has left in `folder` is used again."""
    embedder = open_embedder(resolve_home())
    return _filled(folder, embedder, paragraphs)


def grown(folder: Path, paragraphs: Sequence[Paragraph], size: int) -> Collection:
    """Return a collection of `size` chunks that were made up: right in number and kind, of no meaning.

    Texts are sentences of the paragraphs, drawn at random; vectors are those of up to a thousand paragraphs,
    jittered. So it takes a minute or two where embedding would take half an hour, and tells how long a search takes.
    """
    rng = random.Random(0)
    pool = [sentence for _, text in paragraphs for sentence in sentences(text)]
    made = [(f"Made up {n // _PAGES}", " ".join(rng.sample(pool, 5))) for n in range(size)]
    embedder = _Jittering(open_embedder(resolve_home()), [text for _, text in paragraphs[:1000]])
    return _filled(folder, embedder, made, whole=True)


class _Jittering(Embedder):
    """Gives queries their true vector, and many texts at once copies of true vectors of other texts."""

    def __init__(self, real: Embedder, texts: Sequence[str]) -> None:
        self.name, self.max_tokens, self.dimension = real.name, real.max_tokens, real.dimension
        self._real, self._vectors, self._rng = real, real.encode(texts), np.random.default_rng(0)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        if len(texts) == 1:
            return self._real.encode(texts)
        drawn = self._vectors[self._rng.integers(len(self._vectors), size=len(texts))]
        noise = self._rng.normal(scale=_JITTER / self.dimension**0.5, size=drawn.shape)
        moved = drawn + noise
        return (moved / np.linalg.norm(moved, axis=1, keepdims=True)).astype(np.float32)

    def count_tokens(self, text: str) -> int:
        return self._real.count_tokens(text)


def _filled(folder: Path, embedder: Embedder, paragraphs: Sequence[Paragraph], *, whole: bool = False) -> Collection:
    """Return the collection of these paragraphs, a page each of the document with their title.

    What is `whole` is one chunk as it is. A run that was stopped is taken up where it was.
    """
    name = short_hash(embedder.name, *(f"{title}\n{text}" for title, text in paragraphs))
    collection = Collection.open(folder / name, embedder, create=True)
    documents: dict[str, list[Document]] = {}
    for title, text in paragraphs:
        pages = documents.setdefault(title, [])
        pages.append(Document(text, metadata={"source": title, "title": title, "page": len(pages) + 1}))
    for source in collection.sources():
        documents.pop(source.source, None)
    with progress("storing documents", len(documents)) as bar, collection.writing():
        for title, pages in documents.items():
            chunks = pages if whole else split(pages, embedder.count_tokens, embedder.max_tokens)
            collection.replace([Incoming(title, title, "1", chunks)])
            bar.update(0, advance=1)
    return collection


def _parsed(file: Path) -> Any:
    text = file.read_text("utf-8")
    if file.suffix == ".jsonl":
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    return json.loads(text)


def _strings(value: Any, title: str) -> Iterator[Paragraph]:
    """Yield each long string, with the nearest title that stands beside or above it."""
    if isinstance(value, str):
        if len(value) >= _SHORTEST:
            yield title, " ".join(value.split())
    elif isinstance(value, dict):
        beside = (each for name, each in value.items() if name.startswith("title") and isinstance(each, str) and each)
        title = next(beside, title)
        for each in value.values():
            yield from _strings(each, title)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each, title)


def _rows(text: str) -> Iterator[tuple[str, ...]]:
    words = text.lower().split()
    return zip(*(words[n:] for n in range(_IN_A_ROW)), strict=False)
