"""What a full fine-tune changed, at 1.6 bits a weight: each row of a matrix is one scale times -1, 0 or 1.

    python -m compress extract footnote-teacher --base smollm2-135m --out footnote-teacher --ternary
    python -m compress merge smollm2-135m --name footnote-teacher --adapter footnote-teacher

An adapter of low rank must leave out most of the directions of a full fine-tune; this leaves out most of the precision
of each weight instead. That a change bears it: BitDelta (Liu et al. 2024, arXiv:2402.10193), which has -1 and 1 only.
How the values are chosen is in ternary.py. Vectors (norms) are kept whole, in fp16. One file, ternary.safetensors,
five weights a byte.
"""

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from compress.home import UserError
from compress.models.tensor_file import has_sample, read_tensors, sample_of
from compress.models.ternary import ternary, ternary_for

TERNARY = "ternary.safetensors"
_FORMAT = "compress ternary delta 2"
_OTHERWISE = "no ternary change; `python -m compress extract --ternary` makes one"
_POWERS = (1, 3, 9, 27, 81)  # five digits of base three fill 243 of a byte's 256 values


@torch.no_grad()
def extract_ternary(
    base: nn.Module, tuned: nn.Module, folder: Path, moments: Mapping[str, Tensor] | None = None
) -> dict[str, float]:
    """Write what turns `base` into `tuned` to `folder`.

    moments: by a matrix's module, the sum of x xᵀ over inputs x of it, [in, in]: there the change is kept that does to
    these what the whole one does; a matrix without any keeps the nearest one.
    Returns {"captured": share of the change's squared size that is held, of its effect on the inputs where these are
    given, "bytes": its size on disk}. Raises `UserError` where the two models have different shapes, or nothing
    changed.
    """
    from safetensors.torch import save_file

    from compress.models.adapters import changes_between

    changes = changes_between(base, tuned)
    if not changes:
        raise UserError("the tuned model's matrices are the base's own; there is nothing to extract")
    tensors, lost, total = {}, 0.0, 0.0
    for name, change in changes.items():
        if change.ndim == 2:
            inputs = (moments or {}).get(name.removesuffix(".weight"))
            signs, scales = ternary(change) if inputs is None else ternary_for(change, inputs)
            scales = scales.half()
            tensors |= {f"{name}.signs": _packed(signs), f"{name}.scales": scales}
            lost += _size(change - signs * scales.float()[:, None], inputs)
            total += _size(change, inputs)
        else:
            tensors[f"{name}.whole"] = change.half().contiguous()
            total += _size(change, None)
    folder.mkdir(parents=True, exist_ok=True)
    about = {"format": _FORMAT, "base": sample_of(dict(base.named_parameters()))}
    save_file(tensors, folder / TERNARY, metadata=about)
    return {"captured": 1.0 - lost / total, "bytes": (folder / TERNARY).stat().st_size}


@torch.no_grad()
def merge_ternary(model: nn.Module, folder: Path) -> nn.Module:
    """Return the model with the change that `folder` holds added into its weights, in place.

    Raises `UserError` where the change cannot be read, or was taken from other weights.
    """
    tensors, about = read_tensors(folder / TERNARY, _FORMAT, _OTHERWISE)
    weights = dict(model.named_parameters())
    if not has_sample(weights, about["base"]):
        raise UserError(f"the change in {folder} was not taken from this model; merge it into its own base")
    for name, value in tensors.items():
        owner, _, part = name.rpartition(".")
        if part == "whole":
            weights[owner].add_(value.float())
        elif part == "signs":
            signs = _unpacked(value, weights[owner].shape)
            weights[owner].add_(signs * tensors[f"{owner}.scales"].float()[:, None])
    return model


def _size(change: Tensor, inputs: Tensor | None) -> float:
    """Return a change's squared size, or that of what it does to inputs of these moments, [columns, columns]."""
    return float((change.square() if inputs is None else (change @ inputs) * change).sum())


def _packed(signs: Tensor) -> Tensor:
    """Return the signs, row after row, as bytes of five each, uint8."""
    digits = (signs.flatten() + 1).to(torch.int32)
    digits = nn.functional.pad(digits, (0, -len(digits) % len(_POWERS))).view(-1, len(_POWERS))
    return (digits * torch.tensor(_POWERS)).sum(1).to(torch.uint8)


def _unpacked(packed: Tensor, shape: torch.Size) -> Tensor:
    """Return the signs that `_packed` packed, float32 of that shape."""
    digits = packed.to(torch.int32)[:, None] // torch.tensor(_POWERS) % 3
    return digits.flatten()[: shape.numel()].view(shape).float() - 1.0
