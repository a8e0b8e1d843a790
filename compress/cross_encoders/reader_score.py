"""What `evaluate` counts of a reader: the words it points at against the accepted answers, refusals, yes and no."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from compress.cross_encoders.data import Case
from compress.cross_encoders.rerank_score import refusal_shares, share
from compress.cross_encoders.runner import Row, Runner
from compress.cross_encoders.spans import SURE_VERDICT, VERDICTS, best_span, likelier_verdict
from compress.rating.scores import exact_match, f1

_READ = 4  # of the candidates, as the chat does; the one that answers is always among them


@dataclass(frozen=True)
class Pointed:
    """The likeliest answer in a passage, and its logits over those of there being none: above 0, an answer.

    verdict, share: the likelier of yes and no, were it a question of these, and how likely.
    """

    text: str
    margin: float
    verdict: str = ""
    share: float = 0.0


def point(runner: Runner, question: str, passages: Sequence[str]) -> list[Pointed]:
    """Return the likeliest answer in each passage; "" where a row had no room for any of its words."""
    return point_pairs(runner, [(question, passage) for passage in passages])


def point_pairs(runner: Runner, pairs: Sequence[tuple[str, str]]) -> list[Pointed]:
    """Return the likeliest answer of each pair of question and passage."""
    return [_pointed(runner, passage, row) for (_, passage), row in zip(pairs, runner.run_pairs(pairs), strict=True)]


def _pointed(runner: Runner, passage: str, row: Row) -> Pointed:
    inside = slice(row.second_at, row.end)
    place = best_span(*row.outputs, inside)
    if place is None:
        return Pointed("", -float("inf"))
    first, last, margin = place
    offsets = runner.pairs.tokenizer.encode(passage, add_special_tokens=False).offsets
    start, end = offsets[first - row.second_at][0], offsets[last - row.second_at][1]
    return Pointed(passage[start:end], margin, *likelier_verdict(*row.outputs, inside))


def read_quality(runner: Runner, cases: Sequence[Case], note: Callable[[int], None]) -> dict[str, Any]:
    """Return exact_match and f1 over the answerable, for the passage that answers alone and for the answer of the
    highest margin among four candidates; answerable_auc and right_refusals by that margin (refusal_shares); and of
    questions of yes or no the `_verdicts` of these."""
    import numpy as np

    alone, among, best, verdicts = [], [], [], []
    for number, case in enumerate(cases, start=1):
        passages = list(case.candidates[:_READ])
        if case.gold is not None and case.gold >= _READ:
            passages[-1] = case.candidates[case.gold]
        found = point(runner, case.question, passages)
        chosen = max(found, key=lambda each: each.margin)
        best.append(chosen.margin)
        if case.verdict:
            verdicts.append((case.verdict, max(found, key=lambda each: each.share)))
        if case.gold is not None and case.answers:
            own = found[min(case.gold, len(passages) - 1)]
            alone.append((exact_match(own.text, case.answers), f1(own.text, case.answers)))
            among.append((exact_match(chosen.text, case.answers), f1(chosen.text, case.answers)))
        note(number)
    found = {"items": len(cases), "answerable": len(alone)}
    for name, pairs in (("alone", alone), ("in_four", among)):
        if pairs:
            found |= {
                f"exact_match_{name}": share(np.asarray(pairs)[:, 0]),
                f"f1_{name}": share(np.asarray(pairs)[:, 1]),
            }
    return found | _verdicts(verdicts) | refusal_shares(best, [case.gold is not None for case in cases])


def _verdicts(told: Sequence[tuple[str, Pointed]]) -> dict[str, Any]:
    """Return of what is told how much is right; how much is sure, and right of that; and of the untold how much is."""
    import numpy as np

    known = [(verdict, pointed) for verdict, pointed in told if verdict != VERDICTS[0]]
    sure = [(verdict, pointed) for verdict, pointed in known if pointed.share >= SURE_VERDICT]
    untold = [pointed for verdict, pointed in told if verdict == VERDICTS[0]]
    counted = {
        "verdicts_right": [pointed.verdict == verdict for verdict, pointed in known],
        "verdicts_sure": [pointed.share >= SURE_VERDICT for _, pointed in known],
        "verdicts_sure_right": [pointed.verdict == verdict for verdict, pointed in sure],
        "verdicts_untold": [pointed.share >= SURE_VERDICT for pointed in untold],
    }
    return {"yes_or_no": len(told)} | {name: share(np.asarray(values)) for name, values in counted.items() if values}
