"""The files that a writer of questions learns from and writes about: lessons.jsonl and passages.jsonl."""

import random
from collections.abc import Sequence
from pathlib import Path

from compress.corpus.items import Reading
from compress.corpus.pair_files import write_lines
from compress.corpus.questions import lessons, passages
from compress.corpus.splits import divide


def write_lessons(readings: Sequence[Reading], folder: Path, seed: int) -> dict[str, int]:
    """Write both files, of the articles that training may read, and return how many lines each has."""
    sides, _ = divide(readings)
    rng = random.Random(f"{seed} lessons")
    made, about = list(lessons(sides["train"], rng)), list(passages(sides["train"]))
    rng.shuffle(made)
    rng.shuffle(about)
    return {
        "lessons": write_lines(folder / "lessons.jsonl", made),
        "passages": write_lines(folder / "passages.jsonl", about),
    }
