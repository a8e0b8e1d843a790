"""Whether a question that names a document gets that document first.

    python -m tests.benchmarks.naming [COLLECTION]

Of every document of a collection six questions are made, each with its file's name or title and a word of one of its
chunks. "before" is the same search without regard to names. Of documents that share a name each one is right.
"""

import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import PurePath

from chatbot.retrieval import Retriever
from compress.console import emit
from compress.home import resolve_home
from ingest.collection import DEFAULT, Collection, collection_folder
from ingest.encoders.embedding import open_embedder
from ingest.encoders.reranker import open_reranker
from ingest.search.retrieval import Passage
from ingest.text import words

_QUESTIONS = {
    "file's name": "What does {file} say about {word}?",
    "without its suffix": "What is said about {word} in {stem}?",
    "as words": "what does {spoken} say about {word}?",
    "no other word": "Summarise {spoken}.",
    "title": "In the {title} guide, what is {word}?",
    "title in quotes": 'What does "{title}" say about {word}?',
}
_SHORTEST = 5  # letters of a chunk's word
_READ = 4  # passages


class _Nameless:
    """A collection that is searched without regard to names."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    def search(self, query: str, k: int) -> list[Passage]:
        return self._collection.search(query, k, ways=("dense", "words"))


def names(passage: Passage) -> dict[str, str]:
    """Return what a document may be called."""
    file = PurePath(passage.source)
    spoken = file.stem.replace("_", " ").replace("-", " ").lower()
    return {"file": file.name, "stem": file.stem, "spoken": spoken, "title": passage.title}


def chosen(collection: Collection) -> list[tuple[Passage, str]]:
    """Return a chunk of each document, and one of its longer words."""
    rng, found = random.Random(0), defaultdict(list)
    count = collection.count()
    for passage in collection.search("anything", count, candidates=count, ways=("dense",)):
        found[passage.source].append(passage)
    drawn = [rng.choice(sorted(found[source], key=lambda each: each.id)) for source in sorted(found)]
    longer = [[word for word in words(one.text) if word.isalpha() and len(word) >= _SHORTEST] for one in drawn]
    return [(one, rng.choice(some or ["it"])) for one, some in zip(drawn, longer, strict=True)]


def rates(retriever: Retriever, asked: Sequence[tuple[str, str, str]]) -> tuple[float, float]:
    """Return how often a right document is first and among the four, for (question, kind of name, name)."""
    first = four = 0
    for question, kind, name in asked:
        right = [names(passage)[kind].lower() == name.lower() for passage in retriever.ranked(question)[0]]
        first += right[:1] == [True]
        four += any(right)
    return first / len(asked), four / len(asked)


def main(name: str) -> None:
    """Print the table."""
    home = resolve_home()
    collection = Collection.open(collection_folder(home, name), open_embedder(home))
    reranker = open_reranker(home)
    plain, ours = (Retriever(each, _READ, reranker) for each in (_Nameless(collection), collection))
    documents = chosen(collection)
    print(f"{len(documents)} documents, {collection.count()} chunks")
    print(f"{'':20}{'first':>8}{'in four':>9}{'before: first':>15}{'in four':>9}")
    for label, template in _QUESTIONS.items():
        kind = next(kind for kind in ("file", "stem", "spoken", "title") if f"{{{kind}}}" in template)
        asked = [(template.format(**names(one), word=word), kind, names(one)[kind]) for one, word in documents]
        now, before = rates(ours, asked), rates(plain, asked)
        print(f"{label:20}{now[0]:8.3f}{now[1]:9.3f}{before[0]:15.3f}{before[1]:9.3f}", flush=True)
        emit({"named_by": label, "first": now[0], "in_four": now[1], "first_before": before[0]})
    collection.close()


if __name__ == "__main__":
    main(*(sys.argv[1:2] or [DEFAULT]))
