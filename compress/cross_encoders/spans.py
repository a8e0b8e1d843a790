"""What a reader's logits say: where the likeliest answer stands, and how much likelier it is than none."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

LONGEST = 96  # tokens of an answer: a short list


def best_span(starts: "np.ndarray", ends: "np.ndarray", inside: slice) -> tuple[int, int, float] | None:
    """Return (first token, last token, margin) of the likeliest answer; None where no token is `inside`.

    starts, ends: a row's logits [width], of which those at place 0 stand for "no answer". inside: the passage's
    tokens. The margin is the span's logits less those of no answer: above 0, an answer is likelier.
    """
    import numpy as np

    sums = starts[inside, None] + ends[None, inside]
    if not sums.size:
        return None
    # [first, last]: no end before its start, and none too far behind it.
    possible = np.tri(*sums.shape, LONGEST - 1, dtype=bool) & ~np.tri(*sums.shape, -1, dtype=bool)
    first, last = divmod(int(np.where(possible, sums, -np.inf).argmax()), len(sums))
    margin = float(sums[first, last] - starts[0] - ends[0])
    return inside.start + first, inside.start + last, margin
