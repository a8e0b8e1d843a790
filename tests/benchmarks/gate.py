"""How well the refusal gate tells questions whose document is there from those whose document is not.

    python -m tests.benchmarks.gate PATH/TO/SQUAD.json

PATH is a file of SQuAD's form: a list of articles (or {"data": [...]}) with paragraphs and questions. Every second
article goes into a collection; questions about these should pass the gate, questions about the others should not.
Prints, for several weights of the coverage, the threshold that refuses 5 % of the first wrongly and what share of
the second it then refuses, and what the shipped gate does.
"""

import json
import random
import sys
import tempfile
from pathlib import Path

from langchain_core.documents import Document

from chatbot.retrieval import COVERAGE_WEIGHT, THRESHOLD, Signals, signals
from compress.console import emit
from compress.home import resolve_home
from ingest.embedding import open_embedder
from ingest.splitting import split
from ingest.store import Collection, Incoming

_QUESTIONS = 400
_FALSE_REFUSALS = 0.05


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


def measure(collection: Collection, asked: list[str]) -> list[Signals]:
    """Return each question's signals."""
    return [signals(collection, question, collection.search(question, k=4)) for question in asked]


def main(path: Path) -> None:
    """Print the curve and the shipped gate's shares."""
    articles = read(path)
    inside, outside = articles[::2], articles[1::2]
    with tempfile.TemporaryDirectory() as folder:
        collection = build(inside, Path(folder))
        known, unknown = (measure(collection, questions(part)) for part in (inside, outside))
    print("weight  threshold  refused wrongly  refused rightly")
    for weight in (0.0, 0.25, 0.5, 0.75, 1.0, 1.5):
        scores = sorted(one.relevance(weight) for one in known)
        threshold = scores[int(_FALSE_REFUSALS * len(scores))]
        print_row(weight, threshold, known, unknown)
    emit(print_row(COVERAGE_WEIGHT, THRESHOLD, known, unknown))


def print_row(weight: float, threshold: float, known: list[Signals], unknown: list[Signals]) -> dict[str, float]:
    """Print and return one setting's shares of refused questions."""
    wrongly, rightly = (
        sum(one.relevance(weight) < threshold for one in part) / len(part) for part in (known, unknown)
    )
    print(f"{weight:>6.2f}  {threshold:>9.3f}  {wrongly:>15.3f}  {rightly:>15.3f}")
    return {"weight": weight, "threshold": threshold, "refused_wrongly": wrongly, "refused_rightly": rightly}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
