"""The sentences that tell most of a text and differ from each other, by their embeddings alone.

How central one is is what LexRank says (Erkan & Radev 2004): the more it is like others that are like many, the more;
with a question, from those that are near to it (Otterbacher, Erkan & Radev 2005). Of these, maximal marginal
relevance (Carbonell & Goldstein 1998) takes one after the other, each for what it has that those taken do not.
"""

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

_DAMPING = 0.85
_ROUNDS = 40
_UNLIKE = 0.1  # a cosine up to this is no likeness
_ROOM = 0.65  # what centrality weighs beside being different from what was taken
_THE_SAME = 0.93  # the cosine of two sentences that say the same


def likeness(vectors: "np.ndarray") -> "np.ndarray":
    """Return how like any two of the unit vectors are, from 0 to 1."""
    import numpy as np

    return np.clip(vectors @ vectors.T, 0.0, 1.0)


def centrality(like: "np.ndarray", near: "np.ndarray | None" = None) -> "np.ndarray":
    """Return how central each sentence is, from 0 to 1; `near` is how near each one is to a question."""
    import numpy as np

    count = len(like)
    edges = np.where(like > _UNLIKE, like, 0.0)
    edges /= np.maximum(edges.sum(axis=1, keepdims=True), 1e-9)
    start = np.full(count, 1 / count) if near is None or near.sum() <= 0 else near / near.sum()
    rank = start
    for _ in range(_ROUNDS):
        rank = (1 - _DAMPING) * start + _DAMPING * (edges.T @ rank)
    return (rank - rank.min()) / max(rank.max() - rank.min(), 1e-9)


def taken(
    scores: Sequence[float],
    like: "np.ndarray",
    groups: Sequence[Hashable],
    needs: Sequence[int | None],
    most: int,
) -> list[int]:
    """Return the numbers of up to `most` sentences, in their order.

    One of each group comes before a second of any. A sentence that `needs` another is taken only behind that one.
    """
    left, found = set(range(len(scores))), []
    while left and len(found) < most:
        free = [number for number in left if needs[number] is None or needs[number] in found]
        used = {groups[number] for number in found}
        fresh = [number for number in free if groups[number] not in used]
        if not free:
            break
        best = max(fresh or free, key=lambda number: (_worth(number, scores, like, found), -number))
        left -= {best}
        if all(like[best, other] < _THE_SAME for other in found):
            found.append(best)
    return sorted(found)


def _worth(number: int, scores: Sequence[float], like: "np.ndarray", found: Sequence[int]) -> float:
    nearest = max((float(like[number, other]) for other in found), default=0.0)
    return _ROOM * scores[number] - (1 - _ROOM) * nearest
