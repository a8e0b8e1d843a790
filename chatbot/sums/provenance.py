"""Where the numbers of a calculation come from: "(1350 - 1200) / 1200 * 100 = 12.5, from 1350 [1] and 1200 [2]".

A number may come from a found passage, from what was said, or be a plain count such as the 12 months of a year.
Anything else was made up by the model, and so is what is worked out with it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from chatbot.answers.grounding import Grounded
from chatbot.events import Citation
from chatbot.mathematics.amounts import PLAIN, Amount, amounts_in
from ingest.answerability.gate import coverage
from ingest.collection import Passage
from ingest.text import terms, windows

_NEVER_CITED = frozenset(map(Fraction, (1, 100, 1000, 1_000_000)))  # far more often a factor than a finding
_PLAIN_IS_CITED_FROM = 0.5  # of the question's weighted terms in the sentence that has a plain number
_COMPANY, _RANK_COST = 0.25, 0.04  # for each other number of the calculation in the same sentence; for each rank


def is_supported(amounts: Sequence[Amount], texts: Iterable[str]) -> bool:
    """Tell whether a calculation is made of numbers of the texts or plain ones, and not of plain ones only."""
    given: set[Fraction] = set().union(*map(amounts_in, texts))
    asked = [amount.value for amount in amounts if not amount.count]
    return any(value in given for value in asked) and all(value in given or value in PLAIN for value in asked)


def with_sources(
    result: str, amounts: Sequence[Amount], question: str, passages: Sequence[Passage], weights: dict[str, float]
) -> Grounded:
    """Return a result with a footnote for each of its numbers that a passage has and the question has not.

    `weights` are the question's terms with their weight: of several sentences with a number, the nearest to the
    question is its source.
    """
    asked = amounts_in(question)
    own = {amount.value for amount in amounts if not amount.count}
    groups: dict[tuple[str, str], tuple[Passage, list[str]]] = {}
    for amount in {amount.text: amount for amount in amounts if not amount.count}.values():
        if amount.value in asked or amount.value in _NEVER_CITED:
            continue
        source = _source(amount.value, own, passages, weights)
        if source is not None:
            _, shown = groups.setdefault((source.id, source.text), (source, []))
            shown.append(amount.text)
    if not groups:
        return Grounded(result, ())
    named = [f"{_listed(shown)} [{n}]" for n, (_, shown) in enumerate(groups.values(), 1)]
    citations = tuple(_citation(n, source) for n, (source, _) in enumerate(groups.values(), 1))
    return Grounded(f"{result}, from {_listed(named)}", citations)


def parts_about(asked: str, passages: Sequence[Passage]) -> list[str]:
    """Return the sentences and table rows that share a word with what was asked, themselves or by their heading.

    A page has many numbers; a model that calculates with those of something else is made to stop.
    """
    wanted = set(terms(asked))
    parts = ((passage.heading, part) for passage in passages for part in windows(passage.text, longest=1))
    return [part for heading, part in parts if wanted & set(terms(f"{heading} {part}"))]


@dataclass(frozen=True)
class _Candidate:
    passage: Passage  # cut down to one sentence or table row
    score: float
    covered: float
    company: int


def _source(
    value: Fraction, own: set[Fraction], passages: Sequence[Passage], weights: dict[str, float]
) -> Passage | None:
    candidates = []
    for rank, passage in enumerate(passages):
        for window in windows(passage.text, longest=1):
            if value not in (found := amounts_in(window)):
                continue
            company = len(found & (own - {value} - PLAIN))
            covered = coverage(f"{passage.title} {passage.heading} {window}", weights)
            score = covered + _COMPANY * company - _RANK_COST * rank
            candidates.append(_Candidate(replace(passage, text=window), score, covered, company))
    best = max(candidates, key=lambda candidate: candidate.score, default=None)
    if best is None or (value in PLAIN and not best.company and best.covered < _PLAIN_IS_CITED_FROM):
        return None
    return best.passage


def _citation(n: int, source: Passage) -> Citation:
    return Citation(n, source.source, source.page, " ".join(source.text.split()), source.title, source.heading)


def _listed(items: Sequence[str]) -> str:
    *others, last = items
    return f"{', '.join(others)} and {last}" if others else last
