"""A process that changes a collection and kills itself with SIGKILL at a chosen moment. Not a test."""

import os
import signal
from pathlib import Path

from ingest.collection import Collection
from ingest.storage import vectors
from tests.ingest.conftest import HashEmbedder, incoming

BEFORE = [incoming("/kept", "kept words", "more kept"), incoming("/gone", "gone words")]
BEFORE += [incoming("/changed", "first line", "second line", "third line")]
CHANGED = [incoming("/changed", "first line", "another second line", content="2"), incoming("/new", "new words")]


def change(collection: Collection) -> None:
    """The work that is interrupted: one group of documents, then a removal."""
    collection.replace(CHANGED)
    collection.remove(["/gone"])


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def change_until_statement(folder: Path, number: int) -> None:
    """Die when SQLite is about to run the statement of that number, counted from the opening."""
    collection = Collection.open(folder, HashEmbedder())
    seen = 0

    def count(_: str) -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            die()

    collection._database.set_trace_callback(count)
    change(collection)


def change_until_chroma(folder: Path, moment: str) -> None:
    """Die before, in the midst of, or after what Chroma is told first, with its graph half written or not."""
    collection = Collection.open(folder, HashEmbedder())
    upsert = vectors._upsert

    def dying_upsert(chunks, rows):
        if moment == "before":
            die()
        upsert(chunks, rows[: len(rows) // 2] if moment == "midst" else rows)
        if moment == "torn graph":
            for file in (folder / "vectors" / "chroma").glob("*/data_level0.bin"):
                os.truncate(file, file.stat().st_size // 2)
        die()

    vectors._upsert = dying_upsert
    change(collection)


def lines(document: int, count: int) -> list[str]:
    """Return texts that no other document has."""
    return [f"line {line} of document {document} word{line}in{document}" for line in range(count)]


def add_slowly(folder: Path, groups: int, chunks: int) -> None:
    """Add one document after another, each of so many chunks, embedding a few hundred chunks a second."""
    collection = Collection.open(folder, HashEmbedder(seconds_a_text=0.002), create=True)
    for number in range(groups):
        collection.replace([incoming(f"/{number}", *lines(number, chunks))])
