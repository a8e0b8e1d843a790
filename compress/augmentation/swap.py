"""Near misses out of the questions that readers learn from, by swapping names and numbers; a reader judges them.

    python -m compress swap footnote-reader-people --data build/corpus/pairs-train.jsonl --out build/swaps.jsonl
    python -m compress read mpnet-fp32 --name footnote-reader --data build/corpus/pairs-train.jsonl \
        --data build/swaps.jsonl

How they are made, and which are kept: corpus/swaps.py.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import Field

from compress.artifact import Artifact
from compress.corpus.pair_files import write_lines
from compress.corpus.questions import is_new
from compress.corpus.swaps import is_missed, swaps
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


@dataclass(frozen=True)
class _Swapped:
    question: str
    of: Group

    @property
    def answer(self) -> str:
        first, last = self.of.spans[0]
        return self.of.passages[0][first:last]


def swap(parent: Artifact | None, folder: Path, config: SwapConfig, context: StageContext) -> dict[str, Any]:
    """Write the near misses and return how many were tried and how many kept."""
    from compress.cross_encoders.reader_score import point_pairs
    from compress.cross_encoders.runner import open_runner

    runner = open_runner(check_kind(parent, "reader", "swap"))
    rng = random.Random(config.seed)
    tried = list(_tried(read_groups([config.data]), rng))
    context.say(f"{len(tried):,} questions with something swapped")
    before = point_pairs(runner, [(one.of.question, one.of.passages[0]) for one in tried])
    after = point_pairs(runner, [(one.question, one.of.passages[0]) for one in tried])
    kept = [
        _line(one)
        for one, first, second in zip(tried, before, after, strict=True)
        if is_missed(one.answer, first, second)
    ]
    write_lines(config.out, kept)
    return {"tried": len(tried), "kept": len(kept)}


def _tried(groups: list[Group], rng: random.Random) -> Iterator[_Swapped]:
    """Yield the swapped questions that nobody asked of the passage."""
    asked = defaultdict(list)
    for group in groups:
        asked[group.passages[0]].append(group.question)
    for group in groups:
        answers = [group.passages[0][first:last] for first, last in group.spans]
        made = swaps(group.question, group.passages[0], answers, rng) if answers else iter(())
        for question in islice(made, _EACH):
            if is_new(question, asked[group.passages[0]]):
                yield _Swapped(question, group)


def _line(one: _Swapped) -> dict[str, Any]:
    own = one.of.passages[: 1 + _BESIDE]
    return {"question": one.question, "positive": None, "negatives": list(own), "near_miss": True, "spans": []}
