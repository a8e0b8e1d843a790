"""What a question's words weigh: the rarer in the collection, the more."""

import math

import pytest

from ingest.answerability.gate import coverage, idf
from ingest.collection import Collection
from tests.ingest.conftest import HashEmbedder, incoming


@pytest.fixture
def collection(tmp_path):
    found = Collection.open(tmp_path / "library", HashEmbedder(), create=True)
    found.replace([incoming("/a.md", "A dense index of the museum.", "The dense forest.", "A sparse index.")])
    return found


def test_a_word_weighs_by_the_chunks_that_have_it_also_where_its_stem_would_be_stemmed_further(collection):
    weights = idf(collection, "What is the museum's densest dense quandrel index?")
    counts = {"museum": 1, "densest": 0, "dens": 2, "quandrel": 0, "index": 2}
    assert weights == pytest.approx({term: math.log(1 + 3 / (1 + count)) for term, count in counts.items()})


def test_a_text_covers_the_share_of_the_weights_of_its_words(collection):
    weights = idf(collection, "dense quandrel")
    assert coverage("It is dense.", weights) == pytest.approx(weights["dens"] / sum(weights.values()))
    assert (coverage("Nothing.", weights), coverage("Nothing.", {})) == (0.0, 0.0)
