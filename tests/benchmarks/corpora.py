"""Collections for the benchmarks of retrieval: paragraphs whose questions are known, and others to hide them among.

`target` is a file of SQuAD's form. `among` are any JSON or JSON lines files: each string of 200 characters or more in
them is a paragraph, but for what shares twelve words in a row with a target paragraph; with `cut`, each so many words
of it are one.
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from langchain_core.documents import Document

from compress.console import progress
from compress.home import resolve_home
from ingest.chunking.splitting import split
from ingest.collection import Collection, Incoming
from ingest.encoders.embedding import open_embedder
from ingest.storage.digest import short_hash

_SHORTEST = 200  # characters of a paragraph
_IN_A_ROW = 12  # words

Paragraph = tuple[str, str]  # title and text


def read(path: Path) -> list[dict]:
    """Return the articles of a file of SQuAD's form."""
    found = json.loads(path.read_text("utf-8"))
    return found["data"] if isinstance(found, dict) else found


def targets(articles: Iterable[dict]) -> list[Paragraph]:
    """Return the articles' paragraphs."""
    return [(article["title"], part["context"]) for article in articles for part in article["paragraphs"]]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Let a command line say among what the target paragraphs are hidden, and where the collection is left."""
    parser.add_argument("--among", type=_file, nargs="+", default=[])
    parser.add_argument("--total", type=int, default=20_000, help="paragraphs at most, the target ones included")
    parser.add_argument("--cut", type=int, help="words of a piece, to make more of the others; none: as they are")
    parser.add_argument("--keep", type=Path, help="a folder for the collection, for the next run")


def hidden(
    paragraphs: Sequence[Paragraph], known: Sequence[Paragraph], options: argparse.Namespace
) -> list[Paragraph]:
    """Return paragraphs with others around them as `add_options` says, none of which repeats a known one."""
    more = distractors(options.among, known) if options.among else []
    if options.cut:
        more = [(title, piece) for title, text in more for piece in _pieces(text, options.cut)]
    return [*paragraphs, *more[: max(0, options.total - len(paragraphs))]]


def distractors(files: Sequence[Path], known: Sequence[Paragraph]) -> list[Paragraph]:
    """Return the paragraphs of the files, each once, without those that repeat a known one."""
    taken = {row for _, text in known for row in _rows(text)}
    found = {text: title for file in files for title, text in _strings(_parsed(file), file.stem)}
    return [(title, text) for text, title in found.items() if taken.isdisjoint(_rows(text))]


def kept(folder: Path, paragraphs: Sequence[Paragraph]) -> Collection:
    """Return a collection of the paragraphs, a page each of the document with their title.

    What an earlier run has left in `folder` is used again; one that was stopped is taken up where it was.
    """
    embedder = open_embedder(resolve_home())
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
            chunks = split(pages, embedder.count_tokens, embedder.max_tokens)
            collection.replace([Incoming(title, title, "1", chunks)])
            bar.update(0, advance=1)
    return collection


def _file(name: str) -> Path:
    if not Path(name).is_file():
        raise argparse.ArgumentTypeError(f"{name} is no file; name JSON or JSON lines files")
    return Path(name)


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


def _pieces(text: str, length: int) -> Iterator[str]:
    words = text.split()
    for start in range(0, max(1, len(words) - length // 2), length):  # less than half a piece at the end is left out
        yield " ".join(words[start : start + length])


def _rows(text: str) -> Iterator[tuple[str, ...]]:
    words = text.lower().split()
    return zip(*(words[n:] for n in range(_IN_A_ROW)), strict=False)
