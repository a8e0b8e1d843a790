"""The one cell that a question names by its row and its column: "What is the email of Ada Moreno?".

Code reads a table more surely than any small model: no word of the question may be left over, and one cell only may
fit. What follows "which" is the column, where one has that name. A table's only row needs no name, nor does the column
of a row that is a name and its value, or its one number where it is asked how many. Everything else is the reader's
and the model's.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chatbot.answers.evidence import CERTAIN, Evidence, asks_why
from chatbot.answers.grounding import is_yes_no
from chatbot.answers.kinds import fits
from chatbot.answers.subject import over
from chatbot.questions.operations import MAY_STAND_THERE, operation_of
from chatbot.questions.plurals import stem_set
from chatbot.questions.qualifiers import qualifier
from chatbot.tables.columns import IDENTIFIES
from chatbot.tables.reading import grids, is_blank, prose_of, said_cells
from chatbot.tables.synonyms import in_its_words
from ingest.collection import Passage
from ingest.text import stem, words

CARRIERS = stem_set(  # of what a question asks for: no table has to have them
    "live work belong have cost price number amount value figure name table row column list show state come spend "
    "spent pay paid earn receive take represent came"
)
ASKS_RATE = re.compile(r"\b(?:rate|per ?cent(?:age)?)\b|%", re.IGNORECASE)
_DIGIT, _SUM = re.compile(r"\d"), re.compile(r"\d(?![\d.,]*\s?%)")
_RATE = re.compile(r"\(?\d[\d.,]*\s?%\)?")
_HOW_MANY = re.compile(r"\bhow (?:many|much)\b", re.IGNORECASE)
_FIRST = re.compile(
    r"\b(?:how many|how much|what (?:is|was|are|were) the|which|what) (?!is\b|are\b|was\b|were\b)(\w+)", re.IGNORECASE
)
_KIND = re.compile(r"\b(?:which|what) (?!is\b|are\b|was\b|were\b|do\b|does\b|did\b)(\w+)", re.IGNORECASE)


@dataclass(frozen=True)
class _Place:
    """A cell of a passage's table, beside the terms of the columns' names (`labels`) and of its row (`words`).

    `asked` are the question's terms in the words of its own column's name.
    """

    passage: Passage
    header: list[str]
    labels: list[frozenset[str]]
    row: list[str]
    words: list[frozenset[str]]
    column: int
    asked: frozenset[str]
    only_row: bool

    @property
    def text(self) -> str:
        return self.row[self.column]

    @property
    def label(self) -> frozenset[str]:
        return self.labels[self.column]

    @property
    def window(self) -> Passage:
        """The passage cut down to the table's header and this row."""
        lines = (f"| {' | '.join(cells)} |" for cells in (self.header, self.row))
        return replace(self.passage, text="\n".join(lines))


@dataclass(frozen=True)
class _Cell:
    passage: Passage  # cut down to the table's header and one row
    text: str
    told: str  # with its column's name
    said: str
    # Has a column's name, that in full, how many words of the row, how it is asked for.
    rank: tuple[bool, bool, int, int]


def may_name(question: str) -> bool:
    """Tell whether a question may want what stands somewhere under a name, and nothing more."""
    if is_yes_no(question) or asks_why(question) or operation_of(question) not in MAY_STAND_THERE:
        return False
    asked = qualifier(question)
    return asked is None or not asked.kind  # "without tax": `qualified` tells which amount is


def look_up(question: str, passages: Sequence[Passage]) -> Evidence | None:
    """Return the cell that a question names; None where there is none, or more than one that differ."""
    if not may_name(question):
        return None
    found = [cell for passage in passages for cell in _named(question, passage) if fits(question, cell.told)]
    best = [cell for cell in found if cell.rank == max(each.rank for each in found)]
    if len({cell.text for cell in best}) != 1:
        return None
    return Evidence(best[0].text, best[0].passage, CERTAIN, best[0].said, named=True)


def _counted(question: str) -> re.Pattern[str] | None:
    """Return what a cell has that holds what is counted: a number, and no rate unless one is asked for."""
    if not _HOW_MANY.search(question):
        return None
    return _DIGIT if ASKS_RATE.search(question) else _SUM


