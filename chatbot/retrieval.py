"""Passages for a question, or none: searches the collection and lets nothing irrelevant through.

A reranker, where one was built, puts the passages that the search found in order: it reads question and passage
together, and knows better than the search which of them answers. Without one the search's order stands.

The gate weighs signals that fail in different ways. The cosine of question and passage is high for anything on
the subject, and cannot tell a made-up thing from a real one. The coverage asks whether the question's own words,
rare ones most (inverse document frequency), stand in the passage at all. A name or an unusual word that stands nowhere
in the collection (`unknown_words`) counts against all passages. The reranker's score tells other subjects best of all,
and a question from one that only comes near a little.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from chatbot.text import terms, windows
from chatbot.unknown import unknown_words
from ingest.reranker import Reranker
from ingest.store import Collection, Passage

RERANKED = 16  # passages: a third of a second on two cores; with 20 no more right ones come first
_EMBEDDED_WINDOWS = 16  # of a question's passages, those whose words promise most: 16 take about 0.1 s
_RANK_COST, _LENGTH_COST = 0.04, 0.002  # of a passage one rank lower; of each term of a window


@dataclass(frozen=True)
class Gate:
    """What the signals weigh, and the sum from which on a question passes. Fitted by tests/benchmarks/gate.py."""

    coverage: float
    unknown: float
    score: float
    threshold: float


SEARCHED = Gate(coverage=0.75, unknown=0.50, score=0.0, threshold=0.80)
READ = Gate(coverage=0.75, unknown=0.80, score=0.10, threshold=0.80)


@dataclass(frozen=True)
class Signals:
    """What speaks for a passage having the answer: cosine and coverage, from 0 to 1, higher is better.

    `unknown` counts the question's words that the whole collection does not know. `score` is the best logit that the
    reranker gave any passage; None where there is no reranker.
    """

    cosine: float
    coverage: float
    unknown: int = 0
    score: float | None = None

    @property
    def gate(self) -> Gate:
        """The gate for what is known: with a reranker's score it is another one."""
        return SEARCHED if self.score is None else READ

    def relevance(self, gate: Gate | None = None) -> float:
        """Return one number: the weighted sum, less what any unknown word costs."""
        gate = gate or self.gate
        base = self.cosine + gate.coverage * self.coverage - gate.unknown * bool(self.unknown)
        return base + gate.score * (self.score or 0.0)

    @property
    def passes(self) -> bool:
        """Whether the question is worth a model's reading."""
        return self.relevance() >= self.gate.threshold


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
        order = sorted(range(len(found)), key=lambda place: -scores[place])
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


def signals(collection: Collection, question: str, found: Sequence[Passage], score: float | None = None) -> Signals:
    """Return the signals of the passage that speaks most for itself; of none, both are 0."""
    weights, unknown = idf(collection, question), len(unknown_words(collection, question))
    each = (
        Signals(passage.cosine, coverage(f"{passage.title} {passage.heading} {passage.text}", weights), unknown, score)
        for passage in found
    )
    return max(each, key=Signals.relevance, default=Signals(0.0, 0.0))


def idf(collection: Collection, question: str) -> dict[str, float]:
    """Return the inverse document frequency of a question's terms, ln(1 + N / (1 + df)); the unknown weigh most."""
    frequencies, total = collection.term_frequencies(sorted(set(terms(question)))), collection.count()
    return {term: math.log(1 + total / (1 + count)) for term, count in frequencies.items()}


def coverage(text: str, weights: dict[str, float]) -> float:
    """Return the share of the weighted terms that stand in a text."""
    there = set(terms(text))
    whole = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in there) / whole if whole else 0.0
