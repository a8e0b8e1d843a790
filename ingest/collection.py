"""One collection of documents on disk: what is in it, what answers a question, and changes that cannot half-happen.

    collection = Collection.open(collection_folder(home), open_embedder(home))
    for passage in collection.search("How do I add documents?", k=4): ...

A folder holds the database (the truth, see `storage/database.py`), Chroma (an index over it, see
`storage/vectors.py`) and locks. A change is one transaction of the database, from which on readers see it; Chroma is
told afterwards through the outbox, now or by whoever writes next. One process writes at a time; any number read, also
meanwhile.
"""

import copy
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from compress.home import UserError
from ingest.encoders.embedding import Embedder
from ingest.search import keywords
from ingest.search.retrieval import WAYS, Passage, Question, Way, find, passages_of
from ingest.storage.database import connect, get_meta, snapshot, storage_errors, transaction
from ingest.storage.inventory import Sample, Source, count, sample, sources
from ingest.storage.mirror import Mirror
from ingest.storage.places import DEFAULT, collection_folder
from ingest.storage.vectors import Vectors
from ingest.storage.writing import Change, Incoming, embed, write

if TYPE_CHECKING:
    from ingest.storage.records import Records

__all__ = ["DEFAULT", "Change", "Collection", "Incoming", "Passage", "Sample", "Source", "collection_folder"]

CANDIDATES = 20  # of each way to search, of which the fused list is made
_PATIENCE_S = 10.0


