"""Which search puts the right paragraph first: dense, keywords, both fused, fused and reranked, or read as well.

    python -m tests.benchmarks.retrieval PATH/TO/SQUAD.json [--questions 300] [--held-out]
        [--among FILE...] [--total 20000] [--cut 40] [--keep FOLDER]

PATH is a file of SQuAD's form; all its articles go into one collection, with `--among` further paragraphs of any JSON
files up to `--total` (see `corpora.py`). A fixed sample of its answerable questions is asked, with `--held-out` only
of the articles that no training of ours has seen (the test side of `compress/corpus/splits.py`). R@k is the share for
which the question's own paragraph is among the first k; a paragraph that was split counts by any of its parts. MRR is
the mean of 1 / place. `--keep` leaves the collection in a folder for the next run. Prints a table, with the median of
the seconds that a question took.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from chatbot.answers.reader import open_reader
from chatbot.retrieval import Retriever
from compress.console import emit
from compress.corpus.splits import split_of
from compress.home import UserError, resolve_home
from ingest.collection import Collection
from ingest.encoders.reranker import open_reranker
from ingest.ranking import PASSAGES
from ingest.search.retrieval import Passage, Way
from tests.benchmarks.corpora import add_options, hidden, kept, read, targets

_AT = (1, 2, 4, 8)
_CANDIDATES = 20  # that each kind of search gives
_FIGURES = [*(f"R@{k}" for k in _AT), "MRR", "seconds"]


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

    def by(*ways: Way) -> Callable[[str], Sequence[Passage]]:
        return lambda question: collection.search(question, 2 * _CANDIDATES, candidates=_CANDIDATES, ways=ways)

    reranker, reader = open_reranker(resolve_home()), open_reader(resolve_home())
    if reranker is None or reader is None:
        raise UserError("reranker or reader are missing; run `python -m compress run compress/recipes/shipped.yaml`")
    retriever, chat = Retriever(collection, max(_AT), reranker), Retriever(collection, PASSAGES, reranker, reader)
    return {
        "dense": by("dense"),
        "BM25": by("words"),
        "fused": by("dense", "words", "names"),
        "fused + rerank": lambda question: retriever.ranked(question)[0],
        "and read": lambda question: chat.read(question, chat.ranked(question)[0]),
    }


def place(passages: Sequence[Passage], paragraph: str) -> int:
    """Return at which place, from 1, a part of the paragraph stands; 0 if nowhere."""
    whole = " ".join(paragraph.split())
    places = (n for n, passage in enumerate(passages, 1) if " ".join(passage.text.split()) in whole)
    return next(places, 0)


def measure(search: Callable[[str], Sequence[Passage]], questions: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Return the figures of one way to search, by their names in the table."""
    places, seconds = [], []
    search(questions[0][0])  # loads what it needs
    for question, paragraph in questions:
        began = time.perf_counter()
        found = search(question)
        seconds.append(time.perf_counter() - began)
        places.append(place(found, paragraph))
    shares = [sum(0 < at <= k for at in places) / len(places) for k in _AT]
    reciprocal = sum(1 / at for at in places if at) / len(places)
    return dict(zip(_FIGURES, [*shares, reciprocal, statistics.median(seconds)], strict=True))


def main(options: argparse.Namespace) -> None:
    """Print the table."""
    articles = read(options.path)
    paragraphs = hidden(targets(articles), targets(articles), options)
    sources = [each for each in articles if not options.held_out or split_of("squad", each["title"]) == "test"]
    questions = asked(sources, options.questions)
    with tempfile.TemporaryDirectory() as folder:
        collection = kept(options.keep or Path(folder), paragraphs)
        print(f"{len(paragraphs)} paragraphs, {collection.count()} chunks, {len(questions)} questions")
        print(f"{'':16}" + "".join(f"{name:>9}" for name in _FIGURES))
        for name, search in searches(collection).items():
            figures = measure(search, questions)
            print(f"{name:16}" + "".join(f"{value:9.3f}" for value in figures.values()), flush=True)
            emit({"search": name, **figures})
        collection.close()


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--held-out", action="store_true")
    add_options(parser)
    return parser.parse_args()


if __name__ == "__main__":
    main(options())
