"""The pruning study: are weights near zero, what does each way of pruning cost, and what do zeros buy?

    python -m compress study smollm2-135m --data held-out.jsonl
    python -m compress study smollm2-135m --texts passages.txt --samples 64

"Weights at or near zero are removed" is often said. Here it is counted: the share of the layers' weights near zero;
the perplexity, on the assistant's tokens or on plain texts, when a share of them goes, by magnitude, by Wanda, by
whole layers, by FFN neurons (nothing recovers: that is `prune --recovery`); and the time of a forward pass with zeros
in place of weights and with the same share truly taken away. Writes study.json, study.png and study.html.
"""

import base64
import html
import json
import math
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, get_args

from pydantic import Field, field_validator, model_validator

from compress.artifact import Artifact
from compress.data.conversations import ROW_TOKENS, pack_texts, read_texts
from compress.data.examples import load_examples, sample_batches
from compress.models.loading import check_kind, load_model, load_tokenizer
from compress.pruning.removal import Method, Removal
from compress.stage import StageConfig, StageContext
from compress.training.config import as_paths

if TYPE_CHECKING:
    from torch import nn

    from compress.data.conversations import Example

_SPEED_TOKENS = 512
_SPEED_SHARE = 0.5
_TIMED: dict[str, Method] = {
    "half the weights zero": "magnitude",
    "half the layers gone": "layers",
    "FFN narrowed by as much": "ffn",
}


class StudyConfig(StageConfig):
    """On what, and at which points."""

    data: tuple[Path, ...] = Field(default=(), description="conversations: to measure activations and perplexity on")
    texts: tuple[Path, ...] = Field(default=(), description="plain texts instead, in rows of 256 tokens")
    samples: int = Field(default=16, gt=0, description="conversations or rows, half to choose by, half to rate on")
    max_tokens: int = Field(default=1024, gt=1, description="longer conversations are left out")
    shares: tuple[float, ...] = Field(
        default=(0.1, 0.2, 0.3, 0.5, 0.7), description="of the layers' weights to remove"
    )
    methods: tuple[Method, ...] = Field(default=get_args(Method), min_length=1, description="ways to remove them")
    speed: bool = Field(default=True, description="time zeros against structure too")
    thresholds: tuple[float, ...] = Field(default=(0.0, 1e-4, 1e-3, 1e-2, 0.05), description="how near zero is near")

    _paths = field_validator("data", "texts", mode="before")(as_paths)

    @field_validator("shares")
    @classmethod
    def _below_one(cls, shares: tuple[float, ...]) -> tuple[float, ...]:
        if not shares or not all(0 < share < 1 for share in shares):
            raise ValueError("shares must be above 0 and below 1, and there must be one")
        return shares

    @model_validator(mode="after")
    def _reads_one_kind(self) -> "StudyConfig":
        if bool(self.data) == bool(self.texts):
            raise ValueError("give conversations (data) or plain texts (texts)")
        return self


def study(artifact: Artifact, folder: Path, config: StudyConfig, context: StageContext) -> dict[str, Any]:
    """Run the study on a huggingface decoder, write its files to `folder` and return what they say."""
    from compress.pruning.sparsity import near_zero_shares
    from compress.training.objectives import mean_loss

    check_kind(artifact, "decoder", "study")
    examples, tokenizer = _read(artifact, config, context)
    half = min(config.samples, len(examples)) // 2 or 1
    chosen_by, rated_on = examples[:half], examples[half : 2 * half] or examples[:half]
    batches = [sample_batches(part, tokenizer.pad_token_id, half) for part in (chosen_by, rated_on)]
    model = load_model(artifact)
    removal = Removal(model, batches[0])
    found: dict[str, Any] = {
        "model": artifact.manifest.name,
        "samples": {"chosen_by": len(chosen_by), "rated_on": len(rated_on)},
        "near_zero": {f"{limit:g}": share for limit, share in near_zero_shares(model, config.thresholds).items()},
        "perplexity": _perplexity(mean_loss(model, batches[1])),
        "curves": {method: [] for method in config.methods},
    }
    with context.progress("pruning and rating", total=len(config.methods) * len(config.shares)) as bar:
        for method in config.methods:
            for share in config.shares:
                pruned, removed = removal.without(method, share)
                rated = _perplexity(mean_loss(pruned, batches[1]))
                found["curves"][method].append({"removed": round(removed, 4), "perplexity": rated})
                bar.update(0, advance=1, description=f"{method}, {removed:.0%} removed: {rated:.4g}")
    if config.speed:
        context.say("timing zeros against structure")
        found["seconds"] = _seconds(model, removal)
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
    if "seconds" in found:
        lines += ["", f"seconds of a forward pass over {_SPEED_TOKENS} tokens"]
        lines += [f"  {what:26} {seconds:.3f}" for what, seconds in found["seconds"].items()]
    return "\n".join(lines)


def _read(artifact: Artifact, config: StudyConfig, context: StageContext) -> tuple[list["Example"], Any]:
    if config.data:
        return load_examples(artifact, config.data, config.max_tokens, context)
    tokenizer = load_tokenizer(artifact)
    texts = [text for path in config.texts for text in read_texts(path)]
    return pack_texts(texts, tokenizer, min(ROW_TOKENS, config.max_tokens)), tokenizer


def _seconds(model: "nn.Module", removal: Removal) -> dict[str, float]:
    """Time a forward pass of the model whole, with half its weights zero, and with half its structure gone."""
    found = {"whole": round(_forward_seconds(model), 4)}
    for what, method in _TIMED.items():
        pruned, _ = removal.without(method, _SPEED_SHARE)
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

    timed = found.get("seconds")
    figure = Figure(figsize=(10 if timed else 6.5, 4.2), layout="constrained")
    panels = figure.subplots(1, 2, width_ratios=(3, 2)) if timed else [figure.subplots()]
    names = {"magnitude": "zeros, magnitude", "wanda": "zeros, Wanda", "layers": "whole layers", "ffn": "FFN neurons"}
    for method, points in found["curves"].items():
        xs, ys = _columns([(0.0, found["perplexity"]), *((p["removed"], p["perplexity"]) for p in points)])
        panels[0].plot(xs, ys, marker="o", markersize=4, label=names[method])
    panels[0].set_yscale("log")
    panels[0].set_xlabel("share of the layers' weights removed")
    panels[0].set_ylabel("perplexity (lower is better)")
    panels[0].grid(alpha=0.25)
    panels[0].legend(frameon=False)
    if timed:
        labels, seconds = _columns(list(timed.items()))
        panels[1].barh(labels[::-1], seconds[::-1], color="#2563a8")
        panels[1].set_xlabel(f"seconds, forward pass of {_SPEED_TOKENS} tokens")
    figure.savefig(path, dpi=130)


def _columns(pairs: Sequence[tuple[Any, Any]]) -> tuple[list[Any], list[Any]]:
    return [one for one, _ in pairs], [other for _, other in pairs]
