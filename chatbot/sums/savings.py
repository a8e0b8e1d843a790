"""What something saves: "takes 15 minutes instead of 40" answers "How many minutes are saved?" by 40 - 15.

The two numbers stand in one sentence, set against each other by its wording, or in one row under Before and After.
"""

import re
from collections.abc import Iterator, Sequence

from chatbot.answers.subject import is_about, over
from chatbot.questions.operations import OPERATION_WORDS, may_ask
from chatbot.questions.plurals import stem_set
from chatbot.tables.reading import NO_UNIT, Figure, grids, read_figure
from ingest.collection import Passage
from ingest.text import sentences

_SAVES = r"\bsav(?:e|es|ed|ing|ings)\b"
_ASKED = re.compile(rf"\bhow (?:many|much)\b.*{_SAVES}", re.IGNORECASE)
_N = r"[$€£]?\d[\d,]*(?:\.\d+)?"
_UNIT = r"(?: ?%| [^\W\d_]+)?"
_NOW_AND_BEFORE = re.compile(
    rf"(?P<after>{_N}{_UNIT})\b[^.;\d]*?\b(?:instead of|rather than|down from)\s+(?P<before>{_N}{_UNIT})"
)
_FELL = re.compile(
    r"\b(?:fell|falls|dropped|drops|went down|goes down|shrank|shrinks|cut|reduced|lowered)\b[^.;\d]*?"
    rf"\bfrom\s+(?P<before>{_N}{_UNIT})\s+to\s+(?P<after>{_N}{_UNIT})"
)
_BEFORE = re.compile(r"\W*(?:before|without|old|earlier|previously|until now)\b", re.IGNORECASE)
_AFTER = re.compile(r"\W*(?:after|with|new|now|since then)\b", re.IGNORECASE)
_FIGURE = re.compile(_N)
_SAVED = stem_set("save saving")


def saved(question: str, passages: Sequence[Passage]) -> set[str]:
    """Return the expressions for what a question says is saved; none where a passage tells that itself."""
    if not _ASKED.search(question) or not may_ask(question):
        return set()
    asked = stem_set(question)
    wanted = asked - OPERATION_WORDS - _SAVED
    found = set()
    for passage in passages:
        around = over(passage)
        for part, pair in _parts(passage.text):
            said = stem_set(part)
            if not is_about(wanted, said, around):
                continue
            if said & _SAVED and _FIGURE.search(part):
                return set()
            found.add(_difference(asked, pair))
    return found - {None}


def _parts(text: str) -> Iterator[tuple[str, tuple[Figure, Figure] | None]]:
    """Yield each sentence and each row with its header, with its number before and its number after."""
    for sentence in sentences(text):
        if not sentence.startswith(("|", "#")):
            part = " ".join(sentence.split())
            yield part, _set_against(part)
    for header, rows in grids(text):
        for row in rows:
            yield " ".join([*header, *row]), _columns(header, row)


def _set_against(sentence: str) -> tuple[Figure, Figure] | None:
    found = [match for pattern in (_NOW_AND_BEFORE, _FELL) for match in pattern.finditer(sentence)]
    if len(found) != 1:
        return None
    pair = _figure(found[0]["before"]), _figure(found[0]["after"])
    return pair if all(pair) else None


def _columns(header: list[str], row: list[str]) -> tuple[Figure, Figure] | None:
    before = [n for n, name in enumerate(header) if _BEFORE.match(name)]
    after = [n for n, name in enumerate(header) if _AFTER.match(name)]
    if len(before) != 1 or len(after) != 1:
        return None
    pair = _figure(row[before[0]], header[before[0]]), _figure(row[after[0]], header[after[0]])
    return pair if all(pair) else None


def _figure(text: str, header: str = "") -> Figure | None:
    """Return a number with its unit, its own or that of its column's brackets."""
    bracket = re.search(r"\(([^)]*)\)", header)
    figure = read_figure(text.strip(), bracket[1] if bracket else "")
    if figure is not None and figure.unit in NO_UNIT:
        return Figure(figure.value, figure.text, "")
    return figure


def _difference(asked: frozenset[str], pair: tuple[Figure, Figure] | None) -> str | None:
    """Return before less after: one of them must have the unit that was asked for, and the other no other one."""
    if pair is None:
        return None
    before, after = pair
    units = {figure.unit for figure in pair} - {""}
    fits = len(units) == 1 and stem_set(" ".join(units)) <= asked
    return f"{before.text} - {after.text}" if fits and before.value > after.value else None
