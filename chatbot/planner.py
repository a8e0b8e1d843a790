"""Chooses the tool by rule, for a model that cannot call tools itself (context mode) or has called a wrong one.

Arithmetic, units, equations and dates are recognised by their wording; small talk needs none;
everything else is a search, whose query stands alone even if the question leans on the one before.
"""

import re
from collections.abc import Sequence
from typing import Any

from chatbot.calendar.date_phrases import find_date_sum
from chatbot.mathematics.arithmetic import asks_for_date, find_equation, find_expression, find_unit_conversion
from chatbot.questions.courtesies import courtesy
from chatbot.questions.ellipsis import filled
from chatbot.questions.succession import succeeded
from chatbot.tools import SEARCH
from ingest.text import names, terms

Plan = tuple[str, dict[str, Any]]  # a tool's name and its arguments

_SMALL_TALK = re.compile(
    r"\W*(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|"
    r"how are you(?: doing)?(?: today)?|nice to meet you|who are you|what(?:'s| is) your name|great|ok(?:ay)?|cool)"
    r"(?:,? (?:there|footnote|again|all|that (?:helps|helped|works|is all)))?\W*",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"^\W*(?:and|but|or|so|what about|how about|why(?: not)?\W*$)", re.IGNORECASE)
_THE_SAME = re.compile(r"\b(?:do|does|did|is|are|was|were) the same\b|\bthe same\W*$", re.IGNORECASE)
_LEANS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|one|ones|there|former|latter)\b"
    rf"|{_THE_SAME.pattern}|{_GOES_ON.pattern}|^\W*which one",
    re.IGNORECASE,
)
_THERE_ARE = re.compile(r"(?P<before>^\W*|\bhow (?:many|much)\b.*?)\b(?:is|are|was|were) there\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:its?|they|them|theirs?|him|his|he|she|hers?)\b", re.IGNORECASE)
_FEW = 2  # terms


def is_small_talk(question: str) -> bool:
    """Tell whether a question is a greeting, thanks or the like, with nothing to look up."""
    return bool(_SMALL_TALK.fullmatch(question)) or courtesy(question) is not None


def plan(question: str, earlier: Sequence[str] = (), answer: str = "") -> Plan | None:
    """Return the tool to call for a question, None for small talk.

    `earlier` are the user's questions before it, `answer` is what the last of them was answered.
    """
    if is_small_talk(question):
        return None
    if asks_for_date(question):
        return "current_date", {}
    if asked := find_date_sum(question):
        return "current_date", {"asked": asked}
    if expression := find_expression(question):
        return "calculate", {"expression": expression}
    if conversion := find_unit_conversion(question):
        return "convert_units", conversion
    if equation := find_equation(question):
        return "solve_equation", equation
    return SEARCH, {"query": standalone(question, earlier, answer)}


def leans_back(question: str) -> bool:
    """Tell whether a question surely needs an earlier one: it opens like one, or is little more than a pronoun.

    So does one for "the same".
    """
    opens = bool(_GOES_ON.match(question) or _THE_SAME.search(question))
    return opens or (len(set(terms(question))) <= _FEW and bool(_PRONOUN.search(question)))


def is_filled(question: str, earlier: Sequence[str], answer: str = "") -> bool:
    """Tell whether a question only names what is different from the one before, and can be filled in from there."""
    before = _before(earlier)
    return before is not None and (filled(question, before) or after_whom(question, earlier, answer)) is not None


def after_whom(question: str, earlier: Sequence[str], answer: str) -> str | None:
    """Return a question for who came before or after the person just named, made whole (`succession`)."""
    before = _before(earlier)
    return before and succeeded(question, before, answer)


def standalone(question: str, earlier: Sequence[str], answer: str = "") -> str:
    """Return a query that can be searched alone.

    A question that only names what is different is filled in from the one before (`ellipsis`), one for who came before
    or after from its answer too (`succession`); any other that leans on an earlier one gets that one before it.
    """
    before = _before(earlier)
    if whole := before and (filled(question, before) or succeeded(question, before, answer)):
        return whole
    # "How many shows of Winter Wonderland are there?" means no place; "How many rooms are there?" may mean one.
    leaning = _THERE_ARE.sub(r"\g<before>", question) if names(question) else question
    if before and (_LEANS_BACK.search(leaning) or not terms(question)):
        return f"{before.rstrip()} {question}"
    return question


def _before(earlier: Sequence[str]) -> str | None:
    """Return the last question that asked for something, itself filled in from those before it."""
    whole = None
    for question in earlier:
        if terms(question) and not is_small_talk(question):
            whole = (whole and filled(question, whole)) or question
    return whole
