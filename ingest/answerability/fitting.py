"""Fits the gate's threshold to a collection: its own questions, with their documents there and with them held out.

    asked = ask(collection, reranker, 0.05, progress)   # at most 150 questions, each ranked three times
    point = fit(asked, 0.05)                            # the threshold that lets 5 % of what must be refused pass

A question made from a chunk is answerable. Without its document it is what the chat must refuse: a question whose
subject is not there. Where another document says the same it stays answerable, and is left out. A threshold that is
low enough for these would let made-up things pass, which come near to a passage that is there: so the question with
one word made up is held to the same rate. Only the threshold is fitted; what the signals weigh is shipped.
"""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace

from compress.home import UserError
from ingest.answerability.calibration import Calibration, name_of, shipped_gate, store
from ingest.answerability.gate import Gate, coverage, idf, signals
from ingest.answerability.question_generation import Question, questions_of
from ingest.collection import Collection, Sample
from ingest.encoders.reranker import Reranker
from ingest.ranking import PASSAGES, rank

MOST = 150  # questions: about two minutes on two cores, and enough for 2 % false answers
FEWEST_DOCUMENTS = 5  # holding one out must leave most of the collection, or the rest is no picture of it
_EXPECTED = 3  # false answers among the questions: with fewer expected, none at all may be seen at twice the rate
_CHUNKS_READ = 4 * MOST  # to make the questions from: not every chunk has a sentence to ask about
_SAID_ELSEWHERE = 0.8  # of a sentence's weighted terms in one passage
_DEAR = 0.2  # of the answerable questions refused: a chat that says no this often is of little use
_RATES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3)


@dataclass(frozen=True)
class Asked:
    """One question's relevance with its document there, with it held out, and with a word of it made up."""

    question: str
    kept: float
    held_out: float
    made_up: float


@dataclass(frozen=True)
class Point:
    """A threshold, the shares of held-out and of made-up questions that pass it, and of answerable ones it refuses."""

    threshold: float
    false_answers: float
    made_up_passed: float
    refused_wrongly: float


class Remembering(Reranker):
    """Reads a question's passages once, though the question is ranked twice."""

    def __init__(self, reranker: Reranker) -> None:
        self._reranker, self._question, self._scores = reranker, "", {}

    def score_texts(self, question, texts):
        import numpy as np

        if question != self._question:
            self._question, self._scores = question, {}
        new = [text for text in dict.fromkeys(texts) if text not in self._scores]
        if new:
            self._scores.update(zip(new, self._reranker.score_texts(question, new), strict=True))
        return np.asarray([self._scores[text] for text in texts], np.float32)


def fewest_questions(rate: float) -> int:
    """Return how many questions it takes to fit a threshold to a rate of false answers."""
    return math.ceil(_EXPECTED / rate - 1e-9)


def ask(
    collection: Collection, reranker: Reranker | None, rate: float, asked: Callable[[int, int], None]
) -> list[Asked]:
    """Return the relevances of at most 150 questions made from the collection; the same for the same collection.

    `asked` is called with how many are done, and of how many. Raises `UserError` where the collection is too small
    for the rate.
    """
    if (documents := len(collection.sources())) < FEWEST_DOCUMENTS:
        raise UserError(
            f"a collection of {documents} documents is too small to calibrate: each is held out in turn, which takes "
            f"{FEWEST_DOCUMENTS}; add documents, or go on with the shipped threshold"
        )
    made = _questions(collection)
    _require(len(made), rate)
    reader, done = Remembering(reranker) if reranker else None, []
    for number, (sample, question) in enumerate(made, start=1):
        if result := _ask(collection, reader, sample, question):
            done.append(result)
        asked(number, len(made))
    _require(len(done), rate)
    return done


def fit(asked: Sequence[Asked], rate: float) -> Point:
    """Return the lowest threshold that lets at most this share pass, of the held-out and of the made-up questions."""
    return point(
        asked, max(_threshold([one.held_out for one in asked], rate), _threshold([one.made_up for one in asked], rate))
    )


