"""The deployment questions, answered: which model fits this machine and this budget, and what does the choice cost?

    python -m compress advise --max-memory 400MB --max-first-token 1.0 --min-tokens-per-second 20

How fast must answers be, what compute is there, what quality may be traded for speed or storage: each is an option.
Speed and memory are measured here and now, each model in a process of its own; quality is what `evaluate` found.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import Field, field_validator

from compress.artifact import Artifact
from compress.home import UserError
from compress.rating.measure import Speed, measure
from compress.stage import StageConfig, StageContext

_UNITS = {"": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "kib": 2**10, "mib": 2**20, "gib": 2**30}
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([kmg]i?b)?\s*", re.IGNORECASE)


class Budget(StageConfig):
    """What the deployment allows. What is not given does not limit."""

    max_memory: str = Field(default="", description="memory of the whole process, like 400MB")
    max_disk: str = Field(default="", description="size of the model's folder, like 150MB")
    max_first_token: float | None = Field(default=None, gt=0, description="seconds until the first word")
    min_tokens_per_second: float | None = Field(default=None, gt=0)
    min_quality: float | None = Field(default=None, ge=0, le=1)
    quality: str = Field(default="f1", description="the metric that ranks, as `evaluate` names it; more is better")

    @field_validator("max_memory", "max_disk")
    @classmethod
    def _readable(cls, text: str) -> str:
        if text:
            bytes_of(text)
        return text


@dataclass(frozen=True)
class Limit:
    """One line of the budget: the figure it bounds, and how far."""

    option: str
    key: str
    bound: float
    at_most: bool
    shown: Callable[[float], str]

    def excess(self, value: float | None) -> float:
        """Return by what factor a figure breaks the limit: at most 1 where it is kept, infinite where unknown."""
        if value is None:
            return float("inf")
        return value / self.bound if self.at_most else self.bound / max(value, 1e-12)


def bytes_of(text: str) -> float:
    """Read a size like 400MB or 1.5 GiB; raises `ValueError` for anything else."""
    match = _SIZE.fullmatch(text)
    if not match or not float(match[1]):
        raise ValueError(f"a size is wanted, like 400MB or 1.5GB, not {text!r}")
    return float(match[1]) * _UNITS[(match[2] or "").lower()]


def advise(
    artifacts: Sequence[Artifact], budget: Budget, context: StageContext, gauge: Callable[[Artifact], Speed] = measure
) -> dict[str, Any]:
    """Measure every OpenVINO decoder and rank those within the budget.

    Returns {"fitting": [...], "others": [...], "advice": [sentence, ...]}, each model a flat object of its figures,
    best quality first, then smallest. Raises `UserError` where there is no such model.
    """
    models = [a for a in artifacts if a.manifest.kind == "decoder" and a.manifest.format == "openvino"]
    if not models:
        raise UserError("there is no OpenVINO language model yet; make one with `python -m compress quantize`")
    limits = _limits(budget)
    found = []
    with context.progress("measuring this machine", total=len(models)) as bar:
        for artifact in models:
            speed = gauge(artifact).known()
            quality = artifact.manifest.metrics.get(budget.quality)
            figures = {"name": artifact.manifest.name, "quality": quality, "bytes": artifact.bytes(), **speed}
            figures["breaks"] = [limit.option for limit in limits if limit.excess(figures.get(limit.key)) > 1]
            found.append(figures)
            bar.advance(0)
    found.sort(key=lambda one: (-1 if one["quality"] is None else one["quality"], -one["bytes"]), reverse=True)
    fitting = [one for one in found if not one["breaks"]]
    others = [one for one in found if one["breaks"]]
    advice = _trades(fitting, found) if fitting else _needs(found, limits)
    unknown = [one["name"] for one in found if one["quality"] is None]
    if unknown:
        names = ", ".join(unknown)
        advice.append(f"No {budget.quality} is known of {names}: run `python -m compress evaluate` first.")
    return {"fitting": fitting, "others": others, "advice": advice}


def render(advice: dict[str, Any]) -> str:
    """Return the advice as text for a terminal."""
    lines = []
    for heading, models in (("Within the budget:", advice["fitting"]), ("Outside it:", advice["others"])):
        if models:
            lines += [heading, *(f"  {_figures(one)}" for one in models)]
    return "\n".join([*lines, "", *advice["advice"]])


def _limits(budget: Budget) -> list[Limit]:
    def megabytes(value: float) -> str:
        return f"{math.ceil(value / 1e6)}MB"  # rounded so that the budget shown does admit the model

    def at_most(value: float) -> str:
        return f"{math.ceil(value * 100) / 100:.2f}"

    def at_least(value: float) -> str:
        return f"{math.floor(value * 100) / 100:.2f}"

    offered = [
        ("--max-memory", "peak_memory_bytes", budget.max_memory and bytes_of(budget.max_memory), True, megabytes),
        ("--max-disk", "bytes", budget.max_disk and bytes_of(budget.max_disk), True, megabytes),
        ("--max-first-token", "first_token_s", budget.max_first_token, True, at_most),
        ("--min-tokens-per-second", "tokens_per_second", budget.min_tokens_per_second, False, at_least),
        ("--min-quality", "quality", budget.min_quality, False, at_least),
    ]
    return [Limit(*one) for one in offered if one[2]]


def _trades(fitting: list[dict[str, Any]], found: list[dict[str, Any]]) -> list[str]:
    """Say what to use, and for each other model that fits what it trades against that."""
    best = fitting[0]
    lines = [f"Use {best['name']}: of what fits, it is best, then smallest."]
    for other in (*fitting[1:], *(one for one in found if one["breaks"])):
        blocked = f" (but it breaks {', '.join(other['breaks'])})" if other["breaks"] else ""
        lines.append(f"{other['name']} against it: {_trade(other, best)}{blocked}.")
    return lines


def _trade(other: dict[str, Any], best: dict[str, Any]) -> str:
    parts = []
    if None not in (other["quality"], best["quality"]):
        parts.append(f"{(other['quality'] - best['quality']) * 100:+.1f} points of quality")
    for key, words in (
        ("bytes", "the bytes"),
        ("peak_memory_bytes", "the memory"),
        ("first_token_s", "the wait for the first word"),
        ("tokens_per_second", "the speed"),
    ):
        parts.append(f"{other[key] / best[key]:.2f} times {words}")
    return ", ".join(parts)


def _needs(found: list[dict[str, Any]], limits: list[Limit]) -> list[str]:
    """Say which model comes nearest, and which budget would admit it."""

    def worst(one: dict[str, Any]) -> float:
        return max(limit.excess(one.get(limit.key)) for limit in limits)

    nearest = min(found, key=worst)
    changes = []
    for limit in limits:
        value = nearest.get(limit.key)
        if value is not None and limit.excess(value) > 1:
            changes.append(f"{limit.option} {limit.shown(value)} (now {limit.shown(limit.bound)})")
    lines = ["No model meets this budget."]
    if changes:
        lines.append(f"{nearest['name']} comes nearest; it would take {' and '.join(changes)}.")
    for limit in limits:
        known = [one for one in found if one.get(limit.key) is not None]
        if known and all(limit.excess(one[limit.key]) > 1 for one in known):
            top = min(known, key=lambda one: limit.excess(one[limit.key]))
            best = limit.shown(top[limit.key])
            lines.append(f"{limit.option} alone rules out all: {top['name']} does best with {best}.")
    lines.append("A smaller model may come of `python -m compress distill`, a lighter one of quantizing to int4.")
    return lines


def _figures(one: dict[str, Any]) -> str:
    quality = "quality unknown" if one["quality"] is None else f"quality {one['quality']:.3f}"
    breaks = f"; breaks {', '.join(one['breaks'])}" if one["breaks"] else ""
    return (
        f"{one['name']}: {quality}, {one['bytes'] / 1e6:.0f} MB on disk, {one['peak_memory_bytes'] / 1e6:.0f} MB in "
        f"memory, first token after {one['first_token_s']:.2f} s, {one['tokens_per_second']:.1f} tokens / s{breaks}"
    )
