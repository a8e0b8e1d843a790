"""A reading as the conversation that the assistant should have: search, look at the passages, answer or refuse.

system (style) → question → search_documents(query) → passages → answer with [n], or a refusal
"""

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from compress.corpus import assistant, prose
from compress.corpus.items import Passage, Reading
from compress.corpus.passages_text import show
from compress.corpus.sentences import answer_sentence, explain_sentences, support_sentence, yes_no_sentence

_EXPLAINS = re.compile(
    r"^\W*(?:how(?! (?:many|much|long|old|far|tall|high|often|big|large)\b)|why"
    r"|what (?:is|are|was|were) (?:an? |the )?\w+(?: \w+)?\W*$)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_LEAST_OVERLAP = 0.65  # of the content words of a sentence that people wrote, to stand in the passages
_SHORT = 4  # letters: shorter words say little about whether a sentence is supported
_LABELS = ("plain", "plain", "page", "heading", "file")  # how a document may be labelled; most say only its title


def converse(
    reading: Reading, distractors: Sequence[Passage], style: assistant.Style, rng: random.Random
) -> dict[str, Any] | None:
    """Return the conversation, its passages shuffled; None where the reading has no answer in that style.

    A reading without an answer ends in a refusal, whatever the style.
    """
    passages = [*reading.passages, *distractors]
    if not passages:
        return None
    order = rng.sample(range(len(passages)), len(passages))
    number = {original: shown for shown, original in enumerate(order, start=1)}
    golds = {number[place]: passage for place, passage in enumerate(reading.passages)}
    answer = answer_to(reading, golds, style) if reading.answerable else assistant.refusal()
    if answer is None:
        return None
    shown = [labelled(passages[place], rng) for place in order]
    history = [
        turn for question, said in reading.history for turn in (assistant.asked(question), assistant.heard(said))
    ]
    messages = [
        assistant.system(style),
        *history,
        assistant.asked(reading.question),
        assistant.called(assistant.SEARCH, query=reading.query or reading.question),
        assistant.returned(show(shown)),
        assistant.said(answer),
    ]
    kind = "answer" if reading.answerable else "refusal"
    group = style if reading.answerable else "near miss" if reading.passages else "absent"
    return {
        "messages": messages,
        "tools": assistant.tools(),
        "answers": list(reading.answers),
        "kind": kind,
        "group": group,
    }


def answer_to(reading: Reading, golds: dict[int, Passage], style: assistant.Style) -> str | None:
    """Return the answer with its footnotes; `golds` are the reading's passages by the numbers they are shown under.

    None where the reading has no answer in that style.
    """
    if style == "brief":
        return _brief(reading, golds)
    if reading.sentence:
        return _people_wrote(reading, golds)
    number, passage = _holder(reading.answers, golds)
    found = _sentences(reading, passage.text)
    return " ".join(footnoted(sentence, number) for sentence in prose.sentences(found)) if found else None


def labelled(passage: Passage, rng: random.Random) -> Passage:
    """Return the passage labelled as one of many kinds of document might be: by title, page, heading or file name."""
    how = rng.choice(_LABELS)
    if how == "page" and passage.page is None:
        return replace(passage, page=rng.randint(1, 80))
    if how == "file":
        return replace(passage, title="_".join(passage.title.lower().split()) or passage.title)
    return replace(passage, heading="") if how == "plain" else passage


def footnoted(sentence: str, number: int) -> str:
    """Return a sentence with its footnote before the final stop: "It rained [2]."."""
    body = sentence.rstrip()
    stop = body[-1] if body.endswith((".", "!", "?")) else ""
    return f"{body.removesuffix(stop).rstrip()} [{number}]{stop}"


def _sentences(reading: Reading, text: str) -> str | None:
    """Return one sentence, or a few where the question asks for an explanation."""
    question, answer = reading.query or reading.question, reading.answers[0]
    if answer.lower() in ("yes", "no"):
        return yes_no_sentence(question, answer.lower() == "yes", text)
    if _EXPLAINS.match(question) and len(answer.split()) > 3:
        return explain_sentences(question, answer, text) or answer_sentence(question, answer, text)
    return answer_sentence(question, answer, text) or support_sentence(question, answer, text)


def _brief(reading: Reading, golds: dict[int, Passage]) -> str | None:
    if reading.sentence and not any(_holds(passage.text, reading.answers) for passage in golds.values()):
        return None
    number, _ = _holder(reading.answers, golds)
    answer = reading.answers[0]
    if answer.lower() in ("yes", "no"):
        answer = answer.capitalize()
    return f"{answer.strip().rstrip('.,;')} [{number}]"


def _holder(answers: Sequence[str], golds: dict[int, Passage]) -> tuple[int, Passage]:
    """Return the number and the passage that has the best answer, else the first of the gold ones."""
    return next(((n, p) for n, p in golds.items() if _holds(p.text, answers[:1])), next(iter(golds.items())))


def _holds(text: str, answers: Sequence[str]) -> bool:
    return any(answer.lower() in text.lower() for answer in answers)


def _people_wrote(reading: Reading, golds: dict[int, Passage]) -> str | None:
    """Give each sentence the footnote of the passage nearest to it; None where one stands in no passage.

    A sentence that holds the answer's words may say the rest in its own.
    """
    marked = []
    for sentence in prose.sentences(reading.sentence):
        words = {word for word in map(str.lower, _WORD.findall(sentence)) if len(word) >= _SHORT}
        shares = {n: len(words & set(map(str.lower, _WORD.findall(p.text + p.title)))) for n, p in golds.items()}
        number = max(shares, key=lambda n: shares[n])
        if shares[number] < _LEAST_OVERLAP * len(words) and not _holds(sentence, reading.answers):
            return None
        marked.append(footnoted(sentence, number))
    return " ".join(marked) or None
