"""Passages for a question, or none: searches the collection and lets nothing irrelevant through.

A reranker, where one was built, puts the passages that the search found in order: it reads question and passage
together, and knows better than the search which of them answers. Without one the search's order stands. Whether any
of them is worth reading is for the gate (`ingest.gate`) to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.gate import coverage, idf, signals
from ingest.reranker import Reranker
from ingest.store import Collection, Passage
from ingest.text import terms, windows

RERANKED = 16  # passages: a third of a second on two cores; with 20 no more right ones come first
_EMBEDDED_WINDOWS = 16  # of a question's passages, those whose words promise most: 16 take about 0.1 s
_RANK_COST, _LENGTH_COST = 0.04, 0.002  # of a passage one rank lower; of each term of a window


@dataclass(frozen=True)
class Retriever:
    """Searches one collection. `passages` is how many a model gets to read at most."""

    collection: Collection
    passages: int = 4
    reranker: Reranker | None = None

    def __call__(self, query: str) -> tuple[Passage, ...]:
        """Return the passages that may answer `query`, best first; empty means: refuse."""
        found, score = self.ranked(query)
        return tuple(found) if signals(self.collection, query, found, score).passes else ()

    def ranked(self, query: str) -> tuple[list[Passage], float | None]:
        """Return the best passages, whether they answer or not, and the reranker's best score if there is one."""
        if self.reranker is None:
            return _unlike(self.collection.search(query, k=2 * self.passages))[: self.passages], None
        found = _unlike(self.collection.search(query, k=max(RERANKED, 2 * self.passages)))
        if not found:
            return [], None
        scores = self.reranker.score(query, found)
        order = sorted(range(len(found)), key=lambda place: (not found[place].named, -scores[place]))
        return [found[place] for place in order[: self.passages]], float(max(scores))

    def weights(self, question: str) -> dict[str, float]:
        """Return what each term of a question weighs in this collection."""
        return idf(self.collection, question)

    def focus(self, question: str, passages: Sequence[Passage]) -> Passage:
        """Return one passage cut down to its one to three sentences that are nearest to the question.

        A small model reads these better than whole passages. `passages` must not be empty.
        """
        weights = self.weights(question)
        candidates = [
            (self._promise(window, passage, weights) - _RANK_COST * rank, window, passage)
            for rank, passage in enumerate(passages)
            for window in windows(passage.text)
        ]
        best = sorted(candidates, key=lambda candidate: -candidate[0])[:_EMBEDDED_WINDOWS]
        cosines = self._cosines(question, [window for _, window, _ in best])
        _, (_, window, passage) = max(zip(cosines, best, strict=True), key=lambda pair: pair[0] + pair[1][0])
        return replace(passage, text=window)

    @staticmethod
    def _promise(window: str, passage: Passage, weights: dict[str, float]) -> float:
        """Score a window by its words and its heading's: under "The harbour", a row "| Depth | 4 m |" is about it."""
        return coverage(f"{passage.heading} {window}", weights) - _LENGTH_COST * len(terms(window))

    def _cosines(self, question: str, texts: list[str]) -> list[float]:
        embedder = self.collection.embedder
        asked = embedder.embed_query(question)
        return [sum(a * b for a, b in zip(asked, vector, strict=True)) for vector in embedder.embed_documents(texts)]


def _unlike(found: Sequence[Passage]) -> list[Passage]:
    """Return the passages without those whose text came before: a copied file must not fill all the places."""
    first: dict[str, Passage] = {}
    for passage in found:
        first.setdefault(passage.text, passage)
    return list(first.values())
