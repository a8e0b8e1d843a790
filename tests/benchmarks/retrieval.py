"""Which search puts the right paragraph first: dense, keywords, both fused, or fused and reranked.

    python -m tests.benchmarks.retrieval PATH/TO/SQUAD.json [QUESTIONS]

PATH is a file of SQuAD's form, as for `tests.benchmarks.gate`; all its articles go into one collection. A fixed sample
of its answerable questions (300 by default) is asked. R@k is the share for which the question's own paragraph is among
the first k; a paragraph that was split counts by any of its parts. Prints a table, and the seconds a question took.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from chatbot.retrieval import Retriever
from compress.console import emit
from compress.home import UserError, resolve_home
from ingest import keywords
from ingest.reranker import open_reranker
from ingest.retrieval import Passage
from ingest.store import Collection
from tests.benchmarks.gate import build, read

_AT = (1, 2, 4, 8)
_QUESTIONS = 300
_CANDIDATES = 20  # that each kind of search gives


def asked(articles: list[dict], count: int) -> list[tuple[str, str]]:
    """Return a fixed sample of (question, its paragraph)."""
    found = [
        (question["question"], paragraph["context"])
        for article in articles
        for paragraph in article["paragraphs"]
        for question in paragraph["qas"]
        if question["answers"]
    ]
    return random.Random(0).sample(found, min(count, len(found)))


def searches(collection: Collection) -> dict[str, Callable[[str], Sequence[Passage]]]:
    """Return the ways to search by name; each gives passages, best first."""

    def candidates(question: str) -> list[Passage]:
        return collection.search(question, k=2 * _CANDIDATES, candidates=_CANDIDATES)

    def dense(question: str) -> list[Passage]:
        return sorted(candidates(question), key=lambda passage: -passage.cosine)

    def worded(question: str) -> list[Passage]:
        found = {passage.id: passage for passage in candidates(question)}
        ids = keywords.search(collection._database, question, _CANDIDATES)
        return [found[id_] for id_ in ids]

    ways = {"dense": dense, "BM25": worded, "fused": candidates}
    reranker = open_reranker(resolve_home())
    if reranker is None:
        raise UserError("there is no reranker; build it with `python -m compress run compress/recipes/shipped.yaml`")
    retriever = Retriever(collection, max(_AT), reranker)
    return ways | {"fused + rerank": lambda question: retriever.ranked(question)[0]}


def place(passages: Sequence[Passage], paragraph: str) -> int:
    """Return at which place, from 1, a part of the paragraph stands; 0 if nowhere."""
    whole = " ".join(paragraph.split())
    places = (n for n, passage in enumerate(passages, 1) if " ".join(passage.text.split()) in whole)
    return next(places, 0)


def main(path: Path, count: int = _QUESTIONS) -> None:
    """Print the table."""
    articles = read(path)
    questions = asked(articles, count)
    with tempfile.TemporaryDirectory() as folder:
        collection = build(articles, Path(folder))
        print(f"{collection.count()} chunks, {len(questions)} questions")
        print(f"{'':16}" + "".join(f"{f'R@{k}':>8}" for k in _AT) + "  seconds a question")
        for name, search in searches(collection).items():
            places, seconds = [], []
            for question, paragraph in questions:
                began = time.perf_counter()
                found = search(question)
                seconds.append(time.perf_counter() - began)
                places.append(place(found, paragraph))
            shares = {f"R@{k}": sum(0 < at <= k for at in places) / len(places) for k in _AT}
            median = statistics.median(seconds)
            print(f"{name:16}" + "".join(f"{share:8.3f}" for share in shares.values()) + f"{median:10.3f}", flush=True)
            emit({"search": name, **shares, "seconds": median})
        collection.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:3]))
