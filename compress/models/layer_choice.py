"""Which layers to keep: numbers alone, so that recipes are checked without torch."""

from collections.abc import Sequence

from compress.home import UserError


def check_layers(kept: Sequence[int], count: int) -> list[int]:
    """Return `kept` as a list; raises `UserError` unless it is ascending, within 0 to count - 1, and not empty."""
    kept = list(kept)
    if not kept:
        raise UserError("the list of layers to keep is empty; name at least one")
    wrong = [layer for layer in kept if not 0 <= layer < count]
    if wrong:
        raise UserError(f"there is no layer {wrong[0]}: the model has {count}, numbered 0 to {count - 1}")
    if sorted(set(kept)) != kept:
        raise UserError(f"the layers to keep must ascend without repetition, not {', '.join(map(str, kept))}")
    return kept


def evenly(keep: int, count: int) -> list[int]:
    """Return `keep` of the layers 0..count-1, evenly taken, first and last among them; `UserError` if too many."""
    if not 0 < keep <= count:
        raise UserError(f"{keep} layers cannot be kept: the model has {count}")
    return [round(i * (count - 1) / max(keep - 1, 1)) for i in range(keep)]