class Collection:
    """An open collection. Several threads may use it, one at a time; who adds for long opens one of his own."""

    def __init__(self, folder: Path, embedder: Embedder | None, database: sqlite3.Connection) -> None:
        from filelock import FileLock

        self.folder = folder
        self._embedder = embedder
        self._database = database
        self._mirror = Mirror(database, Vectors(folder / "vectors"))
        self._records: Records | None = None
        self._left_out: frozenset[str] = frozenset()
        self._writer = FileLock(folder / "write.lock", timeout=_PATIENCE_S)
        self._one_thread = threading.RLock()

    @classmethod
    def open(cls, folder: Path, embedder: Embedder | None, *, create: bool = False) -> "Collection":
        """Open the collection in `folder`; `create` makes it where there is none.

        Without an embedder it can be listed, checked and removed from, but not searched or added to.
        Raises `UserError`, before anything is written, if it was built with another embedder or is missing.
        """
        facts = {"embedder": embedder.name, "dimension": str(embedder.dimension)} if create and embedder else None
        database = connect(folder, facts)
        built_with = get_meta(database, "embedder")
        if embedder is not None and embedder.name != built_with:
            database.close()
            raise UserError(
                f"the collection {folder.name!r} was built with the embedder {built_with}, not with {embedder.name}: "
                f"name another --collection, or delete {folder} and add the documents again"
            )
        return cls(folder, embedder, database)

    @property
    def name(self) -> str:
        """What `--collection` calls it."""
        return self.folder.name

    @property
    def embedder(self) -> Embedder:
        """The embedder that the collection was opened with."""
        if self._embedder is None:
            raise ValueError("this collection was opened without an embedder")
        return self._embedder

    def close(self) -> None:
        """Let go of all files."""
        with self._one_thread:
            self._mirror.vectors.close()
            if self._records is not None:
                self._records.close()
            self._database.close()

    def search(
        self, query: str, k: int = 8, *, candidates: int = CANDIDATES, ways: tuple[Way, ...] = WAYS
    ) -> list[Passage]:
        """Return the `k` passages that answer the query best, best first.

        The first `candidates` by cosine, the first by BM25 and the first of the documents that the query names are
        joined by reciprocal rank fusion; `ways` leaves some of these out.
        What any process has written before the call is found.
        """
        question = Question(query, self.embedder.encode([query])[0], candidates, self._left_out, ways)
        with self._reading():
            return find(self._database, self._mirror, question, k)

    def document(self, source: str) -> list[Passage]:
        """Return all passages of a document, in its own order; not searched for: cosine and score are 0."""
        with self._reading():
            return passages_of(self._database, source)

    def term_frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """Return in how many chunks each term occurs, inflected forms included."""
        with self._reading():
            return keywords.term_frequencies(self._database, terms, self._left_out)

    def count(self) -> int:
        """Return how many chunks there are."""
        with self._reading():
            return count(self._database, self._left_out)

    def fact(self, key: str) -> str | None:
        """Return what `keep_fact` stored under a name; None where nothing was."""
        with self._reading():
            return get_meta(self._database, key)

    def keep_fact(self, key: str, value: str | None) -> None:
        """Store a fact about the collection beside its embedder's name; None forgets it."""
        with self.writing(), self._one_thread, transaction(self._database):
            self._database.execute("DELETE FROM meta WHERE key = ?", (key,))
            if value is not None:
                self._database.execute("INSERT INTO meta (key, value) VALUES (?, ?)", (key, value))

    def sample(self, limit: int) -> list[Sample]:
        """Return up to `limit` chunks, one of each document in turn: the same ones for the same documents."""
        with self._reading():
            return sample(self._database, limit)

    def without(self, sources: Iterable[str]) -> "Collection":
        """Return this open collection as searches would find it if it had not these documents; only for reading."""
        view = copy.copy(self)
        view._left_out = self._left_out.union(sources)
        return view

    def sources(self) -> list[Source]:
        """Return the documents of the collection, by name."""
        with self._reading():
            return sources(self._database)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only process that writes while the block runs; first finish what a killed one left.

        `replace` and `remove` do so by themselves; a run that calls them often keeps others out for its length.
        Raises `UserError` if another process still writes after ten seconds.
        """
        from filelock import Timeout

        with storage_errors(self.folder):
            try:
                self._writer.acquire()
            except Timeout:
                raise UserError(
                    f"another process is adding to the collection {self.folder.name!r}; wait until it is done"
                ) from None
            try:
                if self._writer.lock_counter == 1:
                    with self._one_thread:
                        self._mirror.follow()
                yield
            finally:
                self._writer.release()

    def replace(
        self, group: Sequence[Incoming], embedded: Callable[[int], None] = lambda chunks: None
    ) -> list[Change]:
        """Make each document's chunks those given: all documents of the group become visible at once.

        Chunks that are known already are kept, and words that are known are not embedded again. `embedded` is
        called with the number of chunks that have just got their vector.
        """
        with self.writing(), self._one_thread:
            chunks = [chunk for incoming in group for chunk in incoming.chunks]
            embed(self._database, chunks, self.embedder.encode, embedded)
            with self._transaction() as records:
                changes = write(self._database, group, records)
            self._mirror.follow()
        return changes

    def remove(self, sources: Sequence[str]) -> None:
        """Remove documents and all their chunks, all at once."""
        with self.writing(), self._one_thread:
            with self._transaction() as records:
                records.remove(sources)
                self._database.executemany("DELETE FROM source WHERE source = ?", [(source,) for source in sources])
            self._mirror.follow()

    def verify(self, *, repair: bool = False) -> list[str]:
        """Return one sentence for each thing that is not as it should be; `repair` mends them from the database."""
        from ingest.storage.verify import find_faults, mend

        with self.writing(), self._one_thread:
            with self._transaction() as records, self._mirror.vectors.hold():
                faults = find_faults(self._database, records, self.folder)
                if faults and repair:
                    mend(self._database, records)
            if faults and repair:
                with self._mirror.vectors.hold():
                    self._mirror.rebuild()
        return faults

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._one_thread, storage_errors(self.folder), snapshot(self._database):
            yield

    @contextmanager
    def _transaction(self) -> "Iterator[Records]":
        if self._records is None:
            from ingest.storage.records import Records  # a second's worth of imports that only a writer needs

            self._records = Records(self._database)
        with self._records.transaction():
            yield self._records
