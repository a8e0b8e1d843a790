"""Holds an answer against its passages: what they do not support is not shown, what they do gets a footnote.

A sentence is supported by a passage that has most of its words, and all of its numbers and names. The check is
lexical, so it can be explained and never calls a model; it cannot tell "rose" from "fell".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.answers.copying import is_miscopied
from chatbot.answers.evidence import Evidence
from chatbot.answers.kinds import clock_times, without_clock, without_money
from chatbot.answers.subject import is_of_another
from chatbot.events import Citation
from chatbot.tables.reading import row_of
from chatbot.tables.told import told_cells
from ingest.collection import Passage
from ingest.text import REFERENCE, names, numbers, sentences, terms, windows, words

MARK = re.compile(r"\s*\[(\d{1,3})\]")
_REFERENCES = re.compile(rf"\s*{REFERENCE}")  # a document's own, which in an answer would pass for its footnotes
_FIRST_PERSON = re.compile(r"\b(?:I|my|me)\b", re.IGNORECASE)
_SECOND_PERSON = {"I": "you", "my": "your", "me": "you", "myself": "yourself"}
_ITEM = re.compile(r"^(?:[-*•]|\d{1,3}[.)]) ")
_MIN_COVERAGE = 0.85  # of a sentence's new words; a short sentence may have none of its own
_MOST = 0.6  # of all words of a sentence, or of what a yes or no answers
_LINE_BREAK = re.compile(r"(?<!\|)\n+|\n+(?!\|)")  # any but between two rows of a table
_NEW = 1.0  # what a word that the question did not have counts more
_LENGTH_COST = 0.02  # of each term of a quote: of two that say the same, the shorter

_VERDICT = re.compile(r"(yes|no)\b(?:\s*[,.;:!–—-]+\s*|\s*$)", re.IGNORECASE)
_YES_NO_QUESTION = re.compile(
    r"\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|must)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Grounded:
    """A checked answer: its text with `[n]` set by code, and the passages they name, n counting from 1."""

    text: str
    citations: tuple[Citation, ...]


def ground(
    draft: str, passages: Sequence[Passage], question: str, computed: str = "", *, brief: bool = False
) -> Grounded | None:
    """Keep the sentences of `draft` that a passage supports, each with its footnote; None if none is left.

    Numbers may also come from the question or from `computed`, the results of the turn's tools. A `brief` answer
    may repeat the question's words, as one that chooses ("red or blue?") must.

    Of "Yes, ..." the rest is checked, a bare "Yes [1]" as if it said the question. Whether yes or no is right cannot
    be told by words alone: what passes is sure to be on the subject, and a yes has its numbers and names from there.
    """
    asked = _Asked(question, computed, brief)
    kept: list[tuple[str, Passage | None]] = []
    for sentence in _claims(draft):
        claim = _Claim.read(sentence, question)
        order = sorted(passages, key=lambda passage: passages.index(passage) + 1 not in claim.marked)
        if claim.bare:
            order = [passage for n, passage in enumerate(passages, 1) if n in claim.marked]
        support = next((passage for passage in order if _supports(passage, claim, asked)), None)
        if support is not None:
            kept.append((_addressed(claim.shown, question), support))
        elif computed and _is_computed(claim.shown, question, computed):
            kept.append((claim.shown, None))
    return _with_footnotes(kept, question) if kept else None


def _addressed(sentence: str, question: str) -> str:
    """Say "you" to who asked "may I ...?": a small model answers with the question's words, its "I" included."""
    if not _FIRST_PERSON.search(question) or any(quote in sentence for quote in '“"'):
        return sentence
    told = re.sub(r"\bI am\b|\bI['’]m\b", "I are", sentence)
    told = re.sub(r"^(?:I|My)\b", lambda word: {"I": "You", "My": "Your"}[word[0]], told)
    return re.sub(r"\b(?:I|my|me|myself)\b", lambda word: _SECOND_PERSON[word[0]], told)


def extract(draft: str, passage: Passage, question: str) -> Grounded | None:
    """Keep the sentences of `draft` that stand in the passage word for word, and say more than the question does.

    For a model that is not known to read well: the check of `ground` lets "it has 4 bytes" pass wherever the passage
    speaks of bytes and of 4; this one does not.
    """
    there = f" {' '.join(words(passage.text))} "
    asked = set(terms(question))
    kept = [
        (sentence, passage)
        for sentence in dict.fromkeys(sentences(MARK.sub("", draft)))
        if set(terms(sentence)) - asked and f" {' '.join(words(sentence))} " in there
    ]
    return _with_footnotes(kept) if kept else None


def quote(passage: Passage) -> Grounded:
    """Answer with a passage's own words but for its references, a table's row as `header: cell` pairs."""
    if passage.text.startswith("|"):
        header, row = row_of(passage.text)
        pairs = (f"{name}: {cell}" if name else cell for name, cell in zip(header, row, strict=False) if cell)
        return _with_footnotes([(("; " if any(header) else ": ").join(pairs), passage)])
    if re.search(r"\n(?:[-*•]|\d+[.)]) ", passage.text):
        return _with_footnotes([(passage.text, passage)])  # a list keeps its lines
    return _with_footnotes([(f"“{without_references(_ITEM.sub('', passage.text))}”", passage)])


def without_references(text: str) -> str:
    """Return a document's text on one line, without its own references, "[14]: 228"."""
    return " ".join(_REFERENCES.sub("", text).split())


