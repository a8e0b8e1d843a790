"""SQuAD's format: articles of paragraphs of questions; SQuAD itself, and SquadShifts' new texts."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from compress.corpus.items import Passage, Reading
from compress.corpus.readers.files import each_entry
from compress.corpus.readers.made import span_reading
from compress.rating.scores import f1

_BLOCK = 20  # paragraphs of an article that is none but a bag of texts: held out together


def read_squad(folder: Path) -> Iterator[Reading]:
    """Yield the questions of squad/train.json: a list of articles, answers as texts; none means unanswerable."""
    return each_entry(folder / "squad/train.json", partial(_article, "squad"))


def read_shifts(folder: Path, name: str, file: str) -> Iterator[Reading]:
    """Yield the questions of one of SquadShifts' files, but for those on whose answer no two annotators agree."""
    return each_entry(folder / "squadshifts" / file, partial(_article, name), key="data")


def _article(source: str, article: dict[str, Any]) -> Iterator[Reading]:
    title = unquote(article["title"]).replace("_", " ")
    blocks = len(article["paragraphs"]) > 10 * _BLOCK
    for number, paragraph in enumerate(article["paragraphs"]):
        group = f"{title} {number // _BLOCK + 1}" if blocks else title
        passage = Passage(title, paragraph["context"].strip())
        for asked in paragraph["qas"]:
            answers = [answer if isinstance(answer, str) else answer["text"] for answer in asked["answers"]]
            if source == "squad" or _agreed(answers):
                reading = span_reading(source, group, asked["question"], passage, answers)
                if reading:
                    yield reading


def _agreed(answers: list[str]) -> bool:
    """Tell whether two annotators share a word; one alone cannot disagree."""
    pairs = ((one, other) for i, one in enumerate(answers) for other in answers[i + 1 :])
    return len(answers) < 2 or any(f1(one, [other]) > 0 for one, other in pairs)
