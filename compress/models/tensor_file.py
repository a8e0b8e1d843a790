"""Files of tensors that say what they are: what training changed, as safetensors with a format in the metadata."""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from compress.home import UserError

if TYPE_CHECKING:
    from torch import Tensor

_FEW = 8  # weights of a tensor: another training changed some of the thousand or more that a model gives


def read_tensors(path: Path, form: str, otherwise: str) -> "tuple[dict[str, Tensor], dict[str, str]]":
    """Return (tensors by name, metadata) of a file whose metadata say that it has this format.

    Raises `UserError` where it cannot be read, or is of another format; `otherwise` ends the latter's sentence.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "pt") as file:
            about = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}
    except (OSError, SafetensorError) as error:
        raise UserError(f"{path} cannot be read ({error}); fetch it again") from None
    if about.get("format") != form:
        raise UserError(f"{path} is {otherwise}")
    return tensors, about


def sample_of(weights: "Mapping[str, Tensor]") -> str:
    """Return a few weights of each tensor as JSON, by which a change knows what it may be added to.

    Not a hash: a model that was itself merged differs in its last bits from one processor to the next.
    """
    return json.dumps({name: _few(weight) for name, weight in sorted(weights.items())})


def has_sample(weights: "Mapping[str, Tensor]", sample: str) -> bool:
    """Tell whether weights are those that a sample was taken of, copies in fp16 included."""
    wanted, found = json.loads(sample), {name: _few(weight) for name, weight in weights.items()}
    return wanted.keys() == found.keys() and all(
        len(few) == len(found[name]) and all(map(_is_near, few, found[name])) for name, few in wanted.items()
    )


def _few(weight: "Tensor") -> list[float]:
    flat = weight.detach().flatten()
    return [round(value, 6) for value in flat[:: max(1, len(flat) // _FEW)][:_FEW].tolist()]


def _is_near(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-3, abs_tol=1e-4)
