"""From files and pages to the collection: find, skip the unchanged, load, split, store, report.

    report = Run(collection, home).add(["report.pdf", "notes/"])

One file that cannot be read never stops the others; a full disk does.
"""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from compress.home import UserError
from ingest.collection import Collection, Incoming
from ingest.storage.digest import file_hash, short_hash
from ingest.walk import Failure, Found, find_documents, has_vanished, printable

if TYPE_CHECKING:
    from langchain_core.documents import Document

# Part of every content hash. Raise it when loaders or splitter make something else of the same bytes: the next
# `add` or `sync` then reads every file again, and embeds only the words that are new.
RECIPE = "8"

# Documents are stored in groups, because a transaction and a write of Chroma's cost as much for one as for many.
_GROUP_CHUNKS = 256
_GROUP_DOCUMENTS = 256

# A document is held in memory while it is stored; this many chunks take about 300 MB and 15 minutes.
_MOST_CHUNKS = 50_000

# Of a folder with more documents than this, `sync` asks before it removes more than half.
_FEW_DOCUMENTS = 10


@dataclass(frozen=True)
class Outcome:
    """What became of a document that is stored or gone; `chunks` it has now, `new` of them were written."""

    source: str
    kind: Literal["added", "updated", "deleted"]
    chunks: int
    new: int


@dataclass
class Report:
    """What a run did."""

    outcomes: list[Outcome] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    skipped: int = 0

    def count(self, kind: str) -> int:
        """Return how many documents were added, updated or deleted."""
        return sum(outcome.kind == kind for outcome in self.outcomes)

    @property
    def chunks(self) -> int:
        """How many chunks were written."""
        return sum(outcome.new for outcome in self.outcomes)

    def to_json(self) -> dict:
        """Return the object that `add` and `sync` promise as their last line."""
        return {
            "added": self.count("added"),
            "updated": self.count("updated"),
            "skipped": self.skipped,
            "deleted": self.count("deleted"),
            "failed": [asdict(failure) for failure in self.failed],
            "chunks": self.chunks,
        }


class Watcher:
    """Is told how far a run is; this one keeps it to itself."""

    def document(self, number: int, total: int, source: str) -> None:
        """Document `number` of `total` is next."""

    def embedded(self, chunks: int) -> None:
        """So many more chunks have their vector."""


