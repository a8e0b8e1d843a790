"""The one row of a table that tells how something is done: "How do I install it on Fedora?" of a table of commands."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from chatbot.answers.evidence import CERTAIN, Evidence
from chatbot.answers.subject import over
from chatbot.questions.plurals import stem_set
from chatbot.tables.reading import grids, said_cells
from ingest.collection import Passage

_ASKS_WAY = re.compile(r"\W*(?:and )?how (?:do|does|can|could|should|would|to|is|are)\b", re.IGNORECASE)


def way_in_row(question: str, passages: Sequence[Passage]) -> Evidence | None:
    """Return the row that has what a question for a way is about, and says more than the question does.

    The question must have the row's name, its first cell, in full; title, heading and the table's header may have its
    other terms, but not all of them. None where no row is so, or rows that differ are.
    """
    asked = stem_set(question)
    if not asked or not _ASKS_WAY.match(question):
        return None
    found = {each.said: each for passage in passages for each in _rows(asked, passage)}
    return next(iter(found.values())) if len(found) == 1 else None


def _rows(asked: frozenset[str], passage: Passage) -> Iterator[Evidence]:
    for header, rows in grids(passage.text):
        around = over(passage) | stem_set(" ".join(header))
        for row in rows if any(header) else ():
            name, told = stem_set(row[0]), [cell for cell in row[1:] if not stem_set(cell) <= asked]
            if told and name and name <= asked <= around | stem_set(" ".join(row)) and not asked <= around:
                said = said_cells(header, row, [n for n, cell in enumerate(row) if cell])
                lines = ("| " + " | ".join(cells) + " |" for cells in (header, ["---"] * len(header), row))
                yield Evidence("; ".join(told), replace(passage, text="\n".join(lines)), CERTAIN, said, named=True)
