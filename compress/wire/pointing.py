"""What a reader found, as the line that a language model reads behind the passages.

    Reader: [2] "the first six years", likely; [1] "1964", hardly.
    Reader: nothing.

A reader points better than a small language model reads, and a language model words an answer better than a reader
quotes; told what the reader found and how sure it was, the one learns when to follow the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass

LEAD = "Reader:"
_NOTHING = "nothing"
_SHOWN = 2  # passages at most
_LEVELS = ((8.0, "surely"), (5.0, "likely"), (2.0, "maybe"), (-1.0, "hardly"))  # the least margin, and its word


@dataclass(frozen=True)
class Pointing:
    """The likeliest answer in passage `number`; margin in logits over there being none, 0 as likely as not."""

    number: int
    words: str
    margin: float


def pointing_line(found: Iterable[Pointing]) -> str:
    """Return the line: of the passages that may answer the likeliest, at most two, the likelier one first."""
    best = sorted((each for each in found if _level(each.margin)), key=lambda each: -each.margin)[:_SHOWN]
    shown = (f'[{each.number}] "{" ".join(each.words.split())}", {_level(each.margin)}' for each in best)
    return f"{LEAD} {'; '.join(shown) or _NOTHING}."


def _level(margin: float) -> str | None:
    return next((word for least, word in _LEVELS if margin >= least), None)