def _threshold(relevances: Sequence[float], rate: float) -> float:
    """Return the number halfway between the last that may pass and the first that may not."""
    ranked = sorted(relevances, reverse=True)
    first_refused = ranked[math.floor(rate * len(ranked) + 1e-9)]
    above = min((relevance for relevance in ranked if relevance > first_refused), default=first_refused)
    return max((first_refused + above) / 2, math.nextafter(first_refused, math.inf))


def point(asked: Sequence[Asked], threshold: float) -> Point:
    """Return what a threshold does to the questions."""
    held_out, made_up = [one.held_out for one in asked], [one.made_up for one in asked]
    passed = [sum(relevance >= threshold for relevance in part) / len(asked) for part in (held_out, made_up)]
    return Point(threshold, *passed, sum(one.kept < threshold for one in asked) / len(asked))


def keep(chosen: Point, collection: Collection, reranker: Reranker | None, rate: float, questions: int) -> Calibration:
    """Make a threshold the collection's own, fitted to a rate on so many questions; return what is kept of that."""
    fitted = Calibration(
        gate=replace(shipped_gate(reranker), threshold=chosen.threshold),
        reranker=name_of(reranker),
        target=rate,
        questions=questions,
        chunks=collection.count(),
        **{name: share for name, share in asdict(chosen).items() if name != "threshold"},
    )
    store(collection, fitted)
    return fitted


def curve(asked: Sequence[Asked], chosen: Point, shipped: Gate) -> list[Point]:
    """Return points from few false answers to few wrong refusals, the chosen and the shipped threshold among them."""
    points = {chosen, point(asked, shipped.threshold), *(fit(asked, rate) for rate in _RATES)}
    return sorted(points, key=lambda one: -one.threshold)


def advice(chosen: Point, points: Sequence[Point]) -> str:
    """Return a sentence about a threshold that makes the chat refuse too much; "" where it does not."""
    if chosen.refused_wrongly <= _DEAR:
        return ""
    said = f"this refuses {chosen.refused_wrongly:.0%} of what the documents do answer"
    cheaper = [one for one in points if one.refused_wrongly <= _DEAR]
    if not cheaper:
        return f"{said}: these documents are too alike for a threshold to tell; `--forget` brings the shipped one back"
    passing = max(cheaper[0].false_answers, cheaper[0].made_up_passed)
    return (
        f"{said}: `--false-answers {math.ceil(100 * passing) / 100:g}` would refuse {cheaper[0].refused_wrongly:.0%}"
    )


def _questions(collection: Collection) -> list[tuple[Sample, Question]]:
    """Return questions from different texts, of each document in turn."""
    made: dict[str, tuple[Sample, Question]] = {}
    for sample in collection.sample(_CHUNKS_READ):
        if sample.text in made:
            continue
        for question in questions_of(sample.text, sample.other, random.Random(sample.id)):  # noqa: S311 - the same every time
            made[sample.text] = (sample, question)
    return list(made.values())[:MOST]


def _require(questions: int, rate: float) -> None:
    if questions < (fewest := fewest_questions(rate)):
        raise UserError(
            f"the collection is too small to calibrate to {100 * rate:g} % false answers: that takes {fewest} "
            f"questions, and {questions} can be made from it; add documents, or allow more with --false-answers"
        )


def _ask(collection: Collection, reranker: Reranker | None, sample: Sample, question: Question) -> Asked | None:
    """Return a question's relevances; None where another document says the same."""
    made_up = question.about_nothing(random.Random(sample.id))  # noqa: S311 - the same every time
    rest = collection.without([sample.source])
    if not made_up or _says(rest, question.answered_by, idf(collection, question.answered_by)):
        return None
    gate = shipped_gate(reranker)
    relevances = [  # the same question twice in a row: most of its passages are read already
        signals(where, asked, *rank(where, asked, reranker=reranker)).relevance(gate)
        for where, asked in ((collection, question.text), (rest, question.text), (collection, made_up))
    ]
    return Asked(question.text, *relevances)


def _says(collection: Collection, sentence: str, weights: dict[str, float]) -> bool:
    """Return whether a passage of the collection has the sentence's words: a copy, or another version of it."""
    found = collection.search(sentence, k=PASSAGES)
    return any(coverage(passage.text, weights) >= _SAID_ELSEWHERE for passage in found)
