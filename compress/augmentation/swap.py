"""Near misses out of the questions that readers learn from, by swapping names and numbers; a reader judges them.

    python -m compress swap footnote-reader-people --data build/corpus/pairs-train.jsonl --out build/swaps.jsonl
    python -m compress read mpnet-fp32 --name footnote-reader --data build/corpus/pairs-train.jsonl \
        --data build/swaps.jsonl

How they are made, and which are kept: corpus/swaps.py.
"""

import random
from pathlib import Path
from typing import Any

from pydantic import Field

from compress.artifact import Artifact
from compress.corpus.pair_files import write_lines
from compress.corpus.swaps import Answered, Swapped, near_misses, swapped
from compress.cross_encoders.data import Group, read_groups
from compress.models.loading import check_kind
from compress.stage import OutputFolder, StageConfig, StageContext

_EACH = 2  # of a question at most
_BESIDE = 3  # other passages of the question, which do not answer the swapped one either


class SwapConfig(StageConfig):
    """What is swapped, and where the near misses go."""

    data: Path = Field(description="questions with passages and the places of their answers (cross_encoders/data.py)")
    out: OutputFolder = Field(description="the file to write the near misses to")
    seed: int = Field(default=0, ge=0)


def swap(parent: Artifact | None, folder: Path, config: SwapConfig, context: StageContext) -> dict[str, Any]:
    """Write the near misses and return how many were tried and how many kept."""
    from compress.cross_encoders.reader_score import point_pairs
    from compress.cross_encoders.runner import open_runner

    runner = open_runner(check_kind(parent, "reader", "swap"))
    asked = [_answered(group) for group in read_groups([config.data])]
    tried = list(swapped(asked, _EACH, random.Random(config.seed)))
    context.say(f"{len(tried):,} questions with something swapped")
    kept = [_line(one) for one in near_misses(tried, lambda pairs: point_pairs(runner, pairs))]
    write_lines(config.out, kept)
    return {"tried": len(tried), "kept": len(kept)}


def _answered(group: Group) -> Answered[Group]:
    own = group.passages[0]
    return Answered(group.question, tuple(own[first:last] for first, last in group.spans), own, own, group)


def _line(one: Swapped[Group]) -> dict[str, Any]:
    own = one.before.of.passages[: 1 + _BESIDE]
    return {"question": one.question, "positive": None, "negatives": list(own), "near_miss": True, "spans": []}
