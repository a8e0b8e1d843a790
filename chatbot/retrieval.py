"""Passages for a question, or none: searches the collection and lets nothing irrelevant through.

The gate weighs two signals that fail in different ways. The cosine of question and passage is high for anything on
the subject, and cannot tell a made-up thing from a real one. The coverage asks whether the question's own words,
rare ones most (inverse document frequency), stand in the passage at all.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chatbot.text import terms
from ingest.store import Collection, Passage

# relevance = cosine + _COVERAGE_WEIGHT * coverage, fitted by tests/benchmarks/gate.py
_COVERAGE_WEIGHT = 0.5
_THRESHOLD = 0.65


@dataclass(frozen=True)
class Retriever:
    """Searches one collection. `passages` is how many a model gets to read at most."""

    collection: Collection
    passages: int = 4

    def __call__(self, query: str) -> tuple[Passage, ...]:
        """Return the passages that may answer `query`, best first; empty means: refuse."""
        found = self.collection.search(query, k=self.passages)
        words = terms(query)
        frequencies = self.collection.term_frequencies(sorted(set(words)))
        weights = idf(frequencies, self.collection.count())
        if not found or max(relevance(passage, words, weights) for passage in found) < _THRESHOLD:
            return ()
        return tuple(found)


def idf(frequencies: Mapping[str, int], total: int) -> dict[str, float]:
    """Return each term's inverse document frequency, ln(1 + N / (1 + df)); a term seen nowhere weighs most."""
    return {term: math.log(1 + total / (1 + count)) for term, count in frequencies.items()}


def relevance(passage: Passage, words: Sequence[str], weights: Mapping[str, float]) -> float:
    """Score how surely a passage is about the question: cosine plus the weighted share of its words that it has."""
    there = set(terms(f"{passage.title} {passage.heading} {passage.text}"))
    whole = sum(weights.get(word, 0.0) for word in words)
    covered = sum(weights.get(word, 0.0) for word in words if word in there)
    return passage.cosine + _COVERAGE_WEIGHT * (covered / whole if whole else 0.0)
