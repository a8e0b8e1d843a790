"""Near misses made of a question and its passage: another name or number of the passage in the place of one.

    "Who wrote the Gull?" of "Ann Lee wrote the Gull, and Tom Ray the Heron."  ->  "Who wrote the Heron?"

As people made many of theirs (Rajpurkar et al. 2018, arXiv:1806.03822, table 1, "entity swap"). All words
of it stand in the passage, so that words alone do not give it away. That the passage does not answer it all the same
is for a reader to judge: `near_misses`.
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeVar

from compress.corpus.questions import is_new
from compress.corpus.told import NUMBER, YEAR, bare_name
from compress.rating.scores import f1

if TYPE_CHECKING:
    from compress.cross_encoders.reader_score import Pointed

_NAME = re.compile(r"\b[A-Z][\w'’-]*[^\W\d_](?:\s(?:(?:of|de|von|van|the)\s)?[A-Z][\w’'-]*[^\W\d_])*")
_OPENING = frozenset(
    "The A An In On At It He She They We I This That These Those His Her Their Its Our My But And Or If When While As "
    "For From By With To Of After Before During However There Here What Who Which Where Why How Not No Some Many Most "
    "All Also Although Because Since Until Then Thus So".split()
)
_SAME = 0.5  # F1 of two answers that are one
_LENGTHS = 1  # words that a name may be longer or shorter than the one it stands for
Point = Callable[[Sequence[tuple[str, str]]], "list[Pointed]"]
Origin = TypeVar("Origin")


@dataclass(frozen=True)
class Answered(Generic[Origin]):
    """A question with its answers, none where it has none, and what it was made of.

    passage: whose names and numbers may be put into it; read: the passage as a reader is given it.
    """

    question: str
    answers: tuple[str, ...]
    passage: str
    read: str
    of: Origin


@dataclass(frozen=True)
class Swapped(Generic[Origin]):
    """A question made of another one."""

    question: str
    before: Answered[Origin]


def swapped(asked: Sequence[Answered[Origin]], each: int, rng: random.Random) -> Iterator[Swapped[Origin]]:
    """Yield at most `each` swapped questions of each answered one, that nobody asked of its passage so far."""
    known: dict[str, list[str]] = defaultdict(list)
    for one in asked:
        known[one.read].append(one.question)
    for one in asked:
        made = swaps(one.question, one.passage, one.answers, rng) if one.answers else iter(())
        for question in islice(made, each):
            if is_new(question, known[one.read]):
                known[one.read].append(question)
                yield Swapped(question, one)


def near_misses(tried: Sequence[Swapped[Origin]], point: Point) -> Iterator[Swapped[Origin]]:
    """Yield the swapped questions that their passage does not answer, by what a reader points at."""
    before = point([(one.before.question, one.before.read) for one in tried])
    after = point([(one.question, one.before.read) for one in tried])
    for one, first, second in zip(tried, before, after, strict=True):
        if is_missed(one.before.answers[0], first, second):
            yield one


def swaps(question: str, passage: str, answers: Sequence[str], rng: random.Random) -> Iterator[str]:
    """Yield the question with something else of the passage in one place, once for each place, in random order.

    Nothing that is part of an answer, of the question, or of what it would stand for, is put in.
    """
    pairs = [*_pairs_of_names(question, passage), *_pairs_of_numbers(question, passage)]
    told = " ".join(answers).lower()
    rng.shuffle(pairs)
    replaced = set()
    for old, new in pairs:
        given = new.lower() in told or any(answer.lower() in new.lower() for answer in answers)
        if old not in replaced and not given and new.lower() not in question.lower():
            replaced.add(old)
            yield re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _, new=new: new, question, count=1)


def is_missed(answer: str, before: "Pointed", after: "Pointed") -> bool:
    """Tell whether a passage does not answer a swapped question, by what a reader points at before and after.

    It must know the answer to the question before. After, it sees none, or was fooled: what was asked of one is
    hardly as true of another. An answer of its own may be right, and is no near miss.
    """
    known = before.margin > 0 and f1(before.text, [answer]) >= _SAME
    return known and (after.margin < 0 or f1(after.text, [before.text]) >= _SAME)


def _pairs_of_names(question: str, passage: str) -> list[tuple[str, str]]:
    """Return (a name of the question that the passage has, another of the passage) of about the same length."""
    found = list(_names(passage))
    return [
        (old, new)
        for old in _names(f" {question}")
        if old.lower() in passage.lower()
        for new in found
        if old.lower() not in new.lower() and new.lower() not in old.lower()
        if abs(len(new.split()) - len(old.split())) <= _LENGTHS
    ]


def _pairs_of_numbers(question: str, passage: str) -> list[tuple[str, str]]:
    """Return (a year or a number of the question that the passage has, another year or number of it)."""
    pairs = []
    for kind in (YEAR, NUMBER):
        there = _unique(match.group() for match in kind.finditer(passage))
        asked = {match.group() for match in kind.finditer(question)}
        pairs += [(old, new) for old in there if old in asked for new in there if new != old]
    return pairs


def _names(text: str) -> list[str]:
    """Return the names in a text, each once. A lone word that opens a sentence may be any word, and is left out."""
    found = []
    for match in _NAME.finditer(text):
        words = bare_name(match.group()).split()
        opens = text[: match.start()].rstrip()[-1:] in ("", ".", "?", "!") or text[match.start() - 1] == "\n"
        if words[0] in _OPENING:
            words, opens = words[1:], False
        if words and not (opens and len(words) == 1 and match.start()):
            found.append(" ".join(words))
    return _unique(found)


def _unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
