"""How well the refusal gate tells questions whose document is there from those whose document is not.

    python -m tests.benchmarks.gate PATH/TO/SQUAD.json

PATH is a file of SQuAD's form: a list of articles (or {"data": [...]}) with paragraphs and questions. Every second
article goes into a collection; questions about these should pass the gate, questions about the others should not.
A third set is the first with one word each replaced by a made-up one. Prints, for several weights of the coverage,
the threshold that refuses 5 % of the first wrongly and what share of the others it then refuses; then, at the shipped
weight and threshold, the same for several costs of an unknown word; last what the shipped gate does.
"""

import json
import random
import re
import sys
import tempfile
from pathlib import Path

from langchain_core.documents import Document

from chatbot.retrieval import COVERAGE_WEIGHT, THRESHOLD, UNKNOWN_COST, Signals, signals
from chatbot.text import STOP_WORDS
from compress.console import emit
from compress.home import resolve_home
from ingest.embedding import open_embedder
from ingest.splitting import split
from ingest.store import Collection, Incoming

_QUESTIONS = 400
_FALSE_REFUSALS = 0.05
_SYLLABLES = "ve lo quan drel glim fol zor bex tran mip sku ral no tek wur pli".split()


def read(path: Path) -> list[dict]:
    """Return the articles."""
    found = json.loads(path.read_text("utf-8"))
    return found["data"] if isinstance(found, dict) else found


def build(articles: list[dict], folder: Path) -> Collection:
    """Return a collection of the articles' paragraphs."""
    embedder = open_embedder(resolve_home())
    collection = Collection.open(folder / "gate", embedder, create=True)
    for article in articles:
        pages = [
            Document(paragraph["context"], metadata={"source": article["title"], "title": article["title"], "page": n})
            for n, paragraph in enumerate(article["paragraphs"], 1)
        ]
        chunks = split(pages, embedder.count_tokens, embedder.max_tokens)
        with collection.writing():
            collection.replace([Incoming(article["title"], article["title"], article["title"], chunks)])
    return collection


def questions(articles: list[dict]) -> list[str]:
    """Return a fixed sample of the articles' answerable questions."""
    found = [
        question["question"]
        for article in articles
        for paragraph in article["paragraphs"]
        for question in paragraph["qas"]
        if question["answers"]
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


def measure(collection: Collection, asked: list[str]) -> list[Signals]:
    """Return each question's signals."""
    return [signals(collection, question, collection.search(question, k=4)) for question in asked]


def refused(sets: list[list[Signals]], weight: float, threshold: float, cost: float) -> list[float]:
    """Return the share of each set that a gate of these settings refuses."""
    return [sum(one.relevance(weight, cost) < threshold for one in part) / len(part) for part in sets]


def main(path: Path) -> None:
    """Print the curves and the shipped gate's shares."""
    articles = read(path)
    inside, outside = articles[::2], articles[1::2]
    known = questions(inside)
    with tempfile.TemporaryDirectory() as folder:
        collection = build(inside, Path(folder))
        sets = [measure(collection, asked) for asked in (known, questions(outside), made_up(known))]
    print("weight  threshold    cost  refused wrongly  absent refused  made-up refused")
    for weight in (0.0, 0.25, 0.5, 0.75, 1.0, 1.5):
        scores = sorted(one.relevance(weight) for one in sets[0])
        print_row(sets, weight, scores[int(_FALSE_REFUSALS * len(scores))], UNKNOWN_COST)
    for cost in (0.0, 0.1, 0.2, 0.3, 0.4, 0.5):
        print_row(sets, COVERAGE_WEIGHT, THRESHOLD, cost)
    emit(print_row(sets, COVERAGE_WEIGHT, THRESHOLD, UNKNOWN_COST))


def print_row(sets: list[list[Signals]], weight: float, threshold: float, cost: float) -> dict[str, float]:
    """Print and return one setting's shares of refused questions."""
    wrongly, absent, invented = refused(sets, weight, threshold, cost)
    print(f"{weight:>6.2f}  {threshold:>9.3f}  {cost:>6.2f}  {wrongly:>15.3f}  {absent:>14.3f}  {invented:>15.3f}")
    settings = {"weight": weight, "threshold": threshold, "unknown_cost": cost}
    return {**settings, "refused_wrongly": wrongly, "refused_rightly": absent, "made_up_refused": invented}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
