"""Sums over the numbers of one sentence: "1,200 in 2021 and 1,350 in 2022", "from 1911 to 1929", "12 and 15 sacks"."""

import re
from collections.abc import Sequence

from chatbot.answers.subject import is_about, over
from chatbot.calendar.years import YEAR, is_year, years
from chatbot.mathematics.phrases import with_digits
from chatbot.questions.operations import (
    AVERAGE,
    CHANGE,
    DIFFERENCE,
    OPERATION_WORDS,
    PERCENT,
    SPAN,
    TOTAL,
    as_compared,
    expression,
    falls,
)
from chatbot.questions.plurals import stem_set, stems
from chatbot.tables.reading import NO_UNIT, Figure, read_figure
from ingest.collection import Passage
from ingest.text import sentences

_CLAUSE = re.compile(r"[,;]\s+|\b(?:and|but|while|to|from)\b")
_NUMBER = re.compile(r"(?<![\w.,-])[$€£]?\d[\d,]*(?:\.\d+)?(?: ?%|(?= (?P<unit>[^\W\d_]+)))?(?![\w])")
_FROM_TO = re.compile(rf"\b(?:from|between) ({YEAR}) (?:to|until|till|and) ({YEAR})\b")


def from_prose(question: str, kind: str, passages: Sequence[Passage]) -> set[str]:
    """Return the expressions that sentences of prose have for a question; one that is not sure of all has none."""
    wanted = stem_set(question) - OPERATION_WORDS
    found = set()
    for passage in passages:
        around = over(passage)
        for sentence in sentences(passage.text):
            if not sentence.startswith(("|", "#")) and is_about(wanted, stem_set(sentence), around):
                found.add(_made(question, kind, " ".join(sentence.split())))
    return found - {None}


def _made(question: str, kind: str, sentence: str) -> str | None:
    named = years(question)
    if kind == SPAN:
        spans = _FROM_TO.findall(sentence)
        return (
            f"{spans[0][1]} - {spans[0][0]}" if len(spans) == 1 and spans[0][1] > spans[0][0] and not named else None
        )
    if kind in (CHANGE, PERCENT, DIFFERENCE, AVERAGE, TOTAL) and len(set(named)) == 2:
        return _over_years(question, kind, sorted(set(named)), sentence)
    return _all_alike(question, sentence) if kind == TOTAL and not named else None


def _over_years(question: str, kind: str, named: list[int], sentence: str) -> str | None:
    """Work with the numbers whose clauses name the years; a clause with two numbers beside its year has none."""
    figures: dict[int, Figure] = {}
    for clause in _CLAUSE.split(sentence):
        own = years(clause)
        found = _figures(clause)
        if not own and not found:
            continue
        if len(own) != 1 or len(found) != 1 or own[0] in figures:
            return None
        figures[own[0]] = found[0]
    if set(figures) != set(named) or len({figure.unit for figure in figures.values()}) > 1:
        return None
    chosen = [figures[year] for year in named]
    if kind == PERCENT and chosen[0].unit == "%":
        return None
    if kind == DIFFERENCE:
        labels = [frozenset({str(year)}) for year in named]
        chosen = [chosen[n] for n in as_compared(question, labels, [figure.value for figure in chosen])]
    return expression(kind, [f.value for f in chosen], [f.text for f in chosen], fall=falls(question))


def _all_alike(question: str, sentence: str) -> str | None:
    """Add a sentence's numbers of the one thing that the question asks for: as many as it says, if it says."""
    found = _figures(sentence)
    units = {unit for figure in found for unit in stems(figure.unit)}
    stated = {int(number) for number in re.findall(r"\b\d+\b", with_digits(question.lower()))}
    if len(found) < 2 or len(units) != 1 or not units <= stem_set(question):
        return None
    if any(not figure.unit for figure in found) or not stated <= {len(found)}:
        return None
    return " + ".join(figure.text for figure in found)


def _figures(text: str) -> list[Figure]:
    found = []
    for match in _NUMBER.finditer(text):
        if not is_year(match.group()):
            unit = (match["unit"] or "").lower()
            figure = read_figure(match.group().rstrip(","), "" if unit in NO_UNIT else unit)
            found += [figure] if figure else []
    return found
