"""How documents become rows of the database: a vector for each of their words, chunks in their order, the source."""

import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.storage.database import parts, select_in, transaction
from ingest.storage.digest import digest

if TYPE_CHECKING:
    import numpy as np
    from langchain_core.documents import Document

    from ingest.storage.records import Records

_EMBEDDED_AT_ONCE = 256


@dataclass(frozen=True)
class Change:
    """What storing a document did: it has `chunks` now, of which `new` were not there before."""

    source: str
    chunks: int
    new: int


@dataclass(frozen=True)
class Incoming:
    """A document on its way in: at least one chunk, each with `source` among its metadata."""

    source: str
    title: str
    hash: str
    chunks: "Sequence[Document]"


def embed(
    database: sqlite3.Connection,
    chunks: "Sequence[Document]",
    encode: "Callable[[list[str]], np.ndarray]",
    embedded: Callable[[int], None],
) -> None:
    """Store a vector for every chunk, a batch at a time: a run that is killed keeps what it has done.

    Words that have a vector already are not embedded again; `embedded` hears of how many chunks there is one more.
    """
    from ingest.chunking.splitting import embedded_text
    from ingest.storage.records import vector_key

    texts = {vector_key(chunk): embedded_text(chunk) for chunk in chunks}
    known = {row["key"] for row in select_in(database, "SELECT key FROM vector WHERE key IN (?)", texts)}
    unknown = [key for key in texts if key not in known]
    embedded(len(chunks) - len(unknown))
    for batch in parts(unknown, _EMBEDDED_AT_ONCE):
        vectors = encode([texts[key] for key in batch])
        with transaction(database):
            rows = [(key, vector.tobytes()) for key, vector in zip(batch, vectors, strict=True)]
            database.executemany("INSERT INTO vector (key, value) VALUES (?, ?)", rows)
        embedded(len(batch))


def write(database: sqlite3.Connection, group: Sequence[Incoming], records: "Records") -> list[Change]:
    """Make each document's chunks those given; within a transaction, after all have their vectors."""
    from ingest.storage.records import chunk_id

    sources = [incoming.source for incoming in group]
    known = {row["id"] for row in select_in(database, "SELECT id FROM chunk WHERE source IN (?)", sources)}
    records.replace([chunk for incoming in group for chunk in incoming.chunks])
    now = time.strftime("%Y-%m-%dT%H:%M:%S%z")
    changes = []
    for incoming in group:
        ids = dict.fromkeys(chunk_id(chunk) for chunk in incoming.chunks)
        changes.append(Change(incoming.source, len(ids), len(ids.keys() - known)))
        if not known.isdisjoint(ids):
            _put_in_order(database, list(ids))
        row = (incoming.source, incoming.title, incoming.hash, len(ids), digest(set(ids)), now)
        database.execute("INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?, ?, ?)", row)
    return changes


def _put_in_order(database: sqlite3.Connection, ids: Sequence[str]) -> None:
    """Number a changed document's chunks anew where the kept and the new ones are not in its order."""
    rows = {row["id"]: row for row in select_in(database, "SELECT * FROM chunk WHERE id IN (?)", ids)}
    ordered = [rows[id_] for id_ in ids]
    if ordered == sorted(ordered, key=lambda row: row["number"]):
        return
    database.executemany("DELETE FROM chunk WHERE id = ?", [(id_,) for id_ in ids])
    database.executemany(
        "INSERT INTO chunk (id, source, vector, name, words, text, metadata) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [tuple(row)[1:] for row in ordered],  # all but its number
    )
