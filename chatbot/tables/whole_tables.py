"""All rows of a table, over all parts of it that its document was cut into: none lost, none twice.

A chunk repeats its table's header and nothing else; equal chunks are stored once and say how many `copies` there were.
Where a row may have been cut, or it is not sure which parts belong together, there is no whole table.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.questions.plurals import stem_set
from chatbot.tables.columns import Row
from chatbot.tables.reading import grids, rows_of
from ingest.collection import Passage
from ingest.text import PATH

_HEADING = re.compile(r"#{1,6}\s+\S")


@dataclass(frozen=True)
class Part:
    """A passage and those of its table's rows that are meant, each as often as the document has it."""

    passage: Passage
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class WholeTable:
    """A table's parts in their order; `others` are parts of tables with the same header elsewhere in the document."""

    header: Row
    parts: tuple[Part, ...]
    others: tuple[Passage, ...]

    @property
    def rows(self) -> list[Row]:
        """All rows."""
        return [row for part in self.parts for row in part.rows]


def whole_table(header: Row, passage: Passage, document: Sequence[Passage]) -> WholeTable | None:
    """Return the table of that header which a passage has a part of; None where a row may be missing or come twice."""
    names = _names(header)
    alike = [part for part in document if any(_is_alike(names, each) for each, _ in grids(part.text))]
    own = [part for part in alike if _place(part) == _place(passage)]
    others = tuple(part for part in alike if _place(part) != _place(passage))
    if not own or any(_may_go_on(passage.heading, other.heading) for other in others):
        return None
    parts = [_part(names, part) for part in own]
    return None if None in parts else WholeTable(header, tuple(filter(None, parts)), others)


def has_header(header: Row, passage: Passage) -> bool:
    """Tell whether a passage has a table with these names of columns, or a row of it with them over it."""
    return any(_names(header) in map(_names, rows_of(line)) for line in passage.text.splitlines())


def over_table(header: Row, passage: Passage) -> frozenset[str]:
    """Return the terms of the title and of the headings over a table in a passage.

    A passage of several sections has the headings of one of them: those that stand in its text say more.
    """
    lines = passage.text.splitlines()
    start = next((n for n, line in enumerate(lines) if _names(header) in map(_names, rows_of(line))), 0)
    above = [line for line in lines[:start] if _HEADING.match(line)]
    if above:
        return stem_set(f"{passage.title} {above[-1]}")
    elsewhere = any(map(_HEADING.match, lines[start:]))
    return stem_set(passage.title if elsewhere else f"{passage.title} {passage.heading}")


def _part(names: Row, passage: Passage) -> Part | None:
    """Return a passage's rows; None where it has two such tables, or lines that are no whole rows."""
    found = [rows for header, rows in grids(passage.text) if _is_alike(names, header)]
    same = [rows for header, rows in grids(passage.text) if _names(header) == names]
    if len(found) != 1 or len(same) != 1 or not _is_whole(passage.text):
        return None
    copies = int(passage.metadata.get("copies", 1))
    return Part(passage, tuple(tuple(row) for row in same[0]) * copies)


def _is_whole(text: str) -> bool:
    """Tell whether every line of a text's tables is a row as long as its header."""
    lines = [line.strip() for line in text.splitlines() if line.lstrip().startswith("|")]
    known = sum(len(rows) + any(header) for header, rows in grids(text))
    return known == len(rows_of(text)) and all(line.endswith("|") for line in lines)


def _is_alike(names: Row, header: Sequence[str]) -> bool:
    """Tell whether a header is the same, or lacks names that it may have had: that of a part cut off, or widened."""
    other = _names(header)
    if not any(other):
        return len(other) == len(names)
    return _trimmed(other) == _trimmed(names)


def _names(header: Sequence[str]) -> Row:
    return tuple(" ".join(name.split()) for name in header)


def _trimmed(names: Row) -> Row:
    filled = [n for n, name in enumerate(names) if name]
    return names[: filled[-1] + 1] if filled else ()


def _place(passage: Passage) -> tuple[str, object, object]:
    return passage.heading, passage.page, passage.metadata.get("sheet")


def _may_go_on(heading: str, other: str) -> bool:
    """Tell whether a table under one heading may go on under another: on the next page, or before a sub-heading."""
    path, beside = heading.split(PATH), other.split(PATH)
    shared = min(len(path), len(beside))
    return not heading or not other or path[:shared] == beside[:shared]