class Run:
    """One run over a collection; `report` holds what is done so far, also when the run is stopped."""

    def __init__(self, collection: Collection, home: Path, watcher: Watcher | None = None) -> None:
        self.report = Report()
        self._collection = collection
        self._home = home.resolve()
        self._watcher = watcher or Watcher()
        self._hashes: dict[str, str] = {}
        self._group: list[Incoming] = []

    def add(self, targets: Sequence[str]) -> Report:
        """Add files, folders with all below them, and URLs; what is known and unchanged is skipped."""
        with self._collection.writing():
            self._add(targets)
        return self.report

    def sync(self, folder: Path, *, confirmed: bool = False) -> Report:
        """Add what is in the folder and remove the documents whose files are gone from it.

        A file that is there but could not be read this time keeps what was stored of it. Raises `UserError`, before
        anything is changed, where so much is gone that a disk may be missing, unless that is `confirmed`.
        """
        if not folder.is_dir():
            raise UserError(f"{printable(folder)} is no folder; `python -m ingest add` takes files and pages")
        folder = folder.resolve()
        with self._collection.writing():
            gone = self._gone(folder, confirmed)
            self._add([str(folder)])
            gone = [source for source in gone if has_vanished(source)]  # it may have come back meanwhile
            self._collection.remove(gone)
            self.report.outcomes += [Outcome(source, "deleted", 0, 0) for source in gone]
        return self.report

    def _gone(self, folder: Path, confirmed: bool) -> list[str]:
        """Return the documents whose files are gone from the folder; raises `UserError` where these are too many."""
        inside = str(folder).rstrip(os.sep) + os.sep
        stored = [source.source for source in self._collection.sources() if source.source.startswith(inside)]
        gone = [source for source in stored if has_vanished(source)]
        if len(stored) > _FEW_DOCUMENTS and len(gone) > len(stored) / 2 and not confirmed:
            raise UserError(
                f"{len(gone)} of {len(stored)} documents of {printable(folder)} are gone from it; bring back the "
                "disk that they are on, or give --yes to remove them"
            )
        return gone

    def _add(self, targets: Sequence[str]) -> None:
        self._hashes = {source.source: source.hash for source in self._collection.sources()}
        found = list(find_documents(targets, self._home))
        for number, item in enumerate(found, start=1):
            self._watcher.document(number, len(found), item.source)
            if isinstance(item, Failure):
                self.report.failed.append(item)
            else:
                self._take(item)
        self._store_group()

    def _take(self, item: Found) -> None:
        """Read one document, unless it is as it was, and put it into the group that is stored next."""
        try:
            incoming = self._read(item)
        except UserError as error:
            self._fail(item, str(error))
        except OSError as error:
            self._fail(item, f"it cannot be read ({error.strerror or error})")
        except Exception as error:  # parsers of foreign formats raise anything, and no file may stop the run
            self._fail(item, f"it cannot be read ({type(error).__name__}: {error})".replace("\n", " "))
        else:
            if incoming is None:
                self.report.skipped += 1
                return
            self._group.append(incoming)
            if len(self._group) >= _GROUP_DOCUMENTS or sum(len(i.chunks) for i in self._group) >= _GROUP_CHUNKS:
                self._store_group()

    def _read(self, item: Found) -> Incoming | None:
        """Return the document, or None if it is in the collection as it is."""
        pages: Iterable[Document]
        if item.path is None:
            from ingest.loaders import load_url

            pages = list(load_url(item.source))
            content = short_hash(RECIPE, *(page.page_content for page in pages))
        else:
            content = file_hash(item.path, RECIPE)
        if self._hashes.get(item.source) == content:
            return None
        if item.path is not None:
            from ingest.loaders import load  # not before: where nothing has changed, no loader is needed

            pages = load(item.path)
        chunks = self._split(pages)
        for chunk in chunks:
            chunk.metadata["source"] = item.source
        _count_copies(chunks)
        title = str(chunks[0].metadata.get("title") or Path(item.source).name)
        return Incoming(item.source, title, content, chunks)

    def _split(self, pages: "Iterable[Document]") -> "list[Document]":
        from ingest.chunking.splitting import iter_chunks
        from ingest.loaders import LoadError

        embedder = self._collection.embedder
        chunks = list(islice(iter_chunks(pages, embedder.count_tokens, embedder.max_tokens), _MOST_CHUNKS + 1))
        if not chunks:
            raise LoadError("there is no text in it")
        if len(chunks) > _MOST_CHUNKS:
            raise LoadError(f"it has more than {_MOST_CHUNKS:,} chunks (about 50 MB of text); cut it into parts")
        return chunks

    def _store_group(self) -> None:
        group, self._group = self._group, []
        if not group:
            return
        for change in self._collection.replace(group, self._watcher.embedded):
            kind = "updated" if change.source in self._hashes else "added"
            self.report.outcomes.append(Outcome(change.source, kind, change.chunks, change.new))

    def _fail(self, item: Found, why: str) -> None:
        for name in (item.source, Path(item.source).name):  # the source says so already
            why = why.removeprefix(f"{name}: ")
        if item.source in self._hashes:
            why += "; what was stored of it before is kept"
        self.report.failed.append(Failure(item.source, why))


def _count_copies(chunks: "Sequence[Document]") -> None:
    """Say in `copies` how often a document has a chunk that it has more than once: only one of them is stored.

    A search is better for it, a sum over the rows of a table is not: it has to know.
    """
    from ingest.storage.records import chunk_id

    ids = [chunk_id(chunk) for chunk in chunks]
    times = Counter(ids)
    for chunk, id_ in zip(chunks, ids, strict=True):
        if times[id_] > 1:
            chunk.metadata["copies"] = times[id_]
