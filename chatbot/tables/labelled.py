"""The one line of a form or a receipt that a question names by its label: "Policy #: P-17", "Sales Tax (8 %) $4.20".

As for a table's cell, no word of the question may be left over: what the label does not have must stand in the title,
the headings or over the lines of its block, or be the name that the form is about. Lines that fit and differ are no
answer.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from chatbot.answers.evidence import CERTAIN, Evidence
from chatbot.answers.kinds import asks_contact, fits
from chatbot.answers.subject import over
from chatbot.questions.plurals import stem_set
from chatbot.tables.boxes import chosen
from chatbot.tables.lookup import ASKS_RATE, CARRIERS, may_name
from chatbot.tables.owners import owned
from ingest.collection import Collection, Passage
from ingest.text import words

MONEY = r"[-–−+]?[$€£¥]\s?[-–−]?\d[\d.,]*|[-–−+]?\d[\d.,]*[.,]\d\d(?:\s?[$€£¥])?"
_LINE = re.compile(r"(?:[-*•] )?(?P<label>[^\W_][^:|]*):\s+(?P<value>\S.*)")
_BILLED = re.compile(rf"(?P<label>[^\W\d_][^:|]*?)\s*(?P<value>{MONEY})")
_FENCED = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_BRACKETS = re.compile(r"\([^)]*\)")
_PERCENT = re.compile(r"\d[\d.,]*\s?%")
_PIECES = re.compile(r"(?P<item>.*?\d\s?[@x×]\s?)[$€£¥]?\d.*")  # an item's name and code, before what a piece costs
_JOINED = re.compile(r"[\W_]+")  # of a file's name
_LONG_LABEL, _LONG_VALUE = 6, 14  # words

_SPELLINGS = {"telephone": "phone", "tel": "phone", "e-mail": "email", "car": "vehicle"}
_SPELT = re.compile(rf"(?<![\w-])(?:{'|'.join(_SPELLINGS)})(?![\w-])", re.IGNORECASE)
_UNASKED = stem_set("number no nr payable")  # what a label has may be a "#" or be left out: "Total payable"
_NAME = stem_set("name")
_RATES = stem_set("rate percent percentage")
_PRICE = re.compile(r"\bhow much\b|\b(?:price|cost|amount)\b", re.IGNORECASE)
_DIGITS = re.compile(r"\b(?:how (?:much|many)|when|number|price|cost|amount|date)\b", re.IGNORECASE)
_DONE = re.compile(r"\W*what (?:was|were|is|are|has been|have been) (?:\w+ly )?(\w+ed)\b", re.IGNORECASE)
_ASKS = re.compile(r"\b(?:what|which|who|whose|whom|when|how (?:much|many))\b", re.IGNORECASE)
UNSURE = re.compile(  # words that no search goes by, and that change what is asked for
    r"\b(?:not|without|except|other|another|else|before|after|or|if|would|should|could|than|each|per|apiece)\b|n't\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Line:
    """A label and its value, as they stand in a line, and the words of what stands over it."""

    text: str
    label: str
    value: str
    over: frozenset[str] = frozenset()

    @property
    def item(self) -> frozenset[str]:
        """The words of what was bought, where it is the line of that; else none."""
        pieces = _PIECES.fullmatch(self.label)
        return _stems(pieces["item"]) if pieces and re.fullmatch(MONEY, self.value) else frozenset()

    @property
    def is_short(self) -> bool:
        """Whether it is a field of a form: running text may have a colon too."""
        return len(self.label.split()) <= _LONG_LABEL and len(self.value.split()) <= _LONG_VALUE


def named_line(question: str, passages: Sequence[Passage], collection: Collection) -> Evidence | None:
    """Return the value of the line that a question names; None where there is none, or several that differ.

    Of a document that has it no other part may tell otherwise: a form may have a page for each of several people. Of
    whom the question names all of the form is read.
    """
    mine = [] if asks_contact(question) else owned(question, passages, collection)
    found = lines_in(question, mine) or named_lines(question, passages, collection)
    return found[0] if len({each.words for each in found}) == 1 and is_of_kind(question, found[0]) else None


def named_lines(question: str, passages: Sequence[Passage], collection: Collection) -> list[Evidence]:
    """Return the lines that a question names, those found first and then the others of their documents.

    Where it says all of a label, "VAT", what is called "VAT number" is another thing.
    """
    named = lines_in(question, with_named_whole(passages, collection))
    sources = dict.fromkeys(found.window.source for found in named)
    named += lines_in(question, [part for source in sources for part in collection.document(source)])
    asked = _stems(question)
    in_full = [each for each in named if _stems(_BRACKETS.sub(" ", each.said.partition(":")[0])) <= asked]
    return in_full or named


def lines_in(question: str, passages: Sequence[Passage]) -> list[Evidence]:
    """Return the lines of these passages that a question names; none where it may want anything else."""
    if not may_name(question) or not _ASKS.search(question) or UNSURE.search(question):
        return []
    return [found for passage in passages for found in _named(question, passage)]


def is_of_kind(question: str, found: Evidence) -> bool:
    """Tell whether a line's value may be what a question wants: a number, where it asks for one."""
    return fits(question, found.said) and (not _DIGITS.search(question) or any(map(str.isdigit, found.words)))


