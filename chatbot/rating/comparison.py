"""Two settings on the same questions: both scores, their difference with its interval, and what flipped.

compare(first, second)["differences"]["passed"]      {"first": 0.62, "second": 0.7, "difference": 0.08, "low": ...}
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from chatbot.rating.evaluation import Outcome

_RESAMPLES, _SEED = 2000, 0
_MIDDLE = (2.5, 97.5)  # per cent: the 95 % between them

# What each score sums up of one answer, as (part, whole): the score is the sum of parts over the sum of wholes.
_PARTS: dict[str, Callable[[Outcome], tuple[float, float]]] = {
    "passed": lambda o: (o.passed, 1),
    "contains": lambda o: (o.contains and not o.must_refuse, not o.must_refuse),
    "cites": lambda o: (o.cites and not o.must_refuse, not o.must_refuse),
    "exact_match": lambda o: (o.exact_match or 0, o.exact_match is not None),
    "f1": lambda o: (o.f1 or 0, o.f1 is not None),
    "refuses_wrongly": lambda o: (o.refused and not o.must_refuse, not o.must_refuse),
    "refuses_rightly": lambda o: (o.refused and o.must_refuse, o.must_refuse),
    "refusal_precision": lambda o: (o.refused and o.must_refuse, o.refused),
    "citation_precision": lambda o: (o.citations_right, o.citations),
    "recall_at_1": lambda o: (o.rank == 1, o.rank is not None),
    "recall_at_4": lambda o: (0 < (o.rank or 0) <= 4, o.rank is not None),
    "mrr": lambda o: (1 / o.rank if o.rank else 0, o.rank is not None),
    "support_rate": lambda o: (o.supported, o.sentences),
    "mean_first_token_s": lambda o: (o.first_token_s, 1),
    "mean_total_s": lambda o: (o.total_s, 1),
}


def compare(first: Sequence[Outcome], second: Sequence[Outcome]) -> dict[str, Any]:
    """Return {"differences", "gained", "lost"} of two runs over the same items in the same order.

    A difference is second minus first, of shares from 0 to 1 or of seconds, between `low` and `high` with 95 %
    confidence: the percentile bootstrap over items, both answers of an item drawn together (Efron & Tibshirani, "An
    Introduction to the Bootstrap", 1993, §13.3). `gained` are the ids that only the second passes, `lost` those that
    only the first does. Scores that either run has nothing for are left out.
    """
    drawn = np.random.default_rng(_SEED).integers(0, len(first), (_RESAMPLES, len(first)))
    found = {name: _difference(_sums(first, part), _sums(second, part), drawn) for name, part in _PARTS.items()}
    pairs = list(zip(first, second, strict=True))
    return {
        "differences": {name: difference for name, difference in found.items() if difference},
        "gained": [b.id for a, b in pairs if b.passed and not a.passed],
        "lost": [a.id for a, b in pairs if a.passed and not b.passed],
    }


def table(compared: dict[str, Any], names: tuple[str, str]) -> str:
    """Return the comparison as lines of text; a difference whose interval leaves out zero is starred."""
    lines = [f"first   {names[0]}", f"second  {names[1]}", ""]
    lines.append(f"{'':20} {'first':>8} {'second':>8} {'change':>8}   95 % interval")
    for name, row in compared["differences"].items():
        sure = " *" if row["low"] > 0 or row["high"] < 0 else ""
        numbers = f"{row['first']:8.3f} {row['second']:8.3f} {row['difference']:+8.3f}"
        lines.append(f"{name:20} {numbers}   {row['low']:+.3f} to {row['high']:+.3f}{sure}")
    for title, key in (("passed only by the second", "gained"), ("passed only by the first", "lost")):
        lines.append(f"{title} ({len(compared[key])}): {', '.join(compared[key]) or 'none'}")
    return "\n".join(lines)


def _sums(outcomes: Sequence[Outcome], part: Callable[[Outcome], tuple[float, float]]) -> np.ndarray:
    """Return parts and wholes as float64 [items, 2]."""
    return np.array([part(outcome) for outcome in outcomes], dtype=float)


def _difference(first: np.ndarray, second: np.ndarray, drawn: np.ndarray) -> dict[str, float] | None:
    """Compare two score's sums, [items, 2]; `drawn` is the items of each resample, [resamples, items]."""
    if not (first[:, 1].any() and second[:, 1].any()):
        return None
    before, after = (sums[:, 0].sum() / sums[:, 1].sum() for sums in (first, second))
    with np.errstate(invalid="ignore"):  # a resample may hold no item that counts: it says nothing
        resampled = _scores(second[drawn]) - _scores(first[drawn])
    low, high = np.nanpercentile(resampled, _MIDDLE)
    values = {"first": before, "second": after, "difference": after - before, "low": low, "high": high}
    return {name: round(float(value), 4) for name, value in values.items()}


def _scores(sums: np.ndarray) -> np.ndarray:
    """Return the score of each resample, from [resamples, items, 2]."""
    parts, wholes = np.moveaxis(sums.sum(axis=1), 1, 0)
    return parts / wholes
