"""Which row of a table has the most or the least of something: "Which month had the highest revenue?".

Of dates the latest or the earliest: "Which customer subscribed first?".

A table's part that a search found need not have that row: all parts of the table are read, and the row is worked out.
No word of the question may be left over; one column only may fit, with numbers of one unit in it; sums are no rows.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from chatbot.answers.evidence import CERTAIN, Evidence, asks_why
from chatbot.answers.grounding import is_yes_no
from chatbot.answers.subject import over
from chatbot.questions.operations import MAY_STAND_THERE, operation_of
from chatbot.questions.plurals import stem_set, stems
from chatbot.tables.columns import IDENTIFIES, SUMS, Row, as_lines, numeric, telling
from chatbot.tables.dated import dated, read_day
from chatbot.tables.reading import grids, is_blank, prose_of, read_figure, said_cells
from chatbot.tables.synonyms import alike
from ingest.collection import Passage

Whole = Callable[[Passage], Sequence[Passage]]  # a passage -> all of its document

_LONG, _DEAR, _DATE = "length duration runtime time minutes hours days", "price cost fee fare rent amount", "date day"
_MOST = {  # what a word asks for the most of; "" is what the question names
    "most expensive": _DEAR, "dearest": _DEAR, "costliest": _DEAR, "longest": _LONG, "heaviest": "weight",
    "tallest": "height", "deepest": "depth", "oldest": "age", "highest": "", "largest": "", "biggest": "",
    "greatest": "", "maximum": "", "most recent": _DATE, "latest": _DATE, "newest": _DATE, "most": "",
    "top scorer": "points goals score", "best scorer": "points goals score", "leading scorer": "points goals score",
}  # fmt: skip
_LEAST = {
    "least expensive": _DEAR, "cheapest": _DEAR, "shortest": _LONG, "lightest": "weight", "youngest": "age",
    "lowest": "", "smallest": "", "fewest": "", "minimum": "", "earliest": _DATE, "least": "",
}  # fmt: skip
_EXTREME = re.compile(rf"\b(?:{'|'.join([*_MOST, *_LEAST])})\b", re.IGNORECASE)
_AT_THE_END = {"first": "earliest", "last": "latest"}  # "Who came first?"; elsewhere they may be of a name
_ENDS = re.compile(rf"\b({'|'.join(_AT_THE_END)})(?=\W*$)", re.IGNORECASE)
_HOW, _WHEN = re.compile(r"\W*how\b", re.IGNORECASE), re.compile(r"\W*when\b", re.IGNORECASE)
_WHAT = re.compile(r"\W*what (?:is|was|are|were) the\b", re.IGNORECASE)
_THING = re.compile(r"\b(?:which|what) (\w+)", re.IGNORECASE)
_CARRIERS = stem_set("have number amount value figure row column table list show long tall deep heavy score got")
_NAMING = stem_set("name title")  # where a column is called so, a row's code is for machines
_MOST_PARTS = 2_000  # passages of a document, about 40,000 rows: half a second on two cores
_MOST_ROWS = 3  # that have the same number
_NAMES = 2  # columns at most that name a row where the question does not say which do: a first and a last name


@dataclass(frozen=True)
class _Asked:
    terms: frozenset[str]  # but for the word that asks for the most
    thing: frozenset[str]  # "city" of "Which city": the text around a table of months may speak of cities
    kind: frozenset[str]  # of which that word is said, empty for any
    sign: int  # 1 for the most, -1 for the least


@dataclass(frozen=True)
class _Column:
    """A column that a question asks for the most of, by its number, beside those that name a row.

    `called` are those of them that answer "which". `of` are the words of the question that tell which rows are meant:
    "labor" of "Which labor costs the most?".
    """

    header: Row
    number: int
    names: tuple[int, ...]
    called: tuple[int, ...]
    of: frozenset[str]
    rank: tuple[int, bool]  # by how many words it is named, and whether in full
    dated: bool = False

    def is_row(self, row: Sequence[str]) -> bool:
        """Tell whether a row of the table is one of those that are compared."""
        meant = not self.of or self.of <= stem_set(" ".join(row))
        return meant and not any(SUMS.search(row[n]) for n in self.names)


def superlative(question: str, passages: Sequence[Passage], whole: Whole) -> Evidence | None:
    """Return the row that has the most of what a question asks for, cut out of its passage; None if that is unsure."""
    asked = _asked(question)
    if asked is None:
        return None
    fits = [(column, passage) for passage in passages for column in _columns(asked, passage, whole)]
    best = [(column, passage) for column, passage in fits if column.rank == max(each.rank for each, _ in fits)]
    if len({(column.header, column.number, passage.source) for column, passage in best}) != 1:
        return None
    column, passage = best[0]
    parts = _parts(passage, whole(passage))
    if len(parts) > _MOST_PARTS:
        return None
    rows = {tuple(row): part for part in reversed(parts) for row in _rows(part, column)}
    leading = _extreme(list(rows.items()), column, asked.sign)
    return _evidence(leading, column, by_value=_wants_value(question, column)) if leading else None


def _asked(question: str) -> _Asked | None:
    question = _ENDS.sub(lambda end: _AT_THE_END[end[1].lower()], question)
    found = [match.group().lower() for match in _EXTREME.finditer(question)]
    if len(found) != 1 or is_yes_no(question) or asks_why(question) or operation_of(question) not in MAY_STAND_THERE:
        return None
    kind, sign = stem_set((_MOST | _LEAST)[found[0]]), 1 if found[0] in _MOST else -1
    thing = _THING.search(question)
    return _Asked(stem_set(_EXTREME.sub(" ", question)), stem_set(thing[1]) if thing else frozenset(), kind, sign)


def _wants_value(question: str, column: _Column) -> bool:
    """Tell whether the number itself is asked for, "What is the highest price?", and not whose it is."""
    behind = stems(_EXTREME.split(question)[-1])[:1]
    of_it = bool(behind) and stem_set(column.header[column.number]).issuperset(behind)
    return bool((_WHEN if column.dated else _HOW).match(question)) or (of_it and bool(_WHAT.match(question)))


def _columns(asked: _Asked, passage: Passage, whole: Whole) -> Iterator[_Column]:
    around = over(passage) | (stem_set(prose_of(passage.text)) - asked.thing) | _CARRIERS
    for header, rows in grids(passage.text):
        labels = [stem_set(name) for name in header]
        numbers, days = numeric(rows), dated(rows)
        of_dates = asked.kind == stem_set(_DATE)
        plain = [n for n in range(len(header)) if n not in numbers and not (of_dates and n in days)]
        named_by_code = asked.thing if not any(labels[n] & _NAMING for n in plain) else frozenset()
        to_machines = [n for n in plain if (labels[n] - asked.terms) & IDENTIFIES and not labels[n] & named_by_code]
        worded = telling([n for n in plain if n not in to_machines] or plain, rows)
        for n in days if of_dates else numbers:
            like = alike(asked.terms, labels[n]) if of_dates else frozenset()
            called = tuple(m for m in worded if labels[m] & asked.terms)
            names = tuple(sorted({*called, *worded[:_NAMES]}))
            named = labels[n] & (asked.terms | asked.kind) | like
            of = asked.terms.difference(around, like, labels[n], *(labels[m] for m in (*names, *to_machines)))
            rank = (len(named), labels[n] == named)
            column = _Column(tuple(header), n, names, called or names, of, rank, of_dates)
            if named and names and not any(map(column.is_row, rows)):
                column = replace(column, of=of - (_opening(whole(passage)) - asked.thing))
            if named and names and any(map(column.is_row, rows)):
                yield column


def _opening(document: Sequence[Passage]) -> frozenset[str]:
    """Return the terms of the text that a document opens with: what all of its tables are about."""
    return stem_set(prose_of(document[0].text)) if document else frozenset()


def _parts(passage: Passage, document: Sequence[Passage]) -> list[Passage]:
    """Return the passages of a document that stand under the same heading, the passage itself among them."""
    others = (part for part in document if part.id != passage.id and part.heading == passage.heading)
    return [passage, *others]


def _rows(part: Passage, column: _Column) -> Iterator[list[str]]:
    for header, rows in grids(part.text):
        if tuple(header) == column.header:
            yield from filter(column.is_row, rows)


def _extreme(rows: Sequence[tuple[Row, Passage]], column: _Column, sign: int) -> list[tuple[Row, Passage]]:
    """Return the rows of one passage that have the most, or the least, in a column; none if that is unsure."""
    filled = [(row, part) for row, part in rows if not is_blank(row[column.number])]
    cells = [row[column.number] for row, _ in filled]
    read = partial(read_day, column=" ".join(cells)) if column.dated else read_figure
    figures = [figure for cell in cells if (figure := read(cell)) is not None]
    if len(figures) < 2 or len(figures) < len(filled) or len({figure.unit for figure in figures}) != 1:
        return []
    top = max(figures, key=lambda figure: sign * figure.value).value
    best = [pair for pair, figure in zip(filled, figures, strict=True) if figure.value == top]
    return best if len(best) <= _MOST_ROWS and len({part.id for _, part in best}) == 1 else []


def _evidence(leading: Sequence[tuple[Row, Passage]], column: _Column, *, by_value: bool) -> Evidence:
    rows = [row for row, _ in leading]
    quoted = as_lines(column.header, rows)
    said = " · ".join(said_cells(column.header, row, [*column.names, column.number]) for row in rows)
    names = (" ".join(filter(None, (row[n] for n in column.called))) for row in rows)
    told = rows[0][column.number] if by_value else ", ".join(names)
    return Evidence(told, replace(leading[0][1], text=quoted), CERTAIN, said, named=True)
