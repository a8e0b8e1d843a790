"""Proof that a collection is whole: database, records, keyword index and Chroma hold the same chunks.

Chroma is looked at in a process of its own, because damaged files of its crash whoever loads them.
"""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.storage.database import connect
from ingest.storage.digest import digest
from ingest.storage.vectors import Vectors

if TYPE_CHECKING:
    from ingest.storage.records import Records

_PROGRAM_FOLDER = Path(__file__).resolve().parents[2]
_SAME = 1e-3  # how far a number may be off after Chroma has normalised and stored a vector


def find_faults(database: sqlite3.Connection, records: "Records", folder: Path) -> list[str]:
    """Return one sentence for each fault of the collection in `folder`; call it inside a transaction."""
    return [
        *_database_faults(database),
        *_source_faults(database),
        *_vector_faults(database),
        *_differences("the record manager", set(records.keys().items()), _chunks(database)),
        *_chroma_faults(folder),
    ]


def mend(database: sqlite3.Connection, records: "Records") -> None:
    """Make records and keyword index anew from the chunks; Chroma is rebuilt afterwards, by whoever called.

    What cannot be made from the database is forgotten: a chunk without a document or a vector goes, and a
    document that has not all its chunks gets a hash that no file has, so that adding it again completes it.
    """
    database.execute("INSERT INTO keyword (keyword) VALUES ('rebuild')")  # before deletions, which it must match
    database.execute("DELETE FROM chunk WHERE source NOT IN (SELECT source FROM source)")
    database.execute("DELETE FROM chunk WHERE vector NOT IN (SELECT key FROM vector)")
    database.execute("DELETE FROM outbox")
    records.rewrite()
    for source in _incomplete(database):
        database.execute("UPDATE source SET hash = '' WHERE source = ?", (source,))


def _database_faults(database: sqlite3.Connection) -> Iterator[str]:
    for row in database.execute("PRAGMA quick_check"):
        if row[0] != "ok":
            yield f"the database is damaged: {row[0]}"
    try:
        database.execute("INSERT INTO keyword (keyword, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError:
        yield "the keyword index does not match the chunks"


def _source_faults(database: sqlite3.Connection) -> Iterator[str]:
    for source in _incomplete(database):
        yield f"{source} does not have the chunks that were written: add it again"
    query = "SELECT DISTINCT source FROM chunk WHERE source NOT IN (SELECT source FROM source)"
    for row in database.execute(query):
        yield f"there are chunks of {row['source']}, which is no document of the collection"


def _vector_faults(database: sqlite3.Connection) -> Iterator[str]:
    query = "SELECT count(*) FROM chunk WHERE vector NOT IN (SELECT key FROM vector)"
    if missing := database.execute(query).fetchone()[0]:
        yield f"{missing} chunks have no vector"


def _incomplete(database: sqlite3.Connection) -> Iterator[str]:
    for row in database.execute("SELECT source, chunks, digest FROM source").fetchall():
        ids = [chunk["id"] for chunk in database.execute("SELECT id FROM chunk WHERE source = ?", (row["source"],))]
        if len(ids) != row["chunks"] or digest(ids) != row["digest"]:
            yield row["source"]


def _chunks(database: sqlite3.Connection) -> set[tuple[str, str]]:
    return set(map(tuple, database.execute("SELECT id, source FROM chunk")))


def _differences(what: str, found: set, wanted: set) -> Iterator[str]:
    if missing := len(wanted - found):
        yield f"{what} lacks {missing} of {len(wanted)} chunks"
    if excess := len(found - wanted):
        yield f"{what} has {excess} chunks too many"


def _chroma_faults(folder: Path) -> list[str]:
    command = [sys.executable, "-m", "ingest.storage.verify", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(_PROGRAM_FOLDER)}
    child = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)  # noqa: S603 - our own
    if child.returncode == 0:
        return json.loads(child.stdout)
    return ["Chroma's files are damaged: they cannot be loaded"]


def compare_chroma(folder: Path) -> list[str]:
    """Return what differs between Chroma and the database; the caller's parent keeps both from changing."""
    import numpy as np

    database = connect(folder)
    query = "SELECT id, value FROM chunk JOIN vector ON vector.key = chunk.vector"
    wanted = {row["id"]: row["value"] for row in database.execute(query)}
    found, wrong = set(), 0
    for id_, vector in Vectors(folder / "vectors").contents():
        found.add(id_)
        if id_ in wanted and not np.allclose(vector, np.frombuffer(wanted[id_], np.float32), atol=_SAME):
            wrong += 1
    faults = list(_differences("Chroma", found, set(wanted)))
    return [*faults, f"Chroma has another vector for {wrong} chunks"] if wrong else faults


if __name__ == "__main__":
    json.dump(compare_chroma(Path(sys.argv[1])), sys.stdout)
