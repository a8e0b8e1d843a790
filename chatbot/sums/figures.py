"""Works out what a question asks of found numbers, before any model reads them: "How much did revenue grow?".

Code picks the numbers by the question's words, from a table by the names of its rows and columns, from prose by the
clause a number stands in. It acts only where each number has one candidate, all are of one unit, and no word of the
question is left over; everything else is the model's.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, ToolMessage

from chatbot.questions.operations import (
    AVERAGE,
    CHANGE,
    DIFFERENCE,
    OPERATION_WORDS,
    PER,
    PERCENT,
    RATIO,
    TOTAL,
    as_compared,
    expression,
    falls,
    may_ask,
    operation_of,
)
from chatbot.questions.plurals import stem_set, stems
from chatbot.replies import Handler, last_question, tool_call
from chatbot.sums.counted import counted
from chatbot.sums.prose import from_prose
from chatbot.sums.rates import divisor, from_text, is_rate_of, is_told, loosened
from chatbot.sums.savings import saved
from chatbot.tables.qualified import difference, qualified
from chatbot.tables.reading import Figure, Label, Table, tables, year
from chatbot.tools import SEARCH, passages_of_turn, turn
from ingest.collection import Passage
from ingest.ranking import asked_of

_NAMED = 0.5  # of the question's words stand in the table or over it: the rest may be said around it
_LISTS = re.compile(r",|\band\b|&|\+|\bboth\b")


class WorkOut(AgentMiddleware):
    """Calls the calculator right after a search, where the found passages surely have the numbers asked for."""

    def wrap_model_call(self, request: ModelRequest, handler: Handler) -> ModelResponse | AIMessage:
        done = turn(request.messages)
        if done and isinstance(done[-1], ToolMessage) and done[-1].name == SEARCH:
            passages = passages_of_turn(request.messages)
            sum_ = work_out(asked_of(last_question(request), passages), passages)
            if sum_ is not None:
                return tool_call("calculate", {"expression": sum_})
        return handler(request)


def work_out(question: str, passages: Sequence[Passage]) -> str | None:
    """Return the expression a question asks for, made of numbers of the passages; None where that is not sure."""
    if asked := qualified(question, passages):
        found = difference(asked, passages)
        return found.pop() if len(found) == 1 else None
    kind = operation_of(question)
    if not any(year(frozenset((term,))) is None for term in stem_set(question) - OPERATION_WORDS):
        return None  # "How much did it grow from 2021 to 2022?" does not say what
    if found := counted(question, kind, passages) or saved(question, passages):
        return found.pop() if len(found) == 1 else None
    for reading in _readings(question, kind):
        if found := _found(question, reading, passages):
            return found.pop() if len(found) == 1 else None
    return None


def _readings(question: str, kind: str | None) -> list[str]:
    """Return the operations that a wording may ask for: "visitors a day on average" is an average and a rate."""
    rate = [PER] if kind in (None, AVERAGE) and divisor(question) and may_ask(question) else []
    return [kind, *rate] if kind else rate


def _found(question: str, kind: str, passages: Sequence[Passage]) -> set[str]:
    if kind == PER and is_told(question, passages):
        return set()
    asked = _Question(question, kind, stem_set(question))
    found = {made for passage in passages for table in tables(passage) if (made := _from_table(asked, table))}
    return found | (from_text(question, passages) if kind == PER else from_prose(question, kind, passages))


@dataclass(frozen=True)
class _Question:
    text: str
    kind: str
    terms: frozenset[str]

    def place(self, label: frozenset[str]) -> int:
        """Return where a label's own words stand in the question: the order of its operands."""
        order = stems(self.text)
        return min((order.index(term) for term in label if term in order), default=len(order))


def _from_table(asked: _Question, table: Table) -> str | None:
    rows = _labels(asked, table.rows, table.row_heads)
    columns = _labels(asked, table.columns, table.column_heads)
    if len(table.columns) == 1:
        columns = {0: frozenset()} | columns
    columns = _span(asked, table.columns, columns)
    rows = _span(asked, table.rows, rows)
    one_line = len(rows) == 1 or len(columns) == 1
    figures = [(label, table.cells.get((row, column))) for row, column, label in _cross(rows, columns)]
    if not one_line or len(figures) < 2 or any(figure is None for _, figure in figures):
        return None
    wanted = asked.terms - OPERATION_WORDS
    named = frozenset().union(*rows.values(), *columns.values())
    if wanted - named - table.context or len((named | table.own) & wanted) < _NAMED * len(wanted):
        return None
    if _is_named_so(asked, named):
        return None
    return _made(asked, figures)


