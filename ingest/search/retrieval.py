"""From a question to passages: dense and keyword search, joined by reciprocal rank fusion.

The passages of a document that the question names (`ingest.search.naming`) have a ranking of their own, and lead.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from ingest.search import keywords
from ingest.search.naming import named_documents
from ingest.storage.database import select_in
from ingest.storage.mirror import Mirror

if TYPE_CHECKING:
    import numpy as np

_RANK_CONSTANT = 60  # Cormack, Clarke and Büttcher, SIGIR 2009


@dataclass(frozen=True)
class Passage:
    """A chunk that a search found.

    `cosine` is its similarity to the query, also where only its words were found; `score` is the fused one, or a
    reranker's. `named` says that the question names its document.
    """

    id: str
    text: str
    source: str
    title: str
    page: int | None
    heading: str
    metadata: dict[str, Any]
    cosine: float
    score: float
    named: bool = False

    @property
    def with_headings(self) -> str:
        """Its title, its heading and its text: all that says what it is about."""
        return f"{self.title} {self.heading} {self.text}"


Way = Literal["dense", "words", "names"]
WAYS: tuple[Way, ...] = get_args(Way)


@dataclass(frozen=True)
class Question:
    """What is searched for: words, their unit vector, how many candidates each way to search gives, and the ways.

    Documents in `left_out` are searched as if they were not there.
    """

    text: str
    vector: "np.ndarray"
    candidates: int
    left_out: frozenset[str] = frozenset()
    ways: tuple[Way, ...] = WAYS


def find(database: sqlite3.Connection, mirror: Mirror, question: Question, k: int) -> list[Passage]:
    """Return the `k` best passages, best first; equal scores are ordered by cosine."""
    asked, left_out = question.candidates, question.left_out
    near = mirror.nearest(question.vector, asked, left_out) if "dense" in question.ways else {}
    worded = keywords.search(database, question.text, asked, left_out) if "words" in question.ways else []
    within = _within_named(database, mirror, question) if "names" in question.ways else []
    cosines = near | mirror.cosines([id_ for id_ in [*worded, *within] if id_ not in near], question.vector)
    scores = fuse([list(near), worded, within])
    named = set(within)
    best = sorted(scores, key=lambda id_: (id_ not in named, -scores[id_], -cosines[id_], id_))[:k]
    rows = {row["id"]: row for row in select_in(database, "SELECT * FROM chunk WHERE id IN (?)", best)}
    return [_passage(rows[id_], cosines[id_], scores[id_], id_ in named) for id_ in best]


def passages_of(database: sqlite3.Connection, source: str) -> list[Passage]:
    """Return all passages of a document, in its order."""
    rows = database.execute("SELECT * FROM chunk WHERE source = ? ORDER BY number", (source,))
    return [_passage(row, 0.0, 0.0, named=False) for row in rows]


def _within_named(database: sqlite3.Connection, mirror: Mirror, question: Question) -> list[str]:
    """Return the ids of the best candidates from the documents that the question names, best first."""
    sources = named_documents(question.text, map(tuple, database.execute("SELECT source, title FROM source")))
    sources = [source for source in sources if source not in question.left_out]
    ids = [row["id"] for row in select_in(database, "SELECT id FROM chunk WHERE source IN (?)", sources)]
    cosines = mirror.cosines(ids, question.vector)
    near = sorted(ids, key=lambda id_: (-cosines[id_], id_))[: question.candidates]
    worded = keywords.search(database, question.text, question.candidates, (), sources) if sources else []
    scores = fuse([near, worded])
    return sorted(scores, key=lambda id_: (-scores[id_], -cosines[id_], id_))[: question.candidates]


def fuse(rankings: Iterable[Sequence[str]]) -> dict[str, float]:
    """Return each id's reciprocal rank fusion score: the sum over the rankings of 1 / (60 + rank), ranks from 1."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, id_ in enumerate(ranking, start=1):
            scores[id_] = scores.get(id_, 0.0) + 1 / (_RANK_CONSTANT + rank)
    return scores


def _passage(row: sqlite3.Row, cosine: float, score: float, named: bool) -> Passage:
    metadata = json.loads(row["metadata"])
    return Passage(
        id=row["id"],
        text=row["text"],
        source=row["source"],
        title=metadata.get("title", row["name"]),
        page=metadata.get("page"),
        heading=metadata.get("heading", ""),
        metadata=metadata,
        cosine=cosine,
        score=score,
        named=named,
    )
