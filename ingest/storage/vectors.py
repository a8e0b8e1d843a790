"""Nearest vectors: Chroma in a folder of its own, kept in step with a collection's database.

Chroma is an index, not the truth: every text and vector in it also stands in the database. Two habits of it
ask for care. A client does not see what another process writes, so each write leaves a new stamp and whoever
finds a stamp that is not his own opens anew. And Chroma rewrites its graph files in place: a process killed
meanwhile leaves files that answer wrongly, or crash the process that loads them (chroma issue 7238). So each
write is announced as `torn` first, and a torn index is rebuilt and never loaded.
"""

import json
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compress.home import UserError
from ingest.storage.database import StorageError, full_disk, storage_errors

if TYPE_CHECKING:
    import numpy as np

NAME = "chunks"
_PATIENCE_S = 60.0  # a write of a thousand vectors takes a second; a rebuild of 50,000 about half a minute
_SPARE_BYTES = 32 << 20
_BYTES_PER_ROW = 20 << 10  # measured: 9 kB in Chroma's SQLite, 2 kB in its graph, and as much again meanwhile


@dataclass(frozen=True)
class Row:
    """One chunk as Chroma keeps it; the metadata holds only strings, numbers and booleans."""

    id: str
    vector: "np.ndarray"
    text: str
    metadata: dict[str, Any]


class Vectors:
    """Chroma under `folder`. Call everything inside `with vectors.hold():`, which lets one process in at a time."""

    def __init__(self, folder: Path) -> None:
        from filelock import FileLock

        self._folder = folder
        self._lock = FileLock(folder / "lock", timeout=_PATIENCE_S, poll_interval=0.01)
        self._state_file = folder / "state.json"
        self._stamp = ""
        self._system: Any = None
        self._chunks: Any = None

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Keep other processes out of Chroma; raises `UserError` after a minute of waiting."""
        from filelock import Timeout

        with storage_errors(self._folder.parent):
            self._folder.mkdir(exist_ok=True)
            try:
                self._lock.acquire()
            except Timeout:
                raise UserError(f"another process is busy in {self._folder}; try again when it is done") from None
            try:
                if self._read_state()["stamp"] != self._stamp:
                    self.close()
                yield
            finally:
                self._lock.release()

    @property
    def torn(self) -> bool:
        """Whether a writer died in the midst of a write: then only `rebuild` may follow."""
        return self._read_state()["torn"]

    def nearest(self, vector: "np.ndarray", k: int) -> list[str]:
        """Return the ids of the (about) `k` vectors nearest by cosine, nearest first."""
        chunks = self._open()
        if k < 1 or not chunks.count():
            return []
        with _chroma_errors(self._folder):
            return chunks.query(query_embeddings=[vector], n_results=k, include=[])["ids"][0]

    def apply(self, rows: Sequence[Row], gone: Sequence[str]) -> None:
        """Store the rows (over older ones of the same id) and remove the ids in `gone`."""
        self._require_room(len(rows))
        with self._writing():
            chunks = self._open()
            if rows:
                _upsert(chunks, rows)
            if gone:
                chunks.delete(ids=list(gone))

    def rebuild(self, batches: Iterable[Sequence[Row]], total: int) -> None:
        """Throw everything away and store the `total` rows of the batches instead."""
        self._require_room(total)
        with self._writing():
            self.close()
            shutil.rmtree(self._folder / "chroma", ignore_errors=True)
            chunks = self._open()
            for rows in batches:
                _upsert(chunks, rows)

    def contents(self) -> "Iterator[tuple[str, np.ndarray]]":
        """Return every id with its vector, for a check; crashes the process if the files are damaged."""
        chunks = self._open()
        ids = chunks.get(include=[])["ids"]
        for start in range(0, len(ids), 2000):
            found = chunks.get(ids=ids[start : start + 2000], include=["embeddings"])
            yield from zip(found["ids"], found["embeddings"], strict=True)

    def close(self) -> None:
        """Let go of Chroma's files; the next call opens them again."""
        if self._system is not None:
            self._system.stop()
        self._system = self._chunks = None
        self._stamp = ""

    def _open(self) -> Any:
        """Return Chroma's collection, from a client that shares nothing with any other client of this process."""
        if self._chunks is not None:
            return self._chunks
        from chromadb.api import ServerAPI
        from chromadb.api.client import Client
        from chromadb.api.shared_system_client import SharedSystemClient
        from chromadb.config import Settings, System

        path = str(self._folder / "chroma")
        stamp = self._read_state()["stamp"]
        with _chroma_errors(self._folder):
            os.makedirs(path, exist_ok=True)
            system = System(Settings(is_persistent=True, persist_directory=path, anonymized_telemetry=False))
            system.instance(ServerAPI)
            system.start()
            client = Client.from_system(system)
            # Chroma would hand this very system to the next client of the same path, however stale it is by then.
            SharedSystemClient.clear_system_cache()
            self._chunks = client.get_or_create_collection(
                NAME, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )
        self._system, self._stamp = system, stamp
        return self._chunks

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Announce a write; a process killed inside, or an error of Chroma's, leaves the index marked as torn."""
        self._write_state(torn=True)
        try:
            with _chroma_errors(self._folder):
                yield
        except KeyboardInterrupt:
            # Python raises it between two calls of Chroma's, never within one: the files are whole.
            self._write_state(torn=False)
            raise
        self._write_state(torn=False)

    def _read_state(self) -> dict[str, Any]:
        try:
            return json.loads(self._state_file.read_text("utf-8"))
        except FileNotFoundError:
            return {"stamp": "", "torn": False}
        except json.JSONDecodeError:  # a power cut in the midst of writing it
            return {"stamp": "", "torn": True}

    def _write_state(self, *, torn: bool) -> None:
        self._stamp = uuid.uuid4().hex
        temporary = self._state_file.with_suffix(".tmp")
        with temporary.open("w", encoding="utf-8") as file:
            json.dump({"stamp": self._stamp, "torn": torn}, file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._state_file)

    def _require_room(self, rows: int) -> None:
        """Chroma does not notice every write that fails on a full disk, so it is not let run into one."""
        if shutil.disk_usage(self._folder).free < _SPARE_BYTES + rows * _BYTES_PER_ROW:
            raise StorageError(full_disk(self._folder.parent))


def _upsert(chunks: Any, rows: Sequence[Row]) -> None:
    chunks.upsert(
        ids=[row.id for row in rows],
        embeddings=[row.vector for row in rows],
        documents=[row.text for row in rows],
        metadatas=[row.metadata for row in rows],
    )


@contextmanager
def _chroma_errors(folder: Path) -> Iterator[None]:
    """Turn Chroma's error about the disk into one sentence; it has one type for all, so the text must tell."""
    from chromadb.errors import InternalError

    try:
        yield
    except InternalError as error:
        if "disk is full" in str(error) or shutil.disk_usage(folder).free < _SPARE_BYTES:
            raise StorageError(full_disk(folder.parent)) from error
        if "readonly database" in str(error) or "unable to open database" in str(error):
            raise StorageError(
                f"{folder} cannot be written, which Chroma needs even to search; copy it elsewhere"
            ) from error
        raise StorageError(
            f"Chroma failed on its files in {folder} ({error}); `python -m ingest verify --repair` makes them anew"
        ) from error
