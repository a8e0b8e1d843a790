"""Readings as a reranker's training and measuring data: a question, the passage that answers, and those that do not.

Passages look as `ingest` embeds them: "title > heading", a line break, the text.

    for group in pairs(readings, Pool(readings), Random(0)):     # lines for `python -m compress rerank --data`
    for case in cases(readings, search):                         # lines for `python -m compress evaluate --data`
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from random import Random
from typing import Any

from compress.corpus.items import Passage, Reading
from compress.corpus.passages import Pool
from compress.corpus.refusals import asks_beyond, false_premises, near_misses
from compress.corpus.verdicts import turned, untold, verdict_of

# How many negatives of each kind; training draws some of them anew each epoch.
_NEAR, _SAME_GROUP, _RANDOM = 6, 4, 2
_UNTITLED = 0.25  # of the questions: documents may have no title, and a title alone must not decide
_NO_MARK = 0.1  # of the questions: people type without a question mark
_MADE_NEAR_MISSES = 0.6  # of the readings; a swap that is safe is not always found
_TURNED = 0.5  # of the readings
_ROUNDS = 2  # of a near miss that people wrote: few, and the best teachers of what is no answer
_NAMES_FROM = 40  # readings of the same article, whose names a near miss borrows
_CANDIDATES = 20


def pairs(readings: Iterable[Reading], pool: Pool, rng: Random) -> Iterator[dict[str, Any]]:
    """Yield {"question", "positive", "negatives", "near_miss", "spans"} for each reading that says what answers it.

    Of a question of yes or no "verdict" is which, "none" where the passage does not tell.

    Negatives: the reading's other passages, passages with the question's rarer words (BM25), others of the same
    article, and some from anywhere; none holds an answer. Where the reading's passages do not answer, positive is
    None and they are the first negatives. Beside a share of the readings stands a near miss made of them: the
    question with something in it changed that its passage does not tell.
    """
    readings = list(readings)
    groups = defaultdict(list)
    for reading in readings:
        groups[reading.source, reading.group].append(reading)
    for reading in readings:
        question = _question(reading)
        golds = gold_passages(reading)
        if not question or not reading.passages or (reading.answerable and not golds):
            continue
        own = [passage for passage in reading.passages if passage not in golds]
        positive = rng.choice(golds) if golds else None
        for _ in range(1 if golds or reading.generated else _ROUNDS):
            found = own + _negatives(reading, question, golds + own, pool, rng)
            yield _group(question, positive, found, rng, reading.answers)
        if positive and not reading.generated and rng.random() < _MADE_NEAR_MISSES:
            others = [each for each in groups[reading.source, reading.group][:_NAMES_FROM] if each.passages]
            missed = next(_missed(reading, others, rng), None)
            if missed:
                beyond = [passage for passage in found if asks_beyond(missed, question, [passage])]
                yield _group(missed, None, [positive, *beyond], rng)


def verdict_pairs(readings: Iterable[Reading], pool: Pool, rng: Random) -> Iterator[dict[str, Any]]:
    """Yield lines like those of `pairs` for questions of yes or no that readings are turned into (`verdicts`).

    All of them point at the words that answer the reading. Readings of one passage, and half of them: open datasets
    have few such questions, and these are all of a kind.
    """
    for reading in readings:
        if reading.history or reading.generated or len(reading.passages) != 1 or rng.random() >= _TURNED:
            continue
        own, asked = reading.passages[0], reading.question
        made = turned(asked, reading.answers, own.text, rng) if reading.answers else untold(asked, own.text, rng)
        for each in made:
            found = _negatives(reading, each.question, [own], pool, rng)
            positive, beside = (own, found) if reading.answers else (None, [own, *found])
            yield {**_group(each.question, positive, beside, rng, reading.answers), "verdict": each.verdict}


def cases(
    readings: Iterable[Reading], search: Callable[[str, int], Sequence[Passage]], count: int = _CANDIDATES
) -> Iterator[dict[str, Any]]:
    """Yield {"question", "candidates", "gold", "answers", "verdict"}: the first `count` that `search` finds.

    What the search missed takes the last place, so that every question can be answered by ranking alone. Readings
    with several passages that answer are left out; where none does, they are candidates and gold is None.
    """
    for reading in readings:
        question = _question(reading)
        golds = gold_passages(reading)
        if not question or not reading.passages or len(golds) != int(reading.answerable):
            continue
        own = [embedded(passage) for passage in (golds or reading.passages)]
        found = list(dict.fromkeys(embedded(passage) for passage in search(question, count)))[:count]
        missed = [text for text in own if text not in found]
        candidates = found[: count - len(missed)] + missed
        gold = candidates.index(own[0]) if golds else None
        case = {"question": question, "candidates": candidates, "gold": gold, "answers": _spans(reading.answers)}
        verdict = verdict_of(question, reading.answers, bool(golds))
        yield case | ({"verdict": verdict} if verdict else {})


def gold_passages(reading: Reading) -> list[Passage]:
    """Return the passages that hold an answer; a lone passage does where the answer is no span (yes, a sum)."""
    if not reading.answerable:
        return []
    if len(reading.passages) == 1:
        return list(reading.passages)
    spans = _spans(reading.answers)
    if reading.derivation is not None:
        return []
    return [passage for passage in reading.passages if any(span in passage.text for span in spans)]


def embedded(passage: Passage) -> str:
    """Return the text of a passage that `ingest` embeds: title and headings on a line of their own, then the text."""
    parts = dict.fromkeys([passage.title, *passage.heading.split(" > ")])
    context = " > ".join(part for part in parts if part)
    return f"{context}\n{passage.text}" if context else passage.text


def _text_only(passage: Passage) -> str:
    return passage.text


def _question(reading: Reading) -> str | None:
    """Return the question as one asks without a conversation before it; None where it cannot be."""
    return reading.query or (reading.question if not reading.history else None)


def _spans(answers: Sequence[str]) -> list[str]:
    """Return the answers that are words of a passage."""
    return [answer for answer in answers if answer.lower() not in ("yes", "no")]


def places(answers: Sequence[str], passage: Passage, written: str) -> list[list[int]]:
    """Return where, in characters, answers stand whole in a passage's text as it was written, best answers first."""
    start = len(written) - len(passage.text)  # behind title and headings
    found = [
        [match.start(), match.end()]
        for answer in _spans(answers)
        for match in re.compile(rf"(?<!\w){re.escape(answer)}(?!\w)").finditer(written, start)
    ]
    return [place for n, place in enumerate(found) if place not in found[:n]]


