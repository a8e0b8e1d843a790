"""The pruning study: are weights near zero, what does each way of pruning cost, and what do zeros buy?

    python -m compress study smollm2-135m --data held-out.jsonl

"Weights at or near zero are removed" is often said. Here it is counted: the share of the layers' weights near zero;
the perplexity on the assistant's tokens when a share of them goes, by magnitude, by Wanda, by whole layers, by FFN
neurons (nothing recovers: that is `prune --recovery`); and the time of a forward pass with zeros in place of weights
and with the same share truly taken away. Writes study.json, study.png and study.html.
"""

import base64
import copy
import html
import json
import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from pydantic import Field, field_validator

from compress.artifact import Artifact
from compress.examples import load_examples, sample_batches
from compress.models import check_kind, load_model
from compress.stage import StageConfig, StageContext
from compress.training_config import as_paths

if TYPE_CHECKING:
    from torch import nn

    from compress.batches import Batch

_METHODS = ("magnitude", "wanda", "layers", "ffn")
_SPEED_TOKENS = 512
_SPEED_SHARE = 0.5


class StudyConfig(StageConfig):
    """On what, and at which points."""

    data: tuple[Path, ...] = Field(min_length=1, description="conversations: to measure activations and perplexity on")
    samples: int = Field(default=16, gt=0, description="conversations to use, half to choose by and half to rate on")
    max_tokens: int = Field(default=1024, gt=1, description="longer conversations are left out")
    shares: tuple[float, ...] = Field(
        default=(0.1, 0.2, 0.3, 0.5, 0.7), description="of the layers' weights to remove"
    )
    thresholds: tuple[float, ...] = Field(default=(0.0, 1e-4, 1e-3, 1e-2, 0.05), description="how near zero is near")

    _paths = field_validator("data", mode="before")(as_paths)

    @field_validator("shares")
    @classmethod
    def _below_one(cls, shares: tuple[float, ...]) -> tuple[float, ...]:
        if not shares or not all(0 < share < 1 for share in shares):
            raise ValueError("shares must be above 0 and below 1, and there must be one")
        return shares


def study(artifact: Artifact, folder: Path, config: StudyConfig, context: StageContext) -> dict[str, Any]:
    """Run the study on a huggingface decoder, write its files to `folder` and return what they say."""
    from compress.influence import mean_loss
    from compress.sparsity import near_zero_shares

    check_kind(artifact, "decoder", "study")
    examples, tokenizer = load_examples(artifact, config.data, config.max_tokens, context)
    half = min(config.samples, len(examples)) // 2 or 1
    chosen_by, rated_on = examples[:half], examples[half : 2 * half] or examples[:half]
    batches = [sample_batches(part, tokenizer.pad_token_id, half) for part in (chosen_by, rated_on)]
    model = load_model(artifact)
    found: dict[str, Any] = {
        "model": artifact.manifest.name,
        "near_zero": {f"{limit:g}": share for limit, share in near_zero_shares(model, config.thresholds).items()},
        "perplexity": _perplexity(mean_loss(model, batches[1])),
        "curves": {method: [] for method in _METHODS},
    }
    with context.progress("pruning and rating", total=len(_METHODS) * len(config.shares)) as bar:
        for method in _METHODS:
            for share in config.shares:
                pruned = copy.deepcopy(model)
                removed = _remove(pruned, method, share, batches[0])
                rated = _perplexity(mean_loss(pruned, batches[1]))
                found["curves"][method].append({"removed": round(removed, 4), "perplexity": rated})
                bar.update(0, advance=1, description=f"{method}, {removed:.0%} removed: {rated:.4g}")
    context.say("timing zeros against structure")
    found["seconds"] = _seconds(model, batches[0])
    _write(found, folder, context)
    return found


def render(found: dict[str, Any]) -> str:
    """Return the study as text: what is near zero, the curves, the times."""
    lines = [f"{found['model']}: perplexity {found['perplexity']:.2f}", "", "share of the layers' weights near zero"]
    lines += [f"  |w| <= {limit:>7}: {share:8.4%}" for limit, share in found["near_zero"].items()]
    lines += ["", "perplexity when a share of the layers' weights is removed, without recovery"]
    for method, points in found["curves"].items():
        row = ", ".join(f"{point['removed']:.0%}: {point['perplexity']:.4g}" for point in points)
        lines.append(f"  {method:10} {row}")
    lines += ["", f"seconds of a forward pass over {_SPEED_TOKENS} tokens"]
    lines += [f"  {what:26} {seconds:.3f}" for what, seconds in found["seconds"].items()]
    return "\n".join(lines)


