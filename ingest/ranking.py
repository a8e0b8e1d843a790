"""The passages of a collection that speak most to a question, in order: what the chat reads and the gate weighs.

A reranker, where one was built, puts the passages that the search found in order: it reads question and passage
together, and knows better than the search which of them answers. Without one the search's order stands. Passages of
a document that the question names come first either way.
"""

from collections.abc import Sequence
from dataclasses import replace

from ingest.collection import CANDIDATES, Collection, Passage
from ingest.encoders.reranker import Reranker
from ingest.search.contents import asks_where, is_contents
from ingest.search.naming import besides_files

PASSAGES = 4  # what a small model reads with profit
_DEPTHS = (1, 4, 16)  # a folder kept three times would leave the reranker a third of what it reads
RERANKED = 16  # passages: a third of a second on two cores; with 20 no more right ones come first


def rank(
    collection: Collection, question: str, passages: int = PASSAGES, reranker: Reranker | None = None
) -> tuple[list[Passage], float | None]:
    """Return the best passages, whether they answer or not, and the reranker's best score if there is one.

    Where there is one, each passage's `score` is the reranker's. A table of contents comes last.
    """
    if reranker is None:
        return _found(collection, question, 2 * passages)[:passages], None
    found = _found(collection, question, max(RERANKED, 2 * passages))
    if not found:
        return [], None
    scores = reranker.score(asked_of(question, found), found).tolist()
    scored = [replace(passage, score=score) for passage, score in zip(found, scores, strict=True)]
    where = asks_where(question)

    def place(passage: Passage) -> tuple[bool, bool, float]:
        return not where and is_contents(passage.text, passage.heading), not passage.named, -passage.score

    return sorted(scored, key=place)[:passages], max(scores)


def asked_of(question: str, found: Sequence[Passage]) -> str:
    """Return a question as it reads beside its passages: without the name of the file that it is put to."""
    return besides_files(question, {passage.source for passage in found if passage.named})


def _found(collection: Collection, question: str, count: int) -> list[Passage]:
    """Return the best `count` passages that differ in their text; where copies took places, it is searched deeper."""
    different: dict[str, Passage] = {}
    for deeper in _DEPTHS:
        found = collection.search(question, k=count * deeper, candidates=CANDIDATES * deeper)
        different = {}
        for passage in found:
            different.setdefault(passage.text, passage)
        if len(different) >= count or len(different) == len(found):
            break
    return list(different.values())[:count]
