"""About how many there are: the sentence that tells it of what was asked about, or nothing."""

import pytest

from chatbot.answers.counts import counted_about
from chatbot.retrieval import Retriever
from tests.chatbot.overview.test_describing import document

ORGAN = (
    ("", "Organetto plays paper rolls on any pipe organ of the town."),
    ("Features", "- Uses a punched roll to play more than 40 tunes\n- Needs no player"),
    ("History", "Three players tuned it. The town owns dozens of rolls, and over 200 bells. It sold up to 9 bells."),
    ("Rules", "Anyone plays at most two hours."),
)


@pytest.fixture
def told(collection):
    collection.replace([document("/docs/readme.md", "README", *ORGAN)])

    def of(question: str) -> str | None:
        found = counted_about(question, collection.document("/docs/readme.md")[:1], Retriever(collection))
        return found and found.text

    return of


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many tunes does Organetto play?", "“Uses a punched roll to play more than 40 tunes”"),
        ("How many rolls does the town own?", "“The town owns dozens of rolls, and over 200 bells.”"),
        ("How many hours may anyone play at most?", "“Anyone plays at most two hours.”"),
        ("How many tunes does Harmonetta play?", None),  # of something else
        ("How many tunes did Organetto lose?", None),
        ("How many players does Organetto need?", None),  # it stands nowhere
        ("Which tunes does Organetto play?", None),
    ],
)  # fmt: skip
def test_the_sentence_with_all_that_is_asked_for_tells(told, question, said):
    assert told(question) == (said and f"{said} [1]")


def test_two_counts_of_one_thing_are_no_answer(told):
    assert told("How many bells are there?") is None
