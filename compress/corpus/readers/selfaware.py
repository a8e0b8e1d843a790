"""SelfAware's questions that nobody can answer, asked of no passages."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from compress.corpus.items import Reading
from compress.corpus.readers.files import each_entry

SELFAWARE = "selfaware/half.json"


def read_selfaware(folder: Path) -> Iterator[Reading]:
    """Yield the unanswerable questions (opinions, the unknowable), without passages; the others are known facts."""
    return each_entry(folder / SELFAWARE, _unanswerable)


def _unanswerable(record: dict[str, Any]) -> Iterator[Reading]:
    if not record["answerable"]:
        question = " ".join(record["question"].split())
        yield Reading("selfaware", question, question, (), ())
