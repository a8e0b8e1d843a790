"""The passages of a collection that speak most to a question, in order: what the chat reads and the gate weighs.

A reranker, where one was built, puts the passages that the search found in order: it reads question and passage
together, and knows better than the search which of them answers. Without one the search's order stands. Passages of
a document that the question names come first either way.
"""

from collections.abc import Sequence
from dataclasses import replace

from ingest.collection import Collection, Passage
from ingest.encoders.reranker import Reranker
from ingest.search.naming import besides_files

PASSAGES = 4  # what a small model reads with profit
RERANKED = 16  # passages: a third of a second on two cores; with 20 no more right ones come first


def rank(
    collection: Collection, question: str, passages: int = PASSAGES, reranker: Reranker | None = None
) -> tuple[list[Passage], float | None]:
    """Return the best passages, whether they answer or not, and the reranker's best score if there is one.

    Where there is one, each passage's `score` is the reranker's.
    """
    if reranker is None:
        return _unlike(collection.search(question, k=2 * passages))[:passages], None
    found = _unlike(collection.search(question, k=max(RERANKED, 2 * passages)))
    if not found:
        return [], None
    scores = reranker.score(asked_of(question, found), found).tolist()
    scored = [replace(passage, score=score) for passage, score in zip(found, scores, strict=True)]
    return sorted(scored, key=lambda passage: (not passage.named, -passage.score))[:passages], max(scores)


def asked_of(question: str, found: Sequence[Passage]) -> str:
    """Return a question as it reads beside its passages: without the name of the file that it is put to."""
    return besides_files(question, {passage.source for passage in found if passage.named})


def _unlike(found: Sequence[Passage]) -> list[Passage]:
    """Return the passages without those whose text came before: a copied file must not fill all the places."""
    first: dict[str, Passage] = {}
    for passage in found:
        first.setdefault(passage.text, passage)
    return list(first.values())
