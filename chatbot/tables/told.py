"""The cells of a passage's tables that a claim may take its numbers from: of the rows and columns that it names."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from chatbot.calendar.years import is_year
from chatbot.questions.plurals import stem_set
from chatbot.tables.reading import is_blank, read_figure, rows_of, without_references
from chatbot.tables.synonyms import in_its_words
from ingest.text import terms

_MONEY = stem_set("price cost fee fare rent rate amount total sum pay charge value revenue income")
_SIGNS = "$€£¥"


def told_cells(text: str, said: str) -> str:
    """Return a text without the cells of its tables that a claim is not about.

    `said` is a question and what is claimed to answer it. Where it names rows of a table, the others go, and of a
    table with several columns of numbers those whose name it does not say, where it says one. Numbers name no row but
    a year's, and neither does what all rows say.
    """
    told = []
    for is_table, block in groupby(text.splitlines(), lambda line: line.lstrip().startswith("|")):
        lines = list(block)
        told += _told(lines, said) if is_table else lines
    return "\n".join(told)


def _told(lines: Sequence[str], said: str) -> Iterator[str]:
    header, *rows = lines
    kept = _named_rows(rows, set(terms(said))) or rows
    unsaid = _unsaid_columns(lines, said)
    yield header
    for line in kept:
        cells = line.strip().strip("|").split("|")
        yield "|".join("" if n in unsaid else cell for n, cell in enumerate(cells)) if unsaid else line


def _named_rows(rows: Sequence[str], said: set[str]) -> list[str]:
    """Return the rows with a word that was said and that not all rows have, or with the year that was said."""
    words = [frozenset(term for term in terms(row) if not term[:1].isdigit()) for row in rows]
    filled = [own for own in words if own]
    common = frozenset.intersection(*filled) if len(filled) > 1 else frozenset()
    named = [row for row, own in zip(rows, words, strict=True) if (own - common) & said]
    firsts = [cells[0][0] if (cells := rows_of(row)) else "" for row in rows]
    return named or [row for row, first in zip(rows, firsts, strict=True) if is_year(first) and first in said]


def _unsaid_columns(lines: Sequence[str], said: str) -> set[int]:
    """Return the columns of numbers that nothing said names, where another one is named."""
    header, *rows = rows_of("\n".join(lines)) or [[]]
    rows = [row for row in rows if len(row) == len(header)]
    numbers = [n for n in range(1, len(header)) if _has_numbers([row[n] for row in rows])]
    labels = {n: stem_set(without_references(header[n])) for n in numbers}
    common = frozenset.intersection(*labels.values()) if len(labels) > 1 else frozenset()
    own = {n: label - common for n, label in labels.items() if label - common}
    named = {n for n, label in own.items() if label & in_its_words(said, without_references(header[n]))}
    if not named:
        return set()
    money = _MONEY & stem_set(said) or any(sign in said for sign in _SIGNS)
    return {n for n, label in own.items() if n not in named and not (money and label & _MONEY)}


def _has_numbers(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if not is_blank(cell)]
    return bool(filled) and all(read_figure(cell) for cell in filled)
