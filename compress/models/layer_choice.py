"""Which layers to keep and which hidden states to match: numbers alone, so that recipes are checked without torch."""

from collections.abc import Sequence

from compress.home import UserError

LayerMap = Sequence[tuple[int, int]]


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


def chosen_layers(layers: Sequence[int] | None, keep_layers: int | None, count: int) -> list[int]:
    """Return the layers among 0..count-1 that settings name: the list, else so many evenly taken, else all."""
    return check_layers(layers, count) if layers is not None else evenly(keep_layers or count, count)


def default_layer_map(kept: list[int], count: int) -> list[tuple[int, int]]:
    """Return which hidden states to match when `kept` of `count` layers remain.

    State n is what layer n reads (0: the embeddings), `count` what the last one writes. The student's layer j is
    the teacher's kept[j], so both should read the same there; and both should end the same.
    """
    return [(j, layer) for j, layer in enumerate(kept) if j > 0] + [(len(kept), count)]


def check_layer_map(layer_map: LayerMap, depth: int, teacher_depth: int) -> None:
    """Raise `UserError` unless each pair names a hidden state of the student (0..depth) and one of the teacher."""
    if not layer_map:
        raise UserError(
            "the student was not cut from this teacher here; say by layer_map which hidden states to match"
        )
    for ours, theirs in layer_map:
        if not (0 <= ours <= depth and 0 <= theirs <= teacher_depth):
            why = f"the student's go from 0 to {depth}, the teacher's to {teacher_depth}"
            raise UserError(f"layer_map: there is no pair of hidden states ({ours}, {theirs}): {why}")
