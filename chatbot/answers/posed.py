"""The number that a text leads up to: "The cell prints how many minutes it takes when …" and then "6.25 minutes".

A sentence that poses the question itself, "wants to know how many loaves it must sell to cover 612", holds what is
given and not what comes out. A reader takes one of its numbers; the number that comes out stands behind it, with the
thing that was counted.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from chatbot.answers.evidence import CERTAIN, Evidence
from chatbot.answers.subject import over
from chatbot.questions.operations import may_ask
from chatbot.questions.plurals import stem_set
from chatbot.questions.question_words import HOW_MANY
from ingest.collection import Passage
from ingest.text import sentences

_POSED = re.compile(r"\bhow many (\w+)", re.IGNORECASE)
_COUNT = re.compile(r"(?<![\w.,*/+=-])(?<![-*/+] )\d[\d,]*(?:\.\d+)?(?= ([^\W\d_]+))")
_FENCE = re.compile(r"```\w*")
_BEHIND = 3  # sentences; farther on, the text is about something else


def posed(question: str, passages: Sequence[Passage]) -> Evidence | None:
    """Return the number behind a sentence that poses the question; None where there is none, or are two."""
    asked = HOW_MANY.match(question)
    thing = stem_set(asked[1]) if asked else frozenset()
    if not thing or not may_ask(question):
        return None
    found = [pair for passage in passages for pair in _answers(stem_set(question), thing, passage)]
    if len({count for count, _ in found}) != 1:
        return None
    words, window = found[0]
    return Evidence(words, window, CERTAIN)


def _answers(asked: frozenset[str], thing: frozenset[str], passage: Passage) -> Iterator[tuple[str, Passage]]:
    """Yield what is counted behind each posing sentence, with both sentences as the window."""
    around = over(passage)
    parts = [part for part in sentences(passage.text) if not part.startswith(("|", "#"))]
    for n, part in enumerate(parts):
        if _things_posed(part) != [thing] or not asked <= stem_set(part) | around:
            continue
        for behind in _until_next(parts[n + 1 :]):
            for count in _COUNT.finditer(behind):
                if stem_set(count[1]) == thing:
                    text = " ".join(_FENCE.sub(" ", f"{part} {behind}").split())
                    yield f"{count.group()} {count[1]}", replace(passage, text=text)


def _things_posed(sentence: str) -> list[frozenset[str]]:
    return [stem_set(found) for found in _POSED.findall(sentence)]


def _until_next(parts: Sequence[str]) -> Iterator[str]:
    """Yield what stands behind a posing sentence, until another question is posed."""
    filled = (part for part in parts if _FENCE.sub("", part).strip())
    for part in islice(filled, _BEHIND):
        if _POSED.search(part):
            return
        yield part
