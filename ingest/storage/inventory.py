"""What a collection's database holds: its documents, how many chunks, and a sample of these."""

import sqlite3
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

# A chunk's id is a hash, so within a document their order has nothing to do with its own.
_SAMPLE = """
SELECT chunk.id, chunk.source, chunk.text, (SELECT text FROM chunk WHERE id = turns.next) AS other
FROM (
    SELECT id, row_number() OVER each AS turn, lead(id) OVER each AS next
    FROM chunk WINDOW each AS (PARTITION BY source ORDER BY id)
) AS turns JOIN chunk USING (id) ORDER BY turn, chunk.id LIMIT ?
"""


@dataclass(frozen=True)
class Source:
    """A document that is in the collection; `added` is an ISO time, `hash` tells whether the file has changed."""

    source: str
    title: str
    chunks: int
    added: str
    hash: str


@dataclass(frozen=True)
class Sample:
    """A chunk's id, document and text, and the text of another chunk of the same document, if there is one."""

    id: str
    source: str
    text: str
    other: str


def sources(database: sqlite3.Connection) -> list[Source]:
    """Return the documents, by name."""
    rows = database.execute("SELECT source, title, chunks, added, hash FROM source ORDER BY source")
    return [Source(*row) for row in rows]


def called(wanted: str, among: Iterable[Source]) -> list[Source]:
    """Return the document that a path or an address is of, else all whose files have that name."""
    among, as_path = list(among), str(Path(wanted).expanduser().resolve())
    for source in among:
        if source.source in (wanted, as_path):
            return [source]
    name = unicodedata.normalize("NFC", wanted)  # macOS writes names in another form than a keyboard does
    return [source for source in among if unicodedata.normalize("NFC", Path(source.source).name) == name]


def count(database: sqlite3.Connection, left_out: Iterable[str] = ()) -> int:
    """Return how many chunks there are, but for those of some documents."""
    of_these = "SELECT count(*) FROM chunk WHERE source = ?"
    without = sum(database.execute(of_these, (source,)).fetchone()[0] for source in left_out)
    return database.execute("SELECT count(*) FROM chunk").fetchone()[0] - without


def sample(database: sqlite3.Connection, limit: int) -> list[Sample]:
    """Return up to `limit` chunks, one of each document in turn: the same ones for the same documents."""
    rows = database.execute(_SAMPLE, (limit,)).fetchall()
    return [Sample(row["id"], row["source"], row["text"], row["other"] or "") for row in rows]
