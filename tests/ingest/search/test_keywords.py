"""Search by words: what a query becomes, what it finds, and that nothing in it is taken for a command."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.collection import Collection
from ingest.search import keywords
from tests.ingest.conftest import HashEmbedder, incoming


@pytest.mark.parametrize(
    ("query", "expression"),
    [
        ("How do I add documents?", '"add" OR "documents"'),
        ("e-mail", '"mail" OR "e mail"'),
        ("is 3.5 enough", '"3" OR "5" OR "3 5" OR "enough"'),
        ('NEAR("a" b) AND NOT c*', '"near" OR "near a"'),
        ("words words", '"words"'),
        ("cafe\u0301", '"café"'),
        ("what is it?", ""),
        ("", ""),
        ('"" * ( ) : ^ -', ""),
    ],
)
def test_expression(query, expression):
    assert keywords.match_expression(query) == expression


def found(collection, query):
    return [
        collection._database.execute("SELECT text FROM chunk WHERE id = ?", (id_,)).fetchone()[0]
        for id_ in keywords.search(collection._database, query, 10)
    ]


def test_words_are_found_in_any_inflection_and_with_or_without_accents(collection):
    collection.replace([incoming("/a", "The cafés were closing.", "Nothing of the kind.")])
    for query in ("cafe", "CAFÉ closed", "closes", "caf\u00e9s"):
        assert found(collection, query) == ["The cafés were closing."]
    assert found(collection, "coffee") == []


def test_rare_words_count_for_more(collection):
    collection.replace([incoming("/a", "common word", "common thing", "common rare", "common other")])
    assert found(collection, "common rare")[0] == "common rare"


def test_term_frequencies_count_chunks(collection):
    collection.replace([incoming("/a", "cat cat cats", "a cat", "dog", "state of the art", "art state")])
    terms = ["cat", "Cats", "dogs", "bird", "state of the art", "...", ""]
    assert collection.term_frequencies(terms) == {
        "cat": 2,
        "Cats": 2,
        "dogs": 1,
        "bird": 0,
        "state of the art": 1,
        "...": 0,
        "": 0,
    }


@pytest.fixture(scope="module")
def some_collection(tmp_path_factory):
    opened = Collection.open(tmp_path_factory.mktemp("keywords") / "default", HashEmbedder(), create=True)
    opened.replace([incoming("/a", "some words AND others", "NOT these")])
    yield opened
    opened.close()


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters() | st.sampled_from('"*():^-+{}\0 ANDORNT')))
def test_no_query_breaks_the_search(some_collection, query):
    assert len(keywords.search(some_collection._database, query, 10)) <= 2
    assert set(some_collection.term_frequencies([query]).values()) <= {0, 1, 2}
