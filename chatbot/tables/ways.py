"""The row of a table that tells how something is done: "How do I install it on Fedora?" of a table of commands.

A row may have several names, "Debian, Ubuntu", and several rows one: "macOS (Homebrew)" and "macOS (nix)" both tell.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chatbot.answers.evidence import CERTAIN, Evidence
from chatbot.answers.subject import over
from chatbot.questions.plurals import stem_set
from chatbot.tables.reading import grids, said_cells
from ingest.collection import Passage

_ASKS_WAY = re.compile(r"\W*(?:and )?how (?:do|does|can|could|should|would|to|is|are)\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^)]*\)")
_PARTED = re.compile(r"\s*(?:[,;/]|\b(?:and|or)\b)\s*")


def way_in_row(question: str, passages: Sequence[Passage]) -> Evidence | None:
    """Return the row that has what a question for a way is about, and says more than the question does.

    The question must have one of the row's names, of its first cell, in full; title, heading and the table's header
    may have its other terms, but not all of them. None where no row is so. Of several, those of the fullest name tell
    if they stand in one passage and differ by what is in brackets.
    """
    asked = stem_set(question)
    if not asked or not _ASKS_WAY.match(question):
        return None
    found = list({each.said: each for passage in passages for each in _rows(asked, passage)}.values())
    fullest = max((len(each.name) for each in found), default=0)
    best = [each for each in found if len(each.name) == fullest]
    if not best or len({(each.passage.id, each.name) for each in best}) > 1:
        return None
    if len(best) > 1 and not all(each.bracketed for each in best):
        return None
    first, rows = best[0], [each.row for each in best]
    lines = ("| " + " | ".join(cells) + " |" for cells in (first.header, ["---"] * len(first.header), *rows))
    window = replace(first.passage, text="\n".join(lines))
    told, said = "; ".join(each.told for each in best), "\n".join(each.said for each in best)
    return Evidence(told, window, CERTAIN, said, named=True)


@dataclass(frozen=True)
class _Row:
    """A row that tells a way, as it is called by the question, and what it tells but for that."""

    header: list[str]
    row: list[str]
    passage: Passage
    name: frozenset[str]
    told: str

    @property
    def said(self) -> str:
        return said_cells(self.header, self.row, [n for n, cell in enumerate(self.row) if cell])

    @property
    def bracketed(self) -> bool:
        return bool(_BRACKETS.search(self.row[0]))


def _rows(asked: frozenset[str], passage: Passage) -> Iterator[_Row]:
    for header, rows in grids(passage.text):
        around = over(passage) | stem_set(" ".join(header))
        for row in rows if any(header) else ():
            told = [cell for cell in row[1:] if not stem_set(cell) <= asked]
            name = max((each for each in _names(row[0]) if each <= asked), key=len, default=frozenset())
            if told and name and asked <= around | stem_set(" ".join(row)) and not asked <= around:
                yield _Row(header, row, passage, name, "; ".join(told))


def _names(cell: str) -> Iterator[frozenset[str]]:
    """Yield the terms of each name in a cell: all of it, what stands outside of brackets, and the parts of a list."""
    outside = _BRACKETS.sub(" ", cell)
    yield from map(stem_set, (cell, outside, *_PARTED.split(outside)))