def _is_named_so(asked: _Question, label: frozenset[str]) -> bool:
    """Tell whether the word that asks for an operation is but part of a label, as in "the average price in May"."""
    own = {AVERAGE: stems("average mean"), TOTAL: stems("total")}.get(asked.kind, [])
    return any(term in label for term in own)


def _cross(rows: dict[int, frozenset], columns: dict[int, frozenset]) -> Iterator[tuple[int, int, frozenset]]:
    for row, of_row in rows.items():
        for column, of_column in columns.items():
            yield row, column, of_column if len(columns) > 1 else of_row


def _labels(asked: _Question, labels: Sequence[Label], heads: Sequence[frozenset[str]]) -> dict[int, frozenset[str]]:
    """Return the labels that the question names, for a rate also "Loaves sold" by "loaf".

    Of two things that are compared, one may be named by its head alone where no other label has that.
    """
    if asked.kind == PER:
        labels = [tuple(loosened(part, asked.terms) for part in parts) for parts in labels]
    named = _named(asked.terms, labels)
    if asked.kind != DIFFERENCE:
        return named
    whole = [frozenset().union(*parts) for parts in labels]
    by_head = {n: head for n, head in enumerate(heads) if n not in named and head and head <= asked.terms}
    return named | {n: head for n, head in by_head.items() if sum(head <= label for label in whole) == 1}


def _named(asked: frozenset[str], labels: Sequence[tuple[frozenset[str], ...]]) -> dict[int, frozenset[str]]:
    """Return the labels all of whose words the question has, with these words; not what is part of another one.

    Two labels that the question names alike are ambiguous: then there is none.
    """
    found = {n: frozenset().union(*(part for part in parts if part <= asked)) for n, parts in enumerate(labels)}
    found = {n: label for n, label in found.items() if label}
    found = {n: label for n, label in found.items() if not any(label < other for other in found.values())}
    return found if len(set(found.values())) == len(found) else {}


def _span(asked: _Question, labels: Sequence[tuple], named: dict[int, frozenset]) -> dict[int, frozenset]:
    """Return all years from the first to the last one named, where a total or an average runs over years."""
    years = {n: year(label) for n, label in named.items()}
    if asked.kind not in (AVERAGE, TOTAL) or len(named) < 2 or not all(years.values()):
        return named
    low, high = min(years.values()), max(years.values())
    between = {n: frozenset().union(*parts) for n, parts in enumerate(labels)}
    between = {n: label for n, label in between.items() if low <= (year(label) or 0) <= high}
    runs = re.search(r"\b(?:from|period)\b|\d\s*[-–]\s*\d", asked.text.lower())
    complete = len(between) == high - low + 1
    return between if len(between) == len(named) or (runs and complete) else {}


def _made(asked: _Question, figures: list[tuple[frozenset[str], Figure]]) -> str | None:
    units = {figure.unit for _, figure in figures} - {""}
    if (len(units) > 1 and asked.kind != PER) or (asked.kind == PERCENT and units == {"%"}):
        return None
    ordered = _ordered(asked, figures)
    values, texts = [figure.value for figure in ordered], [figure.text for figure in ordered]
    return expression(asked.kind, values, texts, fall=falls(asked.text)) if ordered else None


def _ordered(asked: _Question, figures: list[tuple[frozenset[str], Figure]]) -> list[Figure]:
    """Return the figures as the operation takes them; none where their labels do not fit it."""
    years = [year(label) for label, _ in figures]
    if asked.kind in (AVERAGE, TOTAL) and not all(years) and not _LISTS.search(asked.text):
        return []
    if asked.kind in (CHANGE, PERCENT):
        if not all(years) or len(set(years)) < len(years):
            return []
        figures = sorted(figures, key=lambda figure: year(figure[0]) or 0)
    elif asked.kind == DIFFERENCE and len(figures) == 2:
        labels, values = [label for label, _ in figures], [figure.value for _, figure in figures]
        figures = [figures[n] for n in as_compared(asked.text, labels, values)]
    elif asked.kind in (RATIO, PER):
        figures = sorted(figures, key=lambda figure: asked.place(figure[0]))
        if asked.kind == PER and not is_rate_of(figures[0][0], figures[1][0], divisor(asked.text)):
            return []
    return [figure for _, figure in figures]
