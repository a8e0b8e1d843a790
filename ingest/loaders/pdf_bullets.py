"""Bullets that a PDF page draws as discs before its items, as browsers print lists: as "• " before their words.

A drawn disc is no character: without it the items of a list are lines like any others.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from ingest.loaders.pdf_rules import Outline
from ingest.loaders.pdf_words import Word

BULLET = "•"

_SMALLEST, _LARGEST = 1.5, 6.0  # points across
_ROUND = 0.5  # points between its width and its height
_FEWEST = 2  # under each other: a single dot may be anything
_BESIDE = 2.0  # of the words' size, between a bullet and its item
_LOW, _HIGH = -0.1, 0.8  # of the words' size: where its middle may be over the foot of the line


class _Disc(NamedTuple):
    """Where a disc begins and ends, and its middle's height, in points."""

    left: float
    right: float
    middle: float

    def leads(self, word: Word) -> bool:
        """Whether it stands right before a word, at its height."""
        over, before = self.middle - word.base, word.left - self.right
        return _LOW * word.size <= over <= _HIGH * word.size and 0 < before <= _BESIDE * word.size


def bulleted(words: Sequence[Word], outlines: Iterable[Outline]) -> list[Word]:
    """Return the words of a page, with a bullet before each that begins a line behind a disc."""
    discs = list(_discs(outlines))
    firsts = [number for number, word in enumerate(words) if not number or words[number - 1].line != word.line]
    led = {number: disc for number in firsts for disc in discs if disc.leads(words[number])}
    columns = Counter(round(disc.left) for disc in led.values())
    items = {number for number, disc in led.items() if columns[round(disc.left)] >= _FEWEST}
    return [
        replace(word, text=f"{BULLET} {word.text}") if number in items else word for number, word in enumerate(words)
    ]


def _discs(outlines: Iterable[Outline]) -> Iterator[_Disc]:
    for points, _ in outlines:
        (left, low), (right, high) = map(min, zip(*points, strict=True)), map(max, zip(*points, strict=True))
        width, height = right - left, high - low
        if min(width, height) >= _SMALLEST and max(width, height) <= _LARGEST and abs(width - height) <= _ROUND:
            yield _Disc(left, right, (low + high) / 2)
