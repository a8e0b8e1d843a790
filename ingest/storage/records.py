"""LangChain's record manager and `index()`, made part of the collection's own transaction.

`index()` finds out which chunks of some sources are new, which are known and which have to go. Here it writes
into the open SQLite transaction, so its records change together with the chunks, or not at all.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from langchain_classic.indexes import SQLRecordManager
from langchain_core.documents import Document
from langchain_core.indexing import index
from langchain_core.vectorstores import VectorStore
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from ingest.addresses import name_of
from ingest.chunking.splitting import embedded_text
from ingest.storage.database import parts, select_in
from ingest.storage.digest import short_hash

_BATCH = 256


class Records:
    """The record manager on a connection of ours."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        engine = create_engine("sqlite://", creator=lambda: database, poolclass=StaticPool)
        self._manager = _SteadyRecordManager("footnote", engine=engine)
        self._manager.create_schema()
        self._connection = engine.connect()
        # Its sessions become savepoints of our transaction instead of committing on their own.
        self._manager.session_factory.configure(bind=self._connection, join_transaction_mode="create_savepoint")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit what the block does to the database, as one; undo it if the block raises."""
        try:
            with self._connection.begin():
                self._database.execute("BEGIN IMMEDIATE")
                yield
        except DBAPIError as error:
            raise error.orig from error  # as it would come from a statement of ours

    def close(self) -> None:
        """Let go of the connection, which stays open for whoever else has it."""
        self._connection.close()

    def replace(self, chunks: Sequence[Document]) -> None:
        """Make these the only chunks of the sources that they name; their vectors must be stored already."""
        index(
            chunks,
            self._manager,
            _ChunkTable(self._database),
            cleanup="scoped_full",  # the other modes delete too much or redo work between batches
            source_id_key="source",
            key_encoder=chunk_id,
            batch_size=_BATCH,
        )

    def remove(self, sources: Sequence[str]) -> None:
        """Delete all chunks of the sources; `index()` cannot, as it is only told of sources that have some."""
        for group in parts(sources, _BATCH):
            keys = self._manager.list_keys(group_ids=group)
            _ChunkTable(self._database).delete(keys)
            for some in parts(keys, _BATCH):
                self._manager.delete_keys(some)

    def keys(self) -> dict[str, str]:
        """Return the source of every recorded chunk id."""
        return dict(map(tuple, self._database.execute("SELECT key, group_id FROM upsertion_record")))

    def rewrite(self) -> None:
        """Make the records anew from the chunk table."""
        self._database.execute("DELETE FROM upsertion_record")
        rows = self._database.execute("SELECT id, source FROM chunk").fetchall()
        for part in parts(rows, _BATCH):
            self._manager.update([row["id"] for row in part], group_ids=[row["source"] for row in part])


class _SteadyRecordManager(SQLRecordManager):
    """Tells old records by their time, so its clock must never stand still or go back."""

    def get_time(self) -> float:
        with self.session_factory() as session:
            newest = session.scalar(text("SELECT max(updated_at) FROM upsertion_record")) or 0.0
        return max(super().get_time(), newest + 0.001)


class _ChunkTable(VectorStore):
    """What `index()` takes for a vector store: chunk rows, and for Chroma a note in the outbox."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def add_documents(self, documents: list[Document], *, ids: list[str], **_: Any) -> list[str]:
        self._database.executemany(
            "INSERT INTO chunk (id, source, vector, name, words, text, metadata) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(id_, *_columns(document)) for id_, document in zip(ids, documents, strict=True)],
        )
        self._note(ids)
        return ids

    def delete(self, ids: list[str] | None = None, **_: Any) -> bool:
        ids = list(ids or [])
        vectors = {row["vector"] for row in select_in(self._database, "SELECT vector FROM chunk WHERE id IN (?)", ids)}
        self._database.executemany("DELETE FROM chunk WHERE id = ?", [(id_,) for id_ in ids])
        self._database.executemany(
            "DELETE FROM vector WHERE key = ?1 AND NOT EXISTS (SELECT 1 FROM chunk WHERE vector = ?1)",
            [(key,) for key in vectors],
        )
        self._note(ids)
        return True

    def _note(self, ids: list[str]) -> None:
        self._database.executemany("INSERT OR IGNORE INTO outbox (id) VALUES (?)", [(id_,) for id_ in ids])

    def similarity_search(self, query: str, k: int = 4, **kwargs: Any) -> list[Document]:
        raise NotImplementedError("only index() uses this class, and it only writes; search the Collection")

    @classmethod
    def from_texts(cls, texts: list[str], embedding: Any, metadatas: list[dict] | None = None, **kwargs: Any) -> Any:
        raise NotImplementedError("only index() uses this class, and it makes none")


def chunk_id(chunk: Document) -> str:
    """Return a name for the chunk that only its source, its words and its metadata decide.

    Its place among the others does not: a line inserted above must not make every chunk below a new one.
    """
    return short_hash(chunk.metadata["source"], vector_key(chunk), json.dumps(stored_metadata(chunk), sort_keys=True))


def vector_key(chunk: Document) -> str:
    """Return a name for the chunk's vector: only the embedded text decides."""
    return short_hash(embedded_text(chunk))


def stored_metadata(chunk: Document) -> dict[str, Any]:
    """Return the chunk's metadata that Chroma can keep: strings, numbers and booleans."""
    return {key: value for key, value in chunk.metadata.items() if isinstance(value, str | int | float | bool)}


def _columns(chunk: Document) -> tuple[str, ...]:
    source = chunk.metadata["source"]
    name = name_of(source)
    metadata = json.dumps(stored_metadata(chunk), ensure_ascii=False)
    return source, vector_key(chunk), name, embedded_text(chunk), chunk.page_content, metadata
