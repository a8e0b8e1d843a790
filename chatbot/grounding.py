"""Holds an answer against its passages: what they do not support is not shown, what they do gets a footnote.

A sentence is supported by a passage that has most of its words, and all of its numbers and names. The check is
lexical, so it can be explained and never calls a model; it cannot tell "rose" from "fell".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.events import Citation
from chatbot.text import names, numbers, sentences, terms, windows, words
from ingest.store import Passage

MARK = re.compile(r"\s*\[(\d{1,3})\]")
_MIN_COVERAGE = 0.85  # of a sentence's new words; a short sentence may have none of its own
_LENGTH_COST = 0.02  # of each term of a quote: of two that say the same, the shorter


@dataclass(frozen=True)
class Grounded:
    """A checked answer: its text with `[n]` set by code, and the passages they name, n counting from 1."""

    text: str
    citations: tuple[Citation, ...]


def ground(draft: str, passages: Sequence[Passage], question: str, computed: str = "") -> Grounded | None:
    """Keep the sentences of `draft` that a passage supports, each with its footnote; None if none is left.

    Numbers may also come from the question or from `computed`, the results of the turn's tools.
    """
    given = numbers(question) | numbers(computed)
    kept: list[tuple[str, Passage | None]] = []
    for sentence in sentences(draft):
        plain = MARK.sub("", sentence).strip()
        marked = [int(n) for n in MARK.findall(sentence)]
        order = sorted(passages, key=lambda passage: passages.index(passage) + 1 not in marked)
        support = next((passage for passage in order if _supports(passage, plain, question, given)), None)
        if support is not None:
            kept.append((plain, support))
        elif computed and _is_computed(plain, question, computed):
            kept.append((plain, None))
    return _with_footnotes(kept) if kept else None


def extract(draft: str, passage: Passage, question: str) -> Grounded | None:
    """Keep the sentences of `draft` that stand in the passage word for word, and say more than the question does.

    For a model that is not known to read well: the check of `ground` lets "it has 4 bytes" pass wherever the passage
    speaks of bytes and of 4; this one does not.
    """
    there = f" {' '.join(words(passage.text))} "
    asked = set(terms(question))
    kept = [
        (sentence, passage)
        for sentence in sentences(MARK.sub("", draft))
        if set(terms(sentence)) - asked and f" {' '.join(words(sentence))} " in there
    ]
    return _with_footnotes(kept) if kept else None


def quote(passage: Passage) -> Grounded:
    """Answer with a passage's own words, a table's row as `header: cell` pairs."""
    if passage.text.startswith("|"):
        header, *_, row = (line.strip().strip("|").split("|") for line in passage.text.splitlines())
        pairs = (f"{name.strip()}: {cell.strip()}" for name, cell in zip(header, row, strict=False) if cell.strip())
        return _with_footnotes([("; ".join(pairs), passage)])
    return _with_footnotes([(f"“{' '.join(passage.text.split())}”", passage)])


def _supports(passage: Passage, sentence: str, question: str, given: set) -> bool:
    there = set(terms(f"{passage.title} {passage.heading} {passage.text}"))
    new = set(terms(sentence)) - set(terms(question))
    if not new or not numbers(sentence) <= numbers(passage.text) | given:
        return False
    if not names(f". {sentence}") <= there | set(terms(question)):
        return False
    return len(new & there) / len(new) >= _MIN_COVERAGE


def _is_computed(sentence: str, question: str, computed: str) -> bool:
    """Tell whether a sentence only states what a tool returned: all its numbers and names were given."""
    given = numbers(question) | numbers(computed)
    return (
        bool(numbers(sentence)) and numbers(sentence) <= given and names(sentence) <= names(f". {question} {computed}")
    )


def _with_footnotes(kept: Sequence[tuple[str, Passage | None]]) -> Grounded:
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
            citations.append(cite(order[passage.id], passage, sentence))
        lines.append(f"{sentence} [{order[passage.id]}]")
    return Grounded(_join(lines), tuple(citations))


def _join(lines: Sequence[str]) -> str:
    """Join sentences, list items on lines of their own."""
    text = ""
    for line in lines:
        text += ("\n" if re.match(r"[-*•]|\d+[.)] ", line) else " ") + line if text else line
    return text


def cite(n: int, passage: Passage, claim: str) -> Citation:
    """Return the footnote for a claim; its quote is the passage's window nearest to the claim, word for word."""
    wanted = set(terms(claim))

    def closeness(window: str) -> float:
        have = terms(window)
        return len(wanted & set(have)) - _LENGTH_COST * len(have)

    window = max(windows(passage.text), key=closeness)
    return Citation(n, passage.source, passage.page, " ".join(window.split()), passage.title, passage.heading)
