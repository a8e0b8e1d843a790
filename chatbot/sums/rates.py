"""What a question wants a number per: "revenue per loaf", "adults a day", "pages does a logbook have on average".

A rate is the ratio of two cells of one row (`figures`), or of two numbers of one sentence or one row of text, each
with its own noun: "62 keepers' logbooks, 11,480 scanned pages".
"""

import re
from collections.abc import Iterator, Sequence

from chatbot.answers.subject import is_about, over
from chatbot.calendar.years import is_year
from chatbot.questions.operations import OPERATION_WORDS
from chatbot.questions.plurals import stem_set, stems
from chatbot.tables.reading import Figure, read_figure
from ingest.collection import Passage
from ingest.text import STOP_WORDS, sentences

_TIMES = "second minute hour day night evening week month season year".split()
_TIME_TERMS = stem_set(" ".join(_TIMES))
_PER = re.compile(r"\bper (?P<thing>.+)")
_EACH_TIME = re.compile(
    rf"\bhow (?:many|much)\b.*?(?P<before>\w+) (?:an?|each|every) (?P<thing>{'|'.join(_TIMES)})\b"
    r"(?! (?:pass|ticket|trip|tour|card|rate))"
)
_OF_EACH = re.compile(
    r"\bhow (?:many|much)\b.*\b(?:do|does|did|has|have|had) "
    r"(?:(?:an?|each|every|one) (?P<thing>\w+)\b.*\bon average\b|(?:an|the) average (?P<average>\w+))"
)
_COUNTED = re.compile(r"\bhow (?:many|much) ((?:\w+ )?\w+?)(?= (?:per|an?|do|does|did|has|have|had)\b)")
_NO_TIME = frozenset("in of for on at by with to from within during half is was be takes take took".split())
_HAD = stem_set(  # of a column "Loaves sold" or "Days open": there is no other number of loaves or days
    "sold bought open opened opening paid spent worked working run driven flown grown held written produced baked "
    "built carried visited played earned received"
)
_IS_RATE = stem_set("price rate average mean share percent percentage ratio fare fee temperature speed score")
_NUMBER = re.compile(r"(?<![\w.,-])[$€£]?\d[\d,]*(?:\.\d+)?(?![\w.]*\d)")
_STATED = re.compile(r"\b(?:average|mean|per|each|every|daily|weekly|monthly)\b|\ban? (?:day|week|month|hour)\b")
_NOUN = 3  # words behind a number that may name what it counts


def divisor(question: str) -> frozenset[str]:
    """Return the term of what a question wants a number per; none where it wants no rate."""
    text = " ".join(question.lower().split())
    if found := _PER.search(text):
        return frozenset(stems(found["thing"])[:1])
    found = _EACH_TIME.search(text)
    if found and found["before"] not in _NO_TIME:
        return stem_set(found["thing"])
    found = _OF_EACH.search(text)
    return stem_set(found["thing"] or found["average"]) if found else frozenset()


def is_ratio(question: str) -> bool:
    """Tell whether a question wants one number over another; per year or day it may want the mean of rows."""
    return bool(divisor(question) - _TIME_TERMS)


def loosened(label: frozenset[str], asked: frozenset[str]) -> frozenset[str]:
    """Return a label without such words as "sold" that the question need not say."""
    return label - (_HAD - asked)


def is_rate_of(numerator: frozenset[str], denominator: frozenset[str], per: frozenset[str]) -> bool:
    """Tell whether one label over another is what a question wants `per` a thing.

    A price is not divided again, and hours by days may be hours of each day already.
    """
    both_times = all(label & _TIME_TERMS for label in (numerator, denominator))
    return frozenset() < per <= denominator - numerator and not numerator & _IS_RATE and not both_times


def is_told(question: str, passages: Sequence[Passage]) -> bool:
    """Tell whether a sentence tells the rate that a question wants: then there is nothing to work out."""
    wanted, per = stem_set(question) - OPERATION_WORDS, divisor(question)
    return any(
        per <= said and wanted <= said | around and _STATED.search(sentence.lower()) and any(_figures(sentence))
        for sentence, said, around in _sentences(passages)
        if not sentence.startswith("|")
    )


def from_text(question: str, passages: Sequence[Passage]) -> set[str]:
    """Return the ratios that sentences and rows have for a rate: of their only two numbers, each with its noun."""
    wanted, per = stem_set(question) - OPERATION_WORDS, divisor(question)
    counted = _counted(question) - per
    if not per or not counted or counted & _IS_RATE:
        return set()
    found = set()
    for sentence, said, around in _sentences(passages):
        figures = list(_figures(sentence))
        if len(figures) == 2 and per | counted <= said and is_about(wanted, said, around):
            found.add(_ratio(figures, counted, per))
    return found - {None}


def _sentences(passages: Sequence[Passage]) -> Iterator[tuple[str, frozenset[str], frozenset[str]]]:
    """Yield each sentence and row, with its terms and those of its title and heading."""
    for passage in passages:
        around = over(passage)
        for sentence in sentences(passage.text):
            if not sentence.startswith("#"):
                yield sentence, stem_set(sentence), around


def _counted(question: str) -> frozenset[str]:
    """Return the noun behind "how many"."""
    found = _COUNTED.search(question.lower())
    return frozenset(stems(found[1])[-1:]) if found else frozenset()


def _ratio(figures: list[tuple[Figure, frozenset[str]]], counted: frozenset[str], per: frozenset[str]) -> str | None:
    over = [figure for figure, noun in figures if counted <= noun and not per & noun]
    under = [figure for figure, noun in figures if per <= noun and not counted & noun]
    if len(over) != 1 or len(under) != 1 or not under[0].value:
        return None
    return f"{over[0].text} / {under[0].text}"


def _figures(text: str) -> Iterator[tuple[Figure, frozenset[str]]]:
    """Yield the numbers of a text, years left out, with the words of the noun behind each."""
    for match in _NUMBER.finditer(text):
        figure = read_figure(match.group().rstrip(","))
        if figure is not None and not is_year(match.group()):
            behind = re.match(rf"(?:[ -][^\W\d_][\w'’-]*){{0,{_NOUN}}}", text[match.end() :])
            yield figure, stem_set(_until_stop(behind.group() if behind else ""))


def _until_stop(text: str) -> str:
    noun = []
    for word in text.split():
        if word.lower() in STOP_WORDS:
            break
        noun.append(word)
    return " ".join(noun)