def point_at(pointed: Evidence, *, brief: bool = False) -> Grounded:
    """Answer with what was found: its words alone if `brief`, else the sentence they stand in, quoted."""
    said = pointed.words if brief else pointed.said
    return _with_footnotes([(said, pointed.window)]) if said else quote(pointed.window)


def is_yes_no(question: str) -> bool:
    """Tell whether yes or no answers a question."""
    return bool(_YES_NO_QUESTION.match(question))


@dataclass(frozen=True)
class _Asked:
    question: str
    computed: str
    brief: bool

    @property
    def chooses(self) -> bool:
        """Whether an answer may consist of the question's own words."""
        return self.brief or " or " in self.question or is_yes_no(self.question)


@dataclass(frozen=True)
class _Claim:
    """A sentence as shown, and what it claims: `verdict` is "yes", "no" or "", `text` the rest."""

    shown: str
    text: str
    verdict: str
    bare: bool
    marked: frozenset[int]

    @classmethod
    def read(cls, sentence: str, question: str) -> "_Claim":
        shown = MARK.sub("", sentence).strip()
        opening = _VERDICT.match(shown)
        verdict, rest = (opening[1].lower(), shown[opening.end() :]) if opening else ("", shown)
        bare = bool(verdict) and not words(rest)
        marked = frozenset(int(n) for n in MARK.findall(sentence))
        return cls(shown, question if bare else rest, verdict, bare, marked)


def _claims(draft: str) -> list[str]:
    """Return the draft's sentences, each once and no headings: a small model copies and repeats itself.

    A "Yes." that stands alone without a mark belongs to the sentence after it.
    """
    joined: list[str] = []
    for sentence in sentences(draft):
        if joined and _VERDICT.fullmatch(joined[-1]):
            joined[-1] = f"{joined[-1]} {sentence}"
        elif not sentence.startswith("#"):
            joined.append(sentence)
    return list(dict.fromkeys(joined))


def _supports(passage: Passage, claim: _Claim, asked: _Asked) -> bool:
    there = set(terms(passage.with_headings))
    said, question = set(terms(claim.text)), set(terms(asked.question))
    new = said - question
    affirms = claim.verdict == "yes" or not new
    given = numbers(asked.computed) | (set() if affirms else numbers(asked.question))
    told = told_cells(passage.text, f"{asked.question} {claim.text}")
    if not said or not _has_numbers(claim.text, told, given, asked.question):
        return False
    if is_of_another(asked.question, claim.text, passage) or is_miscopied(claim.text, passage.text):
        return False
    if not names(f". {claim.text}") <= there | (set() if affirms else question):
        return False
    if new and len(new & there) / len(new) < _MIN_COVERAGE:
        return False
    if claim.verdict:
        return len(said & there) / len(said) >= _MOST
    if len(said - there) > max(1, (1 - _MOST) * len(said)):  # a number alone may stand anywhere
        return False
    return bool(new) or (asked.chooses and said <= there)


def _has_numbers(claim: str, text: str, given: set, question: str) -> bool:
    """Tell whether the numbers and times of day of a claim stand in a text, or were given."""
    return clock_times(claim) <= clock_times(f"{text} {question}") and (
        numbers(without_clock(claim)) <= numbers(without_money(question, without_clock(text))) | given
    )


def _is_computed(sentence: str, question: str, computed: str) -> bool:
    """Tell whether a sentence only states what a tool returned: all its numbers and names were given."""
    given = numbers(question) | numbers(computed)
    return (
        bool(numbers(sentence)) and numbers(sentence) <= given and names(sentence) <= names(f". {question} {computed}")
    )


def _with_footnotes(kept: Sequence[tuple[str, Passage | None]], question: str = "") -> Grounded:
    """Number the passages by first use and put each mark before its sentence's full stop."""
    order: dict[str, int] = {}
    citations: list[Citation] = []
    lines = []
    for sentence, passage in kept:
        if passage is None:
            lines.append(sentence)
            continue
        if passage.id not in order:
            order[passage.id] = len(order) + 1
            citations.append(cite(order[passage.id], passage, sentence, question))
        lines.append(f"{sentence} [{order[passage.id]}]")
    return Grounded(_join(lines), tuple(citations))


def _join(lines: Sequence[str]) -> str:
    """Join sentences, list items on lines of their own."""
    text = ""
    for line in lines:
        text += ("\n" if re.match(r"[-*•]|\d+[.)] ", line) else " ") + line if text else line
    return text


def cite(n: int, passage: Passage, claim: str, question: str = "") -> Citation:
    """Return the footnote for a claim; its quote is the passage's window nearest to it, above all by what it tells.

    That is its numbers, and what the question did not have: of "The boat is red", not where a boat is spoken of. The
    rows of a table stay on lines of their own; other line breaks are the document's layout. A claim of several lines
    about a table is about several rows: all that the passage was cut down to.
    """
    wanted, told = set(terms(claim)), numbers(claim)
    new = wanted.difference(terms(question)) if question else set()

    def closeness(window: str) -> float:
        have = terms(window)
        near = len(wanted.intersection(have)) + _NEW * len(new.intersection(have))
        return near + len(told & numbers(window)) - _LENGTH_COST * len(have)

    several_rows = [passage.text] if "\n" in claim and passage.text.startswith("|") else []
    window = max(several_rows or windows(passage.text), key=closeness)
    text = _LINE_BREAK.sub(" ", "\n".join(" ".join(line.split()) for line in window.splitlines())).strip()
    return Citation(n, passage.source, passage.page, text, passage.title, passage.heading)
