"""Which of the questions that a model writes about passages are kept: a reader decides.

An answer is kept where the reader, given the question, points at the same words (round-trip consistency, Alberti et
al. 2019, arXiv:1906.05416); a near miss where the reader finds no answer, and clearly less than to the question it
was made of. What asks for a reason is kept where the reader looks near the words that give one; where they are marked
as one ("because") it mostly does, and the same question is asked of the text without that mark too.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from compress.corpus.items import Passage
from compress.corpus.pairs import embedded
from compress.corpus.questions import ask_prompt, begun, is_new, is_question, miss_prompt, written
from compress.corpus.reasons import reasons
from compress.corpus.swaps import Answered, Point, near_misses, swapped
from compress.rating.scores import f1

_SAME = 0.5  # F1 of two answers that are one
_NEAR = 0.3  # F1 of what the reader points at and a whole reason
_LESS = 1.5  # logits: a rewording of a question is found as surely as the question
_NONE = -2.0  # logits of an answer over there being none: of what is nearer to 0 some has an answer
_WANTS_A_REASON = re.compile(
    r"(?:why|how (?:do|does|did|is|are|was|were|can|could|should|would|will|has|have)) ", re.IGNORECASE
)
Complete = Callable[[Sequence[list[dict[str, str]]]], list[str]]


@dataclass(frozen=True)
class Asked:
    """A passage, where it comes from, and what people asked of it and it answers."""

    source: str
    group: str
    passage: Passage
    questions: tuple[str, ...]

    @property
    def text(self) -> str:
        """The passage as `ingest` embeds it."""
        return embedded(self.passage)

    def line(self, question: str, answers: Sequence[str]) -> dict[str, Any]:
        """Return a question about it as a line of the file that `compress.corpus.readers.generated` reads."""
        place = {"source": self.source, "group": self.group, "title": self.passage.title}
        text = {"heading": self.passage.heading, "text": self.passage.text}
        return {**place, **text, "question": question, "answers": list(answers)}


def answered(asked: Sequence[Asked], tries: int, complete: Complete, point: Point) -> Iterator[dict[str, Any]]:
    """Yield the written questions whose answer the reader finds too; each passage's are new and differ."""
    tried = [one for one in asked for _ in range(tries)]
    replies = complete([ask_prompt(one.text) for one in tried])
    pairs = [(one, written(reply, one.passage.text)) for one, reply in zip(tried, replies, strict=True)]
    pairs = [(one, made) for one, made in pairs if made]
    known = {one.text: list(one.questions) for one in asked}
    seen = point([(made.question, one.text) for one, made in pairs])
    for (one, made), pointed in zip(pairs, seen, strict=True):
        agreed = pointed.margin > 0 and f1(pointed.text, [made.answer]) >= _SAME
        if agreed and is_new(made.question, known[one.text]):
            known[one.text].append(made.question)
            yield one.line(made.question, [made.answer])


def explained(asked: Sequence[Asked], tries: int, complete: Complete, point: Point) -> Iterator[dict[str, Any]]:
    """Yield a question about each reason that a passage gives, of the passage and of what it is without the mark."""
    told = [(one, *pair) for one in asked for pair in reasons(one.passage.text) for _ in range(tries)]
    replies = complete([begun(one.text, marked.answer, marked.opening) for one, marked, _ in told])
    questions = [reply.partition("\nQuestion: ")[2].strip() for reply in replies]
    seen = point([(question, one.text) for (one, _, _), question in zip(told, questions, strict=True)])
    known, done = {one.text: list(one.questions) for one in asked}, set()
    for (one, marked, bare), question, pointed in zip(told, questions, seen, strict=True):
        fits = is_question(question) and _WANTS_A_REASON.match(question) and is_new(question, known[one.text])
        if not fits or marked in done or pointed.margin <= 0 or f1(pointed.text, [marked.answer]) < _NEAR:
            continue
        known[one.text].append(question)
        done.add(marked)
        for reason in filter(None, (marked, bare)):
            yield replace(one, passage=replace(one.passage, text=reason.text)).line(question, [reason.answer])


def missed(asked: Sequence[Asked], complete: Complete, point: Point) -> Iterator[dict[str, Any]]:
    """Yield a near miss of each passage's questions, where the reader finds clearly less in it."""
    originals = [(one, question) for one in asked for question in one.questions]
    replies = complete([miss_prompt(one.text, question) for one, question in originals])
    tried = [
        (one, question, reply.strip())
        for (one, question), reply in zip(originals, replies, strict=True)
        if is_question(reply)
    ]
    before = point([(question, one.text) for one, question, _ in tried])
    after = point([(miss, one.text) for one, _, miss in tried])
    known = {one.text: list(one.questions) for one in asked}
    for (one, _, miss), first, second in zip(tried, before, after, strict=True):
        less = second.margin < _NONE and first.margin - second.margin > _LESS
        if less and is_new(miss, known[one.text]):
            known[one.text].append(miss)
            yield one.line(miss, [])


def exchanged(found: Sequence[dict[str, Any]], point: Point, rng: random.Random) -> Iterator[dict[str, Any]]:
    """Yield a near miss of each answered question, by a name or a number of its passage in another's place."""
    asked = [Answered(line["question"], tuple(line["answers"]), line["text"], _text(line), line) for line in found]
    for miss in near_misses(list(swapped(asked, 1, rng)), point):
        yield miss.before.of | {"question": miss.question, "answers": []}


def _text(line: dict[str, Any]) -> str:
    return embedded(Passage(line["title"], line["text"], line["heading"]))
