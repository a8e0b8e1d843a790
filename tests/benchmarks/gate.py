"""How well the refusal gate tells questions whose document is there from those whose document is not.

    python -m tests.benchmarks.gate PATH/TO/SQUAD.json

PATH is a file of SQuAD's form: a list of articles (or {"data": [...]}) with paragraphs and questions. Every second
article goes into a collection; questions about these should pass the gate, questions about the others should not.
A third set is the first with one word each replaced by a made-up one, a fourth SQuAD 2.0's own questions that come
near a paragraph and have no answer. For the search alone, and with the reranker where there is one: prints the
threshold that refuses 5 % of the first wrongly, for several weights of one signal, and what share of the others it
then refuses; last what the shipped gate does.
"""

import random
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from chatbot.retrieval import Retriever
from compress.console import emit
from compress.home import resolve_home
from ingest.answerability.gate import READ, SEARCHED, Gate, Signals, signals
from ingest.encoders.reranker import open_reranker
from ingest.text import STOP_WORDS
from tests.benchmarks.corpora import kept, read, targets

_QUESTIONS = 400
_FALSE_REFUSALS = 0.05
_SYLLABLES = "ve lo quan drel glim fol zor bex tran mip sku ral no tek wur pli".split()


def questions(articles: list[dict], answerable: bool = True) -> list[str]:
    """Return a fixed sample of the articles' questions, those that have an answer or those that have none."""
    found = [
        question["question"]
        for article in articles
        for paragraph in article["paragraphs"]
        for question in paragraph["qas"]
        if bool(question["answers"]) == answerable
    ]
    return random.Random(0).sample(found, min(_QUESTIONS, len(found)))


def made_up(asked: list[str]) -> list[str]:
    """Return the questions that have a longer word, with one such word replaced by one that does not exist."""
    rng, found = random.Random(0), []
    for question in asked:
        if longer := [word for word in re.findall(r"[A-Za-z]{5,}", question) if word.lower() not in STOP_WORDS]:
            old, new = rng.choice(longer), "".join(rng.sample(_SYLLABLES, rng.choice((2, 3))))
            found.append(question.replace(old, new.capitalize() if old[0].isupper() else new, 1))
    return found


def measure(retriever: Retriever, asked: list[str]) -> list[Signals]:
    """Return each question's signals."""
    return [signals(retriever.collection, question, *retriever.ranked(question)) for question in asked]


def refused(sets: list[list[Signals]], gate: Gate) -> list[float]:
    """Return the share of each set that a gate refuses."""
    shares = []
    for part in sets:
        shares.append(sum(one.relevance(gate) < gate.threshold for one in part) / len(part) if part else 0.0)
    return shares


def others(gate: Gate, known: list[Signals]) -> Iterator[Gate]:
    """Yield gates with one weight changed, each with the threshold that refuses 5 % of `known`."""
    changes = [{"coverage": weight} for weight in (0.25, 0.5, 0.75, 1.0, 1.5)]
    changes += [{"unknown": cost} for cost in (0.0, 0.2, 0.5, 0.8, 1.0)]
    if gate.score:
        changes += [{"score": weight} for weight in (0.0, 0.1, 0.2, 0.3)]
    for change in changes:
        changed = replace(gate, **change)
        scores = sorted(one.relevance(changed) for one in known)
        yield replace(changed, threshold=scores[int(_FALSE_REFUSALS * len(scores))])


def main(path: Path) -> None:
    """Print the curves and the shipped gates' shares."""
    articles = read(path)
    inside, outside = articles[::2], articles[1::2]
    known = questions(inside)
    asked = (known, questions(outside), made_up(known), questions(inside, answerable=False))
    reranker = open_reranker(resolve_home())
    with tempfile.TemporaryDirectory() as folder:
        collection = kept(Path(folder), targets(inside))
        for gate, reader in ((SEARCHED, None), *([(READ, reranker)] if reranker else [])):
            sets = [measure(Retriever(collection, reranker=reader), part) for part in asked]
            print(
                "coverage  unknown  score  threshold  refused wrongly  absent refused  made-up refused  near refused"
            )
            for other in others(gate, sets[0]):
                print_row(sets, other)
            emit(print_row(sets, gate))


def print_row(sets: list[list[Signals]], gate: Gate) -> dict[str, float]:
    """Print and return one gate's shares of refused questions."""
    wrongly, absent, invented, near = refused(sets, gate)
    print(
        f"{gate.coverage:>8.2f}  {gate.unknown:>7.2f}  {gate.score:>5.2f}  {gate.threshold:>9.3f}"
        f"  {wrongly:>15.3f}  {absent:>14.3f}  {invented:>15.3f}  {near:>12.3f}"
    )
    shares = {"refused_wrongly": wrongly, "refused_rightly": absent, "made_up_refused": invented}
    return {**gate.__dict__, **shares, "near_refused": near}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