def _remove(model: "nn.Module", method: str, share: float, batches: list["Batch"]) -> float:
    """Prune in place so that about `share` of the layers' weights goes; return the share that went."""
    from compress.influence import block_influence, input_norms, least_influential, narrow_by_activation
    from compress.sparsity import apply_masks, magnitude_mask, sparsity_of, wanda_mask
    from compress.structure import keep_layers, sparse_targets

    before = _weights(model)
    if method == "layers":
        count = model.config.num_hidden_layers
        keep = max(1, count - max(1, round(share * count)))
        keep_layers(model, least_influential(block_influence(model, batches), keep))
        return 1 - _weights(model) / before
    if method == "ffn":
        width = model.config.intermediate_size
        inside = sum(m.weight.numel() for n, m in sparse_targets(model).items() if ".mlp." in n) / before
        narrow_by_activation(model, max(1, round(width * (1 - min(share / inside, 0.99)))), batches)
        return 1 - _weights(model) / before
    norms = input_norms(model, batches) if method == "wanda" else {}
    masks = {}
    for name, linear in sparse_targets(model).items():
        weight = linear.weight.detach()
        masks[name] = wanda_mask(weight, norms[name], share) if norms else magnitude_mask(weight, share)
    apply_masks(model, masks)
    return sparsity_of(model)


def _seconds(model: "nn.Module", batches: list["Batch"]) -> dict[str, float]:
    """Time a forward pass of the model whole, with half its weights zero, and with half its structure gone."""
    kinds: dict[str, Callable[[nn.Module], float] | None] = {
        "whole": None,
        "half the weights zero": lambda pruned: _remove(pruned, "magnitude", _SPEED_SHARE, batches),
        "half the layers gone": lambda pruned: _remove(pruned, "layers", _SPEED_SHARE, batches),
        "FFN narrowed by as much": lambda pruned: _remove(pruned, "ffn", _SPEED_SHARE, batches),
    }
    found = {}
    for what, act in kinds.items():
        pruned = copy.deepcopy(model)
        if act:
            act(pruned)
        found[what] = round(_forward_seconds(pruned), 4)
    return found


def _forward_seconds(model: "nn.Module") -> float:
    import torch

    most = min(_SPEED_TOKENS, model.config.max_position_embeddings)
    ids = torch.arange(most)[None] % model.config.vocab_size
    times = []
    with torch.inference_mode():
        for _ in range(4):
            start = time.perf_counter()
            model.get_decoder()(input_ids=ids, use_cache=False)
            times.append(time.perf_counter() - start)
    return median(times[1:])


def _weights(model: "nn.Module") -> int:
    from compress.structure import sparse_targets

    return sum(linear.weight.numel() for linear in sparse_targets(model).values())


def _perplexity(loss: float) -> float:
    return round(math.exp(min(loss, 100.0)), 4)


def _write(found: dict[str, Any], folder: Path, context: StageContext) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "study.json").write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    picture = folder / "study.png"
    _draw(found, picture)
    encoded = base64.b64encode(picture.read_bytes()).decode()
    body = f'<h1>Pruning study</h1><pre>{html.escape(render(found))}</pre><img src="data:image/png;base64,{encoded}">'
    page = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Pruning study</title>{body}</html>\n'
    (folder / "study.html").write_text(page, "utf-8")
    context.say(f"wrote {folder / 'study.html'}")


def _draw(found: dict[str, Any], path: Path) -> None:
    """Draw the curves beside the times."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 4.2), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    names = {"magnitude": "zeros, magnitude", "wanda": "zeros, Wanda", "layers": "whole layers", "ffn": "FFN neurons"}
    for method, points in found["curves"].items():
        xs, ys = _columns([(0.0, found["perplexity"]), *((p["removed"], p["perplexity"]) for p in points)])
        left.plot(xs, ys, marker="o", markersize=4, label=names[method])
    left.set_yscale("log")
    left.set_xlabel("share of the layers' weights removed")
    left.set_ylabel("perplexity (lower is better)")
    left.grid(alpha=0.25)
    left.legend(frameon=False)
    labels, seconds = _columns(list(found["seconds"].items()))
    right.barh(labels[::-1], seconds[::-1], color="#2563a8")
    right.set_xlabel(f"seconds, forward pass of {_SPEED_TOKENS} tokens")
    figure.savefig(path, dpi=130)


def _columns(pairs: Sequence[tuple[Any, Any]]) -> tuple[list[Any], list[Any]]:
    return [one for one, _ in pairs], [other for _, other in pairs]
