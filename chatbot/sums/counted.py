"""Counted things and their prices in a table: "two adults and a child" is 2 * 7.50 + 3."""

import re
from collections.abc import Sequence

from chatbot.mathematics.phrases import with_digits
from chatbot.questions.operations import OPERATION_WORDS, TOTAL
from chatbot.questions.plurals import singular, stem_set
from chatbot.tables.reading import Figure, Table, tables
from ingest.collection import Passage

_ITEM = re.compile(
    r"\b(?P<count>an?|\d+) (?P<name>[^\d,;?.]+?)(?=,|;|\?|\.|\band\b|\bplus\b|\bwith\b|\bto\b|\bfor\b|$)"
)
_PAYS = re.compile(r"\b(?:costs?|pay|price|fare|fee|charge)\b")
_MOST = 60  # of one thing: beyond, the number is probably no count


def counted(question: str, kind: str | None, passages: Sequence[Passage]) -> set[str]:
    """Return the expressions for the things a question counts; empty where a row is not surely the thing counted."""
    plain = singular(question.lower())
    items = [(_count(item["count"]), stem_set(item["name"])) for item in _ITEM.finditer(with_digits(plain))]
    items = [(count, name - OPERATION_WORDS) for count, name in items if name - OPERATION_WORDS]
    several = len(items) > 1 or (items and items[0][0] > 1)
    if not several or not _PAYS.search(plain) or kind not in (None, TOTAL) or max(n for n, _ in items) > _MOST:
        return set()
    asked = stem_set(plain)
    return {made for passage in passages for table in tables(passage) if (made := _priced(items, asked, table))}


def _count(text: str) -> int:
    return int(text) if text.isdigit() else 1


def _priced(items: list[tuple[int, frozenset[str]]], asked: frozenset[str], table: Table) -> str | None:
    if len(table.columns) != 1:
        return None
    parts, used = [], set()
    for count, name in items:
        row = _row(name, table)
        if row is None or (figure := table.cells.get((row, 0))) is None or row in used:
            return None
        used.add(row)
        parts.append((count, figure))
    known = table.context.union(*(_label(table, row) for row in used), *table.columns[0])
    left = {term for term in asked - known - OPERATION_WORDS if not term.isdigit()}
    return None if left or len({figure.unit for _, figure in parts}) > 1 else _sum(parts)


def _sum(parts: list[tuple[int, Figure]]) -> str:
    return " + ".join(figure.text if count == 1 else f"{count} * {figure.text}" for count, figure in parts)


def _row(name: frozenset[str], table: Table) -> int | None:
    """Return the row whose label is said in full, or else the only one that has all that was said."""
    labels = {n: _label(table, n) for n in range(len(table.rows))}
    full = [n for n, label in labels.items() if label and label <= name]
    full = [n for n in full if not any(labels[n] < labels[other] for other in full)]
    fits = full or [n for n, label in labels.items() if label & name and name - table.context <= label]
    return fits[0] if len(fits) == 1 else None


def _label(table: Table, row: int) -> frozenset[str]:
    return frozenset().union(*table.rows[row])
