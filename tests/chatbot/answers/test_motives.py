"""Why something was made is told from the section that says so, and only of what the document is called."""

import pytest

from chatbot.answers.motives import motive
from chatbot.retrieval import Retriever
from tests.chatbot.overview.test_describing import document

SIEVE = (
    ("Sieve", "# Sieve\n\nSieve sorts letters by their stamps."),
    (
        "Sieve > Motivation",
        "## Motivation\n\nThe old sorters of the town had two faults:\n\n- They were slow.\n- They ate stamps.",
    ),
)
PLAIN = (
    ("Rake", "# Rake\n\nRake gathers leaves."),
    ("Rake > Why we built it", "## Why we built it\n\nEvery autumn the drains of the street were full. Brooms broke."),
)


@pytest.fixture
def told(collection):
    collection.replace([document("/docs/sieve.md", "Sieve", *SIEVE), document("/docs/rake.md", "Rake", *PLAIN)])

    def of(question: str, source: str = "/docs/sieve.md") -> str | None:
        found = motive(question, collection.document(source), Retriever(collection))
        return found and found.text

    return of


@pytest.mark.parametrize(
    "question",
    ["Why was Sieve developed?", "Why did the authors build Sieve?", "What is the motivation behind Sieve?"],
)
def test_the_section_that_says_so(told, question):
    faults = "The old sorters of the town had two faults: [1]\n- They were slow. [1]\n- They ate stamps. [1]"
    assert told(question) == faults
    assert told("Why was the rake made?", "/docs/rake.md") == (
        "“Every autumn the drains of the street were full.” [1]"
    )


def test_what_a_document_opens_with_may_be_what_was_made(collection):
    parts = (
        ("", "Tarn keeps a diary of the weather."),
        ("Motivation", "## Motivation\n\nNobody knew when it rained."),
    )
    collection.replace([document("/docs/README.md", "Features", *parts)])
    found = collection.document("/docs/README.md")
    assert motive("Why did you write Tarn?", found, Retriever(collection)).text == "“Nobody knew when it rained.” [1]"


@pytest.mark.parametrize(
    "question",
    ["Why is Sieve slow?", "Why was the post office built?", "Who built Sieve?", "Why did the authors leave Sieve?"],
)
def test_for_anything_else_it_is_not_shown(told, question):
    assert told(question) is None
