"""Which passages go to the reranker: all different, and as many where documents are there several times."""

import numpy as np

from ingest.ranking import RERANKED, rank
from tests.ingest.conftest import incoming


class Counting:
    """A reranker that keeps what it is given and scores all alike."""

    def __init__(self):
        self.read: list[str] = []

    def score(self, question, passages):
        self.read = [passage.text for passage in passages]
        return np.zeros(len(passages), np.float32)


class Liking:
    """A reranker that likes passages with a word."""

    def __init__(self, word: str):
        self.word = word

    def score(self, question, passages):
        return np.array([float(self.word in passage.text) for passage in passages], np.float32)


def test_a_folder_that_is_there_five_times_leaves_the_reranker_as_much_to_read(collection):
    texts = [f"The gull number {number} nests on the cliff." for number in range(30)]
    collection.replace([incoming("/a/birds.txt", *texts)])
    once, again = Counting(), Counting()
    rank(collection, "Which gull nests on the cliff?", reranker=once)
    collection.replace([incoming(f"/{folder}/birds.txt", *texts) for folder in "bcde"])
    found, _ = rank(collection, "Which gull nests on the cliff?", reranker=again)
    assert len(set(once.read)) == len(set(again.read)) == len(again.read) == RERANKED
    assert len({passage.text for passage in found}) == len(found) == 4
    without, _ = rank(collection, "Which gull nests on the cliff?")
    assert len({passage.text for passage in without}) == len(without) == 4


def test_a_small_collection_of_copies_gives_what_it_has(collection):
    collection.replace([incoming(f"/{folder}/note.txt", "The gull nests.", "The tern too.") for folder in "abc"])
    read = Counting()
    assert len(rank(collection, "Who nests?", reranker=read)[0]) == len(read.read) == 2


def test_a_table_of_contents_comes_last_unless_it_is_asked_about(collection):
    contents = "# Contents\n\n- Gulls on the cliff\n- Terns\n- Where gulls nest\n- Owls"
    collection.replace([incoming("/a/birds.txt", contents, "The gull nests on the cliff.")])
    asked = "Where on the cliff do gulls nest?"
    assert rank(collection, asked, reranker=Liking("Contents"))[0][-1].text == contents
    asked = "Which chapter says where gulls nest?"
    assert rank(collection, asked, reranker=Liking("Contents"))[0][0].text == contents