def _named(question: str, passage: Passage) -> Iterator[_Cell]:
    """Yield the cells of a passage's tables whose row and column have all words of the question.

    A row's only number needs no column's name where a question counts.
    """
    counts, first = _counted(question), stem_set("".join(_FIRST.findall(question)[:1]))
    around = over(passage) | stem_set(prose_of(passage.text)) | CARRIERS
    for place in _places(question, passage):
        label, wanted = place.label, place.asked - place.label
        naming = _naming(place, wanted - CARRIERS)
        named = wanted.intersection(frozenset().union(*(place.words[n] for n in naming)))
        left = wanted - named - around
        of_column = bool(label & place.asked)
        in_full = of_column and label <= place.asked
        if of_column and not left.difference(*place.labels) and (naming or (in_full and place.only_row)):
            said = len(named) + any(_stands_in(place.row[n], question) for n in naming)
            called = (bool(first) and first <= label) + bool(label & stem_set(question))
            yield _of_column(place, naming, (True, in_full, said, called))  # asked first, in the column's own words
        elif not of_column and not left and _is_said_whole(place, naming) and _is_value(place, naming[0], counts):
            yield _behind(place, naming[0], (False, False, len(named), 0))


def _places(question: str, passage: Passage) -> Iterator[_Place]:
    for header, rows in grids(passage.text):
        labels = [stem_set(cell) for cell in header]
        by_column, wanted = [in_its_words(question, name) for name in header], _of_the_kind(question, header)
        for row in rows:
            words = [stem_set(cell) for cell in row]
            for column in (n for n in range(len(row)) if n in wanted and not is_blank(row[n])):
                yield _Place(passage, header, labels, row, words, column, by_column[column], len(rows) == 1)


def _of_the_kind(question: str, header: list[str]) -> set[int]:
    """Return the columns that may be what follows "which": those of that name, all where none has it."""
    kind = _KIND.search(question)
    called = {n for n, name in enumerate(header) if kind and stem(kind[1].lower()) in map(stem, words(name))}
    return called or set(range(len(header)))


def _stands_in(cell: str, question: str) -> bool:
    """Tell whether a question has a cell as it is written: "Plan A" and "Plan B" have the same terms."""
    return bool(re.search(rf"(?<!\w){re.escape(cell)}(?!\w)", question, re.IGNORECASE))


def _naming(place: _Place, wanted: frozenset[str]) -> list[int]:
    """Return which other cells of a row have words that were asked for, each adding one to those before it."""
    naming, seen = [], frozenset()
    for n, cell in enumerate(place.words):
        if n != place.column and (cell & wanted) - seen:
            naming.append(n)
            seen |= cell
    return naming


def _is_said_whole(place: _Place, naming: list[int]) -> bool:
    """Tell whether one cell names a row, and all its words were asked for; "VAT at 5%" is the VAT."""
    return len(naming) == 1 and stem_set(_RATE.sub(" ", place.row[naming[0]])) <= place.asked


def _is_value(place: _Place, name: int, counts: re.Pattern[str] | None) -> bool:
    """Tell whether a cell is all that a row has behind its name, or all that it has of the numbers that count."""
    row, column = place.row, place.column
    others = [n for n in range(len(row)) if n != name and place.words[n]]
    if name >= column or column not in others:
        return False
    return len(others) == 1 or bool(counts and [n for n in others if counts.search(row[n])] == [column])


def _of_column(place: _Place, naming: list[int], rank: tuple[bool, bool, int, int]) -> _Cell:
    """Return the cell as it is told under its column's name, after the cells that name its row."""
    row, asked_for = place.row, _names_of(place.header, place.column, place.asked)
    shown = [n for n in asked_for if n not in naming and not is_blank(row[n])] or [place.column]
    text = " ".join(row[n] for n in shown)
    told = f"{place.header[place.column]} {text}"
    return _Cell(place.window, text, told, said_cells(place.header, row, [*naming, *shown]), rank)


def _behind(place: _Place, name: int, rank: tuple[bool, bool, int, int]) -> _Cell:
    """Return the cell as it is told behind the one that names its row."""
    told, said = f"{place.header[place.column]} {place.text}", f"{place.row[name]}: {place.text}"
    return _Cell(place.window, place.text, told, said, rank)


def _names_of(header: list[str], column: int, asked: frozenset[str]) -> list[int]:
    """Return the columns of names that a person means by "which customer", where the column found is "Customer Id"."""
    unasked = stem_set(header[column]) - asked
    if not unasked or not unasked <= IDENTIFIES:
        return []
    return [n for n, name in enumerate(header) if "name" in stem_set(name)]
