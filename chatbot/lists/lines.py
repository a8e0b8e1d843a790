"""The lines of a document as they matter for its lists: headings, items, what goes on with an item, and other text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from ingest.collection import Passage

_HEADING = re.compile(r"(#{1,6}) +(\S.*)")
_ITEM = re.compile(r"(?P<indent>\s*)(?P<marker>[-*+•▪◦‣–]|\(?\d{1,3}[.)]|\(?[a-z]\))\s+(?P<text>\S.*)")
_FENCE = "```"
_DEEPER = 2  # spaces


class Kind(Enum):
    """What a line is."""

    HEADING = auto()
    ITEM = auto()
    MORE = auto()  # a line that goes on with the item before
    TEXT = auto()
    BLANK = auto()


@dataclass(frozen=True)
class Line:
    """A line of a document as it is written, and its text. `level` is a heading's, `marker` an item's."""

    kind: Kind
    text: str
    passage: Passage
    written: str = ""
    level: int = 0
    marker: str = ""
    indent: int = 0

    @property
    def number(self) -> int | None:
        """The number of a numbered item, "(b)" being the second; None where it has none."""
        bare = self.marker.strip("().")
        if bare.isdecimal():
            return int(bare)
        return ord(bare) - ord("a") + 1 if bare.isalpha() else None


def lines_of(document: Sequence[Passage]) -> Iterator[Line]:
    """Yield the lines of a document's passages in its order; program code is text."""
    for passage in document:
        written = passage.text.split("\n")
        width, before, fenced = max(map(len, written)), None, False
        for text in written:
            if text.lstrip().startswith(_FENCE):
                fenced = not fenced
            line = Line(Kind.TEXT, text.strip(), passage, text) if fenced else _line(text, passage, before, width)
            yield line
            before = line


def _line(text: str, passage: Passage, before: Line | None, width: int) -> Line:
    indent = len(text) - len(text.lstrip())
    if not text.strip():
        return Line(Kind.BLANK, "", passage)
    if heading := _HEADING.match(text):
        return Line(Kind.HEADING, heading[2].strip(), passage, text, level=len(heading[1]))
    if item := _ITEM.match(text):
        return Line(Kind.ITEM, item["text"].strip(), passage, text, marker=item["marker"], indent=indent)
    goes_on = before is not None and _goes_on(text, indent, before, width)
    return Line(Kind.MORE if goes_on else Kind.TEXT, text.strip(), passage, text, indent=indent)


def _goes_on(text: str, indent: int, before: Line, width: int) -> bool:
    """Tell whether a line is the rest of an item: it is indented, or no word of it fitted into the line before.

    A page's items and the paragraph behind them often have no blank line between them.
    """
    if before.kind is Kind.BLANK:
        return indent >= _DEEPER and not text.lstrip().startswith("|")
    if before.kind not in (Kind.ITEM, Kind.MORE) or text.startswith("|"):
        return False
    return indent >= _DEEPER or text[0].islower() or len(before.written) + 1 + len(text.split()[0]) > width
