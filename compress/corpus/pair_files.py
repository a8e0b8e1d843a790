"""The files that rerankers and readers learn from (pairs- and verdicts-train.jsonl) and are measured on (cases-*)."""

import json
import random
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from compress.corpus.items import Reading
from compress.corpus.pairs import cases, pairs, verdict_pairs
from compress.corpus.passages import Pool
from compress.corpus.splits import divide
from compress.stage import StageContext

_CASES = 1500  # of dev and of test


def write_pairs(readings: Sequence[Reading], folder: Path, seed: int, context: StageContext) -> dict[str, int]:
    """Write the four files and return how many lines each has. The candidates of a case are found by keywords."""
    sides, _ = divide(readings)
    counts = {}
    for split in ("train", "dev", "test"):
        side, pool = sides[split], Pool(sides[split])
        rng = random.Random(f"{seed} pairs {split}")
        context.say(f"{split}: {len(side):,} questions with their passages and others")
        if split == "train":
            counts["pairs-train"] = write_lines(folder / "pairs-train.jsonl", pairs(side, pool, rng))
            counts["verdicts-train"] = write_lines(folder / "verdicts-train.jsonl", verdict_pairs(side, pool, rng))
        else:
            made = islice(cases(rng.sample(side, len(side)), pool.near), _CASES)
            counts[f"cases-{split}"] = write_lines(folder / f"cases-{split}.jsonl", made)
    return counts


def write_lines(path: Path, records: Iterable[dict[str, Any]]) -> int:
    """Write records as JSON lines, under the file's name only when whole; return how many."""
    temporary = path.with_suffix(".tmp")
    count = 0
    with temporary.open("w", encoding="utf-8") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            count += 1
    temporary.replace(path)
    return count
