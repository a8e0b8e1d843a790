"""The one cell that a question names by its row and its column: "What is the email of Ada Moreno?".

Code reads a table more surely than any small model: no word of the question may be left over, and one cell only may
fit. A table's only row needs no name, nor does the column of a row that is a name and its value, or its one number
where it is asked how many. Everything else is the reader's and the model's.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chatbot.answers.evidence import CERTAIN, Evidence, asks_why
from chatbot.answers.grounding import is_yes_no
from chatbot.answers.kinds import fits
from chatbot.answers.subject import over
from chatbot.questions.operations import AVERAGE, PER, SPAN, TOTAL, operation_of
from chatbot.questions.plurals import stem_set
from chatbot.tables.reading import grids, is_blank, prose_of, said_cells
from chatbot.tables.synonyms import in_its_words
from ingest.collection import Passage

_READS = (None, TOTAL, AVERAGE, PER, SPAN)  # "the total value" may be the name of a cell, "more than" never is
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
_IDENTIFIES = stem_set("id identifier index key code number")  # what names a row to a machine


@dataclass(frozen=True)
class _Cell:
    passage: Passage  # cut down to the table's header and one row
    text: str
    told: str  # with its column's name
    said: str
    rank: tuple[
        bool, bool, int, int
    ]  # has a column's name, that in full, how many words of the row, how it is asked for


def may_name(question: str) -> bool:
    """Tell whether a question may want what stands somewhere under a name, and nothing more."""
    return not is_yes_no(question) and not asks_why(question) and operation_of(question) in _READS


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
    for header, rows in grids(passage.text):
        labels = [stem_set(cell) for cell in header]
        by_column = [in_its_words(question, name) for name in header]
        for row in rows:
            words = [stem_set(cell) for cell in row]
            for column in (n for n in range(len(row)) if not is_blank(row[n])):
                asked = by_column[column]
                wanted = asked - labels[column]
                naming = _naming(words, column, wanted - CARRIERS)
                named = wanted.intersection(frozenset().union(*(words[n] for n in naming)))
                left = wanted - named - around
                of_column = bool(labels[column] & asked)
                in_full = of_column and labels[column] <= asked
                if of_column and not left.difference(*labels) and (naming or (in_full and len(rows) == 1)):
                    said = len(named) + any(_stands_in(row[n], question) for n in naming)
                    called = (bool(first) and first <= labels[column]) + bool(labels[column] & stem_set(question))
                    rank = (True, in_full, said, called)  # first of all, and in the column's own words
                    yield _cell(passage, header, row, naming, column, rank, asked)
                elif not of_column and not left and _is_said_whole(row, naming, asked):
                    if _is_value(row, words, naming[0], column, counts):
                        yield _cell(passage, header, row, naming, column, (False, False, len(named), 0), asked)


def _stands_in(cell: str, question: str) -> bool:
    """Tell whether a question has a cell as it is written: "Plan A" and "Plan B" have the same terms."""
    return bool(re.search(rf"(?<!\w){re.escape(cell)}(?!\w)", question, re.IGNORECASE))


def _naming(words: list[frozenset[str]], column: int, wanted: frozenset[str]) -> list[int]:
    """Return which other cells of a row have words that were asked for, each adding one to those before it."""
    naming, seen = [], frozenset()
    for n, cell in enumerate(words):
        if n != column and (cell & wanted) - seen:
            naming.append(n)
            seen |= cell
    return naming


def _is_said_whole(row: list[str], naming: list[int], asked: frozenset[str]) -> bool:
    """Tell whether one cell names a row, and all its words were asked for; "VAT at 5%" is the VAT."""
    return len(naming) == 1 and stem_set(_RATE.sub(" ", row[naming[0]])) <= asked


def _is_value(
    row: list[str], words: list[frozenset[str]], name: int, column: int, counts: re.Pattern[str] | None
) -> bool:
    """Tell whether a cell is all that a row has behind its name, or all that it has of the numbers that count."""
    others = [n for n in range(len(row)) if n != name and words[n]]
    if name >= column or column not in others:
        return False
    return len(others) == 1 or bool(counts and [n for n in others if counts.search(row[n])] == [column])


def _cell(
    passage: Passage,
    header: list[str],
    row: list[str],
    naming: list[int],
    column: int,
    rank: tuple[bool, bool, int, int],
    asked: frozenset[str],
) -> _Cell:
    lines = [f"| {' | '.join(header)} |", f"| {' | '.join(row)} |"]
    window = replace(passage, text="\n".join(lines))
    if not rank[0]:
        return _Cell(window, row[column], f"{header[column]} {row[column]}", f"{row[naming[0]]}: {row[column]}", rank)
    shown = [n for n in _names_of(header, column, asked) if n not in naming and not is_blank(row[n])] or [column]
    text = " ".join(row[n] for n in shown)
    return _Cell(window, text, f"{header[column]} {text}", said_cells(header, row, [*naming, *shown]), rank)


def _names_of(header: list[str], column: int, asked: frozenset[str]) -> list[int]:
    """Return the columns of names that a person means by "which customer", where the column found is "Customer Id"."""
    unasked = stem_set(header[column]) - asked
    if not unasked or not unasked <= _IDENTIFIES:
        return []
    return [n for n, name in enumerate(header) if "name" in stem_set(name)]