def _named(question: str, passage: Passage) -> Iterator[Evidence]:
    for line in lines_of(passage):
        if value := _value(question, line):
            yield Evidence(value, replace(passage, text=line.text), CERTAIN, line.text, named=True)


def _value(question: str, line: Line) -> str:
    """Return what a line answers to a question, "" if it does not name it."""
    asked = _stems(question)
    label = _stems(_BRACKETS.sub(" ", line.label))
    bought = line.item & (asked - CARRIERS) if _PRICE.search(question) else frozenset()
    if not bought and not (line.is_short and _is_said(question, line.label, label, asked)):
        return ""
    value, left = chosen(line.value), asked - (bought or label) - line.over - CARRIERS
    if ASKS_RATE.search(question) and not label & _RATES:
        value, left = _rate(line), left - _RATES
    elif _PRICE.search(question) and _PERCENT.fullmatch(value):
        return ""  # how much is a sum, where both can be
    return "" if left else value


def _rate(line: Line) -> str:
    rates = _PERCENT.findall(f"{line.label} {line.value}")
    return rates[0] if len(rates) == 1 else ""


def _is_said(question: str, written: str, label: frozenset[str], asked: frozenset[str]) -> bool:
    """Tell whether a question has all of a label; of one that has stop words only, "Make", word for word.

    What was ordered is no order number: of what is done a label has the very word, if any.
    """
    if done := _DONE.match(question):
        return label - _UNASKED <= asked and done[1].lower() in words(written)
    if label:
        return (label - _UNASKED or label) <= asked
    name = re.escape(written.strip())
    return bool(re.search(rf"\b(?:the|its|his|her|their|what) {name}\b|['’]s {name}\b", question, re.IGNORECASE))


def lines_of(passage: Passage) -> Iterator[Line]:
    """Yield the lines of a passage that are a label and its value, with what stands over each."""
    around = about(passage)
    heading, subject = frozenset[str](), frozenset[str]()
    for block in _FENCED.sub("", passage.text).split("\n\n"):
        texts = [text.strip() for text in block.splitlines() if text.strip()]
        if texts and texts[0].startswith("#"):
            heading, subject = _stems(" ".join(texts)), frozenset()
            continue
        lines = [line for text in texts if (line := _read(text))]
        lead = _stems(texts[0]) if texts and _read(texts[0]) is None else frozenset()
        names = [_stems(line.value) for line in lines if _NAME <= _stems(line.label)]
        subject = subject if not names else names[0] if len(names) == 1 and not subject else frozenset()
        for line in lines:
            yield replace(line, over=around | heading | lead | subject)


def with_named_whole(passages: Sequence[Passage], collection: Collection) -> list[Passage]:
    """Return passages, and behind them all of each document that the question names."""
    named = dict.fromkeys(passage.source for passage in passages if passage.named)
    return [*passages, *(part for source in named for part in collection.document(source))]


def about(passage: Passage) -> frozenset[str]:
    """Return the terms of what stands over a passage, its document's title and its file's name among them."""
    return over(passage) | _stems(_JOINED.sub(" ", Path(passage.source).stem))


def _read(text: str) -> Line | None:
    """Return a line of text as a label and its value, if it is nothing but these."""
    found = _LINE.fullmatch(text) or _BILLED.fullmatch(text)
    return Line(text, found["label"].strip(), found["value"].strip()) if found else None


def _stems(text: str) -> frozenset[str]:
    """Return the terms of a text, each thing of a form under one name: a telephone is a phone."""
    return stem_set(_SPELT.sub(lambda found: _SPELLINGS[found.group().lower()], text))
