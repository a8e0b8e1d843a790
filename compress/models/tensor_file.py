"""Files of tensors that say what they are: what training changed, as safetensors with a format in the metadata."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from compress.home import UserError

if TYPE_CHECKING:
    from torch import Tensor


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


def digest_of(weights: "Mapping[str, Tensor]") -> str:
    """Return a hash of weights by name, the same for a copy in fp16: added to any others, a change is nonsense."""
    digest = hashlib.sha256()
    for name in sorted(weights):
        digest.update(name.encode() + weights[name].detach().half().cpu().numpy().tobytes())
    return digest.hexdigest()
