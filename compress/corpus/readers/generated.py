"""Questions that a model of ours wrote about passages of the open datasets (`compress ask`)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from compress.corpus.items import Passage, Reading
from compress.corpus.readers.files import each_line


def read_generated(path: Path) -> Iterator[Reading]:
    """Yield the questions of a file; without answers, a near miss. Their source is that of the passage."""
    return each_line(path, _reading)


def _reading(line: dict[str, Any]) -> Iterator[Reading]:
    passage = Passage(line["title"], line["text"], line["heading"])
    yield Reading(line["source"], line["group"], line["question"], (passage,), tuple(line["answers"]), generated=True)
