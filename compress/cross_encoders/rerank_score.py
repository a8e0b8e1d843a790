"""What `evaluate` counts of a reranker: how high it puts the passage that answers, whether it knows if none does."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from compress.cross_encoders.data import Case
from compress.cross_encoders.runner import Runner

if TYPE_CHECKING:
    import numpy as np

_RECALL_AT = (1, 2, 4)
_REFUSED = 0.08  # of the answerable questions: the share that may be refused by mistake


def score(runner: Runner, question: str, passages: Sequence[str]) -> "np.ndarray":
    """Return how well each passage answers, float32 [passages]: logits, above 0 where an answer is likelier."""
    import numpy as np

    return np.asarray([row.outputs[0][0] for row in runner.run(question, passages)], np.float32)


def rank_quality(runner: Runner, cases: Sequence[Case], note: Callable[[int], None]) -> dict[str, Any]:
    """Return what rank_shares makes of a reranker's scores; `note` hears how many cases are done."""
    scores = []
    for number, case in enumerate(cases, start=1):
        scores.append(score(runner, case.question, case.candidates))
        note(number)
    return rank_shares(cases, scores)


def rank_shares(cases: Sequence[Case], scores: "Sequence[np.ndarray]") -> dict[str, Any]:
    """Return recall@k and the mean reciprocal rank over the answerable, and how well the best score tells them apart.

    first_recall@1 is that of the candidates' given order. answerable_auc is the chance that an answerable question's
    best score is above an unanswerable one's; right_refusals the share of unanswerable ones below the threshold that
    refuses 8 % of the answerable. A gold passage counts as behind every candidate that scores as high as it does.
    """
    import numpy as np

    ranks = np.asarray([int((s >= s[c.gold]).sum()) for c, s in zip(cases, scores, strict=True) if c.gold is not None])
    found: dict[str, Any] = {"items": len(cases), "answerable": len(ranks)}
    if len(ranks):
        found["first_recall@1"] = share(np.asarray([c.gold == 0 for c in cases if c.gold is not None]))
        found |= {f"recall@{k}": share(ranks <= k) for k in _RECALL_AT}
        found["mrr"] = share(1 / ranks)
    return found | refusal_shares([s.max() for s in scores], [c.gold is not None for c in cases])


def refusal_shares(best: Sequence[float], answerable: Sequence[bool]) -> dict[str, float]:
    """Return answerable_auc and right_refusals of each question's best score; nothing where all are of one kind."""
    import numpy as np

    scores, has = np.asarray(best), np.asarray(answerable)
    if not has.any() or has.all():
        return {}
    above = scores[has][:, None] - scores[~has][None]
    return {
        "answerable_auc": share((above > 0) + 0.5 * (above == 0)),
        "right_refusals": share(scores[~has] < np.quantile(scores[has], _REFUSED)),
    }


def share(values: "np.ndarray") -> float:
    """Return a mean as figures are stored."""
    return round(float(values.mean()), 4)