def _group(
    question: str,
    positive: Passage | None,
    negatives: Sequence[Passage],
    rng: Random,
    answers: Sequence[str] = (),
) -> dict[str, Any]:
    write = _text_only if rng.random() < _UNTITLED else embedded
    verdict = verdict_of(question, answers, positive is not None)
    return {
        "question": question.rstrip("? ") if rng.random() < _NO_MARK else question,
        "positive": write(positive) if positive else None,
        "negatives": list(dict.fromkeys(write(passage) for passage in negatives)),
        "near_miss": positive is None,
        "spans": places(answers, positive, write(positive)) if positive else [],
        **({"verdict": verdict} if verdict else {}),
    }


def _missed(reading: Reading, others: Sequence[Reading], rng: Random) -> Iterator[str]:
    """Yield questions like the reading's that none of its passages answers."""
    makers = [near_misses(reading, others, rng), false_premises(reading, rng)]
    if rng.random() < 1 / 3:
        makers.reverse()
    for maker in makers:
        yield from maker


def _negatives(reading: Reading, question: str, without: list[Passage], pool: Pool, rng: Random) -> list[Passage]:
    answers, found = reading.answers, []
    found += pool.near(question, _NEAR, answers, without)
    found += pool.same_group(reading, _SAME_GROUP, rng, answers, without + found)
    return found + pool.random(_RANDOM, rng, answers, without + found)
