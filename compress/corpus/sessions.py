"""Reading sessions: a few passages and many questions about them, one after the other.

A conversation of the chat has one answer in 700 tokens, most of them tools and passages. A session has ten in as
many: the cheapest way to read. No tools are offered, so that it teaches reading and not how to do without searching.

system (style) → passages and a question → answer with [n], or a refusal → another question → ...
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from compress.corpus import assistant
from compress.corpus.items import Passage, Reading
from compress.corpus.passages import same_text
from compress.corpus.passages_text import show
from compress.corpus.prose import holds
from compress.corpus.reading import answer_to, labelled

_QUESTIONS = 10  # at most, in a session
_FEWEST = 3  # with fewer, a conversation of the chat teaches as much
_OF_OTHERS = 3  # about the passages beside the first
_REFUSED = 0.22  # of the questions
_OWN_WORDS = 0.5  # of the sessions have the chat's own system prompt


def sessions(readings: Sequence[Reading], rng: random.Random) -> Iterator[dict[str, Any]]:
    """Yield a session around each passage that is asked about enough, with other passages of its group beside it.

    Only readings of one passage each; what no passage of the session answers is refused. The same readings and rng
    give the same sessions.
    """
    groups: dict[tuple[str, str], dict[str, list[Reading]]] = defaultdict(lambda: defaultdict(list))
    for reading in readings:
        if len(reading.passages) == 1 and not reading.derivation and not reading.history:
            groups[reading.source, reading.group][reading.passages[0].text].append(reading)
    for asked in groups.values():
        for text in asked:
            made = _session(text, asked, rng)
            if made:
                yield made


def _session(text: str, asked: dict[str, list[Reading]], rng: random.Random) -> dict[str, Any] | None:
    style: assistant.Style = "brief" if rng.random() < 0.5 else "full"
    shown = _beside(text, list(asked), rng.choice((0, 1, 2, 2, 3)), rng)
    readings = [*asked[text], *(other for beside in shown[1:] for other in _few(asked[beside], _OF_OTHERS, rng))]
    answered = [reading for reading in readings if reading.answerable]
    refused = [reading for reading in readings if not reading.answerable] + _elsewhere(asked, shown, rng)
    most = max(1, round(_REFUSED * min(_QUESTIONS, len(answered))))
    questions = [*_few(answered, _QUESTIONS - most, rng), *_few(refused, most, rng)]
    rng.shuffle(questions)
    rng.shuffle(shown)
    turns = [turn for reading in questions if (turn := _turn(reading, shown, style))]
    if len(turns) < _FEWEST:
        return None
    passages = [labelled(_passage(asked, beside), rng) for beside in shown]
    messages = [_system(style, rng)]
    for place, (question, answer) in enumerate(turns):
        lead = f"{show(passages)}\n\n" if place == 0 else ""
        messages += [assistant.asked(f"{lead}Question: {question}"), assistant.said(answer)]
    return {"messages": messages, "kind": "answer", "group": "session"}


def _beside(text: str, others: list[str], count: int, rng: random.Random) -> list[str]:
    """Return the text and up to `count` others that do not repeat it."""
    shown = [text]
    for other in rng.sample(others, min(len(others), 3 * count)):
        if len(shown) <= count and not any(same_text(other, known) for known in shown):
            shown.append(other)
    return shown


def _elsewhere(asked: dict[str, list[Reading]], shown: list[str], rng: random.Random) -> list[Reading]:
    """Return questions about other passages of the group whose answers do not stand in the shown ones."""
    others = [text for text in asked if not any(same_text(text, known) for known in shown)]
    found = []
    for text in _few(others, 2, rng):
        for reading in _few(asked[text], 1, rng):
            if reading.answers and not any(holds(known, answer) for known in shown for answer in reading.answers):
                found.append(reading.without_answer())
    return found


def _turn(reading: Reading, shown: list[str], style: assistant.Style) -> tuple[str, str] | None:
    if not reading.answerable:
        return reading.question, assistant.refusal()
    number = shown.index(reading.passages[0].text) + 1
    answer = answer_to(reading, {number: reading.passages[0]}, style)
    return (reading.question, answer) if answer else None


def _system(style: assistant.Style, rng: random.Random) -> assistant.Message:
    return assistant.system(style) if rng.random() < _OWN_WORDS else assistant.other_system(style, rng)


def _passage(asked: dict[str, list[Reading]], text: str) -> Passage:
    return asked[text][0].passages[0]


def _few(items: Sequence[Any], count: int, rng: random.Random) -> list[Any]:
    return rng.sample(items, min(len(items), count))
