"""Questions that a model writes about passages: what it learns from, how it is asked.

The open datasets ask one question of most of their passages, and people wrote few near misses. A model that has seen
how people ask writes more of both: Alberti et al. 2019, arXiv:1906.05416; near misses: Zhu et al. 2019,
arXiv:1906.06045. What of it is kept: asking.py.

    lessons(readings, rng)                             # conversations for `compress tune`
    written("Answer: 1937\\nQuestion: When ...?")       # Written("1937", "When ...?")
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from compress.corpus import assistant
from compress.corpus.items import Reading
from compress.corpus.pairs import embedded
from compress.corpus.prose import locate
from compress.rating.scores import f1, normalise

_SYSTEM = {"role": "system", "content": "You write questions about passages."}
_ASK = "Write a question that this passage answers."
_MISS = "Write one like it that this passage does not answer."
_ROUNDS = 4  # of each near miss that people wrote: they are one in twenty of the lessons
_KIN = 0.25  # F1 of the words: how near a question must be to the one that a near miss is learnt from
_SHORTEST, _LONGEST = 4, 30  # words of a question
_LONGEST_ANSWER = 15  # words


@dataclass(frozen=True)
class Written:
    """A question as a model wrote it, with the words that answer it."""

    answer: str
    question: str


def lessons(readings: Iterable[Reading], rng: random.Random) -> Iterator[dict[str, Any]]:
    """Yield conversations that teach to write questions: about a passage, and near misses of a question."""
    for asked in _by_passage(readings).values():
        answered = [reading for reading in asked if reading.answers and _is_span(reading)]
        for reading in answered:
            reply = f"Answer: {reading.answers[0]}\nQuestion: {reading.question}"
            yield _lesson(ask_prompt(embedded(reading.passages[0])), reply)
        for reading in asked:
            kin = [other for other in answered if f1(reading.question, [other.question]) >= _KIN]
            if reading.answerable or not kin:
                continue
            for original in rng.choices(kin, k=_ROUNDS):
                yield _lesson(miss_prompt(embedded(reading.passages[0]), original.question), reading.question)


def passages(readings: Iterable[Reading]) -> Iterator[dict[str, Any]]:
    """Yield each passage once, with the questions that it answers, as `compress ask` reads it."""
    for asked in _by_passage(readings).values():
        first, passage = asked[0], asked[0].passages[0]
        place = {"source": first.source, "group": first.group, "title": passage.title, "heading": passage.heading}
        known = list(dict.fromkeys(reading.question for reading in asked if reading.answerable))
        yield {**place, "text": passage.text, "questions": known}


def ask_prompt(passage: str) -> list[dict[str, str]]:
    """Return the turns that ask for a question about a passage, and its answer."""
    return [_SYSTEM, assistant.asked(f"{passage}\n\n{_ASK}")]


def begun(passage: str, answer: str, opening: str) -> list[dict[str, str]]:
    """Return the turns that ask for a question, with the beginning of a reply: its answer and first word."""
    return [*ask_prompt(passage), assistant.said(f"Answer: {answer}\nQuestion: {opening}")]


def miss_prompt(passage: str, question: str) -> list[dict[str, str]]:
    """Return the turns that ask for a near miss of a question."""
    return [_SYSTEM, assistant.asked(f"{passage}\n\nQuestion: {question}\n{_MISS}")]


def written(reply: str, text: str) -> Written | None:
    """Return what a reply to `ask_prompt` says; None unless it is a question whose answer stands in the text."""
    lead, _, question = reply.partition("\nQuestion: ")
    answer = locate(text, lead.removeprefix("Answer: ").strip()) if lead.startswith("Answer: ") else None
    if not answer or len(answer.split()) > _LONGEST_ANSWER or not is_question(question):
        return None
    if normalise(answer) in normalise(question):
        return None
    return Written(answer, question.strip())


def is_question(text: str) -> bool:
    """Tell whether a text is one question of a usual length."""
    line = text.strip()
    return line.endswith("?") and "\n" not in line and _SHORTEST <= len(line.split()) <= _LONGEST


def is_new(question: str, known: Iterable[str]) -> bool:
    """Tell whether a question is asked in other words than all the known ones."""
    bare = sorted(normalise(question).split())
    return all(bare != sorted(normalise(other).split()) for other in known)


def _by_passage(readings: Iterable[Reading]) -> dict[tuple[str, str], list[Reading]]:
    groups = defaultdict(list)
    for reading in readings:
        if len(reading.passages) == 1 and not reading.history and not reading.derivation:
            groups[reading.passages[0].title, reading.passages[0].text].append(reading)
    return groups


def _is_span(reading: Reading) -> bool:
    answer = reading.answers[0]
    return answer.lower() not in ("yes", "no") and locate(reading.passages[0].text, answer) is not None


def _lesson(prompt: Sequence[dict[str, str]], reply: str) -> dict[str, Any]:
    return {"messages": [*prompt, assistant.said(reply)], "kind": "answer"}
