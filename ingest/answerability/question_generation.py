"""Questions that a text answers, made from its own sentences by rule: no model, the same ones every time.

    questions_of("The lamp was lit in 1874 by Ada Moreno.", "", random.Random(0))

A sentence loses its answer (a number, a name, or a word) and gets a question word instead. Who asks has not the text
before him: so some words give way to others of the same document, as they would to synonyms. The grammar is poor;
what has to be right are the signals that the gate weighs, see `python -m tests.benchmarks.calibration`.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.text import STOP_WORDS, numbers, sentences, terms, words

_REPLACED = 0.15  # of the words that carry a subject and are no names
_FEWEST_TERMS, _MOST_WORDS = 4, 60  # of a sentence to ask about
_TERMS = (4, 4, 5, 5, 6, 6, 7, 8)  # how many a question takes from its sentence
_YEAR_ASKS, _NUMBER_ASKS = ("When", "In what year"), ("How many", "How much", "What number of")
_NAME_ASKS, _PLACE_ASKS = ("Who", "What", "Which", "What is the name of"), ("Where", "In which place")
_WORD_ASKS = ("What", "What kind of", "What type of", "How")
_AUXILIARIES = frozenset("is are was were has had have can could will would may must should does did do".split())
_PLACE = frozenset("in at from near to".split())
_OPENERS = frozenset("it this that these those they he she its their his her such there here".split())
_SYLLABLES = "ba dren fi gol hu jask kem lur mav nop plo quin rus stel tu vrin yod zek".split()
_TABLE_ROW = re.compile(r"^\|.+$", re.MULTILINE)
_YEAR = re.compile(r"1\d{3}|20\d{2}")
_EDGE = ".,;:!?()[]{}\"'“”‘’«»*_`|#"


@dataclass(frozen=True)
class Answer:
    """Where in a sentence's words the answer stands, and what asks for it."""

    start: int
    end: int
    asks: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A question, and the part of the text that answers it: a sentence, or a table's header and row."""

    text: str
    answered_by: str

    def about_nothing(self, rng: random.Random) -> str:
        """Return the question with one of its words made up, so that nothing answers it; "" if no word can be."""
        telling = [word for word in re.findall(r"[^\W\d_]{4,}", self.text) if word.lower() not in STOP_WORDS]
        if not telling:
            return ""
        old, new = rng.choice(telling), "".join(rng.sample(_SYLLABLES, rng.choice((2, 3))))
        return self.text.replace(old, new.capitalize() if old[0].isupper() else new, 1)


def questions_of(text: str, other: str, rng: random.Random) -> list[Question]:
    """Return one question that a text answers, or none where it has nothing to ask about.

    `other` is another text of the same document: words that stand only there may take the place of some.
    """
    asked = [*_sentences(text), *_rows(text)]
    if not asked:
        return []
    chosen = rng.choice(asked)
    if isinstance(chosen, Question):
        return [chosen]
    own = set(words(text))
    others = [word for word in other.split() if _is_plain(word) and word.isalpha() and word not in own]
    return [Question(_question(chosen, others, rng), chosen)]


def _sentences(text: str) -> list[str]:
    """Return the sentences that a question can be made from; table rows and headings are none."""
    return [
        sentence
        for sentence in sentences(text)
        if not sentence.startswith(("#", "|"))
        and len(sentence.split()) <= _MOST_WORDS
        and len(set(terms(sentence))) >= _FEWEST_TERMS
        and sentence.split()[0].lower() not in _OPENERS
    ]


def _rows(text: str) -> list[Question]:
    """Return what a table's cells answer: "| Year | Revenue |" and "| 2021 | 1,200 |" give the revenue of 2021."""
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in _TABLE_ROW.findall(text)]
    header, lines = (rows[0], rows[1:]) if rows else ([], [])
    return [
        Question(f"What is the {name} of {row[0]}?", " ".join([name, *row]))
        for row in lines
        for name, cell in zip(header[1:], row[1:], strict=False)
        if terms(name) and terms(row[0]) and terms(cell)
    ]


def _question(sentence: str, others: Sequence[str], rng: random.Random) -> str:
    asked = [word for raw in sentence.split() if (word := raw.strip(_EDGE))]
    answer = rng.choice(_answers(asked))
    clause = _clause(asked, answer, rng.choice(_TERMS))
    front = next((n for n, word in enumerate(clause) if word.lower() in _AUXILIARIES), None)
    verb = [clause.pop(front)] if front is not None else []
    clause = [_replaced(word, others, rng) for word in clause]
    return " ".join([rng.choice(answer.asks), *verb, *clause]) + "?"


def _answers(words: Sequence[str]) -> list[Answer]:
    """Return what can be asked for: numbers and names; where there are none, the longest word."""
    found, at = [], 0
    while at < len(words):
        end = at + 1
        if numbers(words[at]):
            found.append(Answer(at, end, _YEAR_ASKS if _YEAR.fullmatch(words[at]) else _NUMBER_ASKS))
        elif at and words[at][0].isupper():
            while end < len(words) and words[end][0].isupper():
                end += 1
            found.append(Answer(at, end, _PLACE_ASKS if words[at - 1].lower() in _PLACE else _NAME_ASKS))
        at = end
    longest = max(range(len(words)), key=lambda n: (words[n].lower() not in STOP_WORDS, len(words[n]), -n))
    return found or [Answer(longest, longest + 1, _WORD_ASKS)]


def _clause(words: Sequence[str], answer: Answer, most: int) -> list[str]:
    """Return words on one side of the answer, those nearest to it, with about `most` terms: before it if they do."""
    before, after = words[: answer.start], words[answer.end :]
    if len(set(terms(" ".join(before)))) >= min(most, _FEWEST_TERMS):
        chosen = _nearest(before[::-1], most)[::-1]
    else:
        chosen = [*_nearest(before[::-1], most)[::-1], *_nearest(after, most)][: 3 * most]
    while chosen and _is_filler(chosen[0]) and chosen[0].lower() not in _AUXILIARIES:
        chosen.pop(0)
    while chosen and _is_filler(chosen[-1]):
        chosen.pop()  # "in" of "in 1874"
    return chosen


def _nearest(words: Sequence[str], most: int) -> list[str]:
    chosen, found = [], set()
    for word in words:
        found.update(terms(word))
        if len(found) > most:
            break
        chosen.append(word)
    return chosen


def _is_filler(word: str) -> bool:
    return not terms(word)


def _replaced(word: str, others: Sequence[str], rng: random.Random) -> str:
    return rng.choice(others) if others and _is_plain(word) and rng.random() < _REPLACED else word


def _is_plain(word: str) -> bool:
    return word.islower() and word not in STOP_WORDS
