"""What makes a reranker or reader of a packaged encoder, in a few megabytes: the change of its weights, as low ranks.

    python -m compress extract reranker --base minilm-fp32 --out footnote-reranker --rank 32
    python -m compress merge minilm-fp32 --name footnote-reranker --adapter footnote-reranker

One file, delta.safetensors. A matrix's change is the product of two narrow ones (its best approximation, Eckart and
Young 1936), in 6 bits (factors.py); what has no rank (norms, biases) is kept whole in fp16, as is what the
encoder lacks: the head.
The matrices need not have the same rank: of all their directions those are kept that hold most for their bytes.
peft, which models/adapters.py goes through, knows neither that nor a base with more layers, and would store each bias
thrice.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from compress.artifact import Artifact
from compress.cross_encoders.factors import factor_of, in_6_bits
from compress.cross_encoders.model import About, new_cross_encoder
from compress.cross_encoders.tokens import tokens_of_pairs
from compress.home import UserError
from compress.models.tensor_file import has_sample, read_tensors, sample_of

if TYPE_CHECKING:
    from transformers import PreTrainedModel

DELTA = "delta.safetensors"
_FORMAT = "compress cross-encoder delta 3"
_OTHERWISE = "no cross-encoder's delta; `python -m compress extract` makes one"


@torch.no_grad()
def extract_delta(base: Artifact, tuned: Artifact, rank: int, folder: Path) -> dict[str, Any]:
    """Write what turns `base`, the encoder, into `tuned`, the reranker or reader, to `folder`; `rank` is the mean one.

    Returns {"captured": share of the change's squared size that is held, "bytes": its size on disk}. Raises
    `UserError` where the one was not made out of the other.
    """
    from safetensors.torch import save_file

    kind = tuned.manifest.kind
    if base.manifest.kind != "encoder":
        raise UserError(f"a {kind}'s delta is taken between a {kind} and the encoder it was made from; name these")
    layers = tuned.manifest.metrics.get("kept_layers")
    if layers is None:
        raise UserError(f"{tuned.manifest.name} was not trained here, so what it was made from is not known")
    before = _encoder_weights(base, kind, layers)
    after = dict(new_cross_encoder(tuned, kind, range(len(layers)))[0].named_parameters())
    changes = {name: value - before[name] if name in before else value for name, value in after.items()}
    wrong = [name for name in before if name not in after or changes[name].shape != before[name].shape]
    if wrong:
        raise UserError(f"{tuned.manifest.name} and {base.manifest.name} differ in shape at {wrong[0]}")
    narrow = {n: c for n, c in changes.items() if n in before and c.ndim == 2 and c.any()}
    stored = {f"{n}.whole": c for n, c in changes.items() if n not in narrow and (n not in before or c.any())}
    factors, captured = _factors(narrow, rank)
    folder.mkdir(parents=True, exist_ok=True)
    about = {
        "format": _FORMAT,
        "kind": kind,
        "layers": json.dumps(layers),
        "max_tokens": str(tokens_of_pairs(tuned.folder)),
        "base": sample_of(before),
    }
    tensors = {name: value.half() for name, value in stored.items()}
    tensors |= {part: kept for name, value in factors.items() for part, kept in in_6_bits(name, value).items()}
    save_file({name: value.contiguous() for name, value in tensors.items()}, folder / DELTA, metadata=about)
    return {"captured": captured, "bytes": (folder / DELTA).stat().st_size}


@torch.no_grad()
def merge_delta(base: Artifact, folder: Path) -> "tuple[PreTrainedModel, About]":
    """Return the model that a delta makes of the encoder, and what it is.

    Raises `UserError` where the delta cannot be read, or was taken from other weights.
    """
    tensors, about = read_tensors(folder / DELTA, _FORMAT, _OTHERWISE)
    kind, layers = about["kind"], json.loads(about["layers"])
    refused = UserError(
        f"the delta in {folder} was not taken from {base.manifest.name}; merge it into its own encoder"
    )
    if base.manifest.kind != "encoder":
        raise refused
    try:
        before = _encoder_weights(base, kind, layers)
    except IndexError:
        raise refused from None
    if not has_sample(before, about["base"]):
        raise refused
    model = new_cross_encoder(base, kind, layers)[0]
    weights = dict(model.named_parameters())
    for name, value in tensors.items():
        owner, _, part = name.rpartition(".")
        if part == "whole":
            weights[owner].copy_(value.float() + before.get(owner, 0.0))
        elif part == "left":
            rows, columns = weights[owner].shape
            weights[owner].add_(
                factor_of(tensors, f"{owner}.left", rows) @ factor_of(tensors, f"{owner}.right", columns)
            )
    return model, About(kind, tuple(layers), int(about["max_tokens"]))


def _encoder_weights(base: Artifact, kind: str, layers: list[int]) -> dict[str, Tensor]:
    """Return an encoder's weights under the names they have in a cross-encoder of these layers."""
    if max(layers) >= json.loads((base.folder / "config.json").read_text("utf-8"))["num_hidden_layers"]:
        raise IndexError("no such layer")
    model = new_cross_encoder(base, kind, layers)[0]
    prefix = f"{model.base_model_prefix}."
    return {name: value.clone() for name, value in model.named_parameters() if name.startswith(prefix)}


def _factors(changes: dict[str, Tensor], rank: int) -> tuple[dict[str, Tensor], float]:
    """Return {"NAME.left" [rows, r], "NAME.right" [r, columns]}, r of `rank` on average, and the share captured."""
    parts = {name: torch.linalg.svd(change, full_matrices=False) for name, change in changes.items()}
    worth = [(float(size) ** 2 / sum(changes[name].shape), name) for name, part in parts.items() for size in part[1]]
    room = sum(rank * sum(change.shape) for change in changes.values())
    kept = dict.fromkeys(changes, 0)
    for _, name in sorted(worth, reverse=True):
        if sum(changes[name].shape) <= room:
            room -= sum(changes[name].shape)
            kept[name] += 1
    found, held, total = {}, 0.0, 0.0
    for name, (left, sizes, right) in parts.items():
        r = kept[name]
        held, total = held + float(sizes[:r].square().sum()), total + float(sizes.square().sum())
        if r:
            root = sizes[:r].sqrt()
            found[f"{name}.left"], found[f"{name}.right"] = left[:, :r] * root, root[:, None] * right[:r]
    return found, held / total if total else 1.0
