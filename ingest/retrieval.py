"""From a question to passages: dense and keyword search, joined by reciprocal rank fusion."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest import keywords
from ingest.database import select_in
from ingest.mirror import Mirror

if TYPE_CHECKING:
    import numpy as np

_RANK_CONSTANT = 60  # Cormack, Clarke and Büttcher, SIGIR 2009


@dataclass(frozen=True)
class Passage:
    """A chunk that a search found.

    `cosine` is its similarity to the query, also where only its words were found; `score` is the fused one.
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


@dataclass(frozen=True)
class Question:
    """What is searched for: the words, their unit vector, and how many candidates each kind of search gives.

    Documents in `left_out` are searched as if they were not there.
    """

    text: str
    vector: "np.ndarray"
    candidates: int
    left_out: frozenset[str] = frozenset()


def find(database: sqlite3.Connection, mirror: Mirror, question: Question, k: int) -> list[Passage]:
    """Return the `k` best passages, best first; equal scores are ordered by cosine."""
    near = mirror.nearest(question.vector, question.candidates, question.left_out)
    worded = keywords.search(database, question.text, question.candidates, question.left_out)
    cosines = near | mirror.cosines([id_ for id_ in worded if id_ not in near], question.vector)
    scores = fuse([list(near), worded])
    best = sorted(scores, key=lambda id_: (-scores[id_], -cosines[id_], id_))[:k]
    rows = {row["id"]: row for row in select_in(database, "SELECT * FROM chunk WHERE id IN (?)", best)}
    return [_passage(rows[id_], cosines[id_], scores[id_]) for id_ in best]


def fuse(rankings: Iterable[Sequence[str]]) -> dict[str, float]:
    """Return each id's reciprocal rank fusion score: the sum over the rankings of 1 / (60 + rank), ranks from 1."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, id_ in enumerate(ranking, start=1):
            scores[id_] = scores.get(id_, 0.0) + 1 / (_RANK_CONSTANT + rank)
    return scores


def _passage(row: sqlite3.Row, cosine: float, score: float) -> Passage:
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
    )
