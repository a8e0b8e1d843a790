"""Whether a question is worth a model's reading: signals of the passages that a search found, weighed in one sum.

The signals fail in different ways. The cosine of question and passage is high for anything on the subject, and cannot
tell a made-up thing from a real one. The coverage asks whether the question's own words, rare ones most (inverse
document frequency), stand in the passage at all. A name or an unusual word that stands nowhere in the collection
(`unknown_words`) counts against all passages. The reranker's score tells other subjects best of all, and a question
from one that only comes near a little.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.answerability.contacts import kinds_in
from ingest.answerability.unknown_words import unknown_words
from ingest.collection import Collection, Passage
from ingest.text import spelt, terms


@dataclass(frozen=True)
class Gate:
    """What the signals weigh, and the sum from which on a question passes. Shipped: see tests/benchmarks/gate.py."""

    coverage: float
    unknown: float
    score: float
    threshold: float


SEARCHED = Gate(coverage=0.75, unknown=0.50, score=0.0, threshold=0.80)
# On dev 89 % of 283 questions that everyday documents tell pass it and 42 % of 78 that they do not; of 90 about
# articles 94 %, and none of as many about other articles or with a made-up word.
READ = Gate(coverage=0.25, unknown=1.00, score=0.20, threshold=0.42)


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

    def passes(self, gate: Gate | None = None) -> bool:
        """Whether the question is worth a model's reading; without a gate, by the one that is shipped."""
        gate = gate or self.gate
        return self.relevance(gate) >= gate.threshold


def signals(collection: Collection, question: str, found: Sequence[Passage], score: float | None = None) -> Signals:
    """Return the signals of the passage that speaks most for itself; of none, both are 0."""
    weights, unknown = idf(collection, question), len(unknown_words(collection, question))
    each = (Signals(passage.cosine, _covered(passage, weights), unknown, score) for passage in found)
    return max(each, key=Signals.relevance, default=Signals(0.0, 0.0))


def _covered(passage: Passage, weights: dict[str, float]) -> float:
    """Return the share of a question's terms that a passage has; a telephone number is one, whatever it is called."""
    kinds = " ".join(kinds_in(passage.text) & weights.keys())
    return coverage(f"{passage.with_headings} {kinds}", weights)


def idf(collection: Collection, question: str) -> dict[str, float]:
    """Return the inverse document frequency of a question's terms, ln(1 + N / (1 + df)); the unknown weigh most."""
    asked, total = spelt(question), collection.count()
    counts = collection.term_frequencies(set(asked.values()))
    return {term: math.log(1 + total / (1 + counts[word])) for term, word in asked.items()}


def coverage(text: str, weights: dict[str, float]) -> float:
    """Return the share of the weighted terms that stand in a text."""
    there = set(terms(text))
    whole = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in there) / whole if whole else 0.0
