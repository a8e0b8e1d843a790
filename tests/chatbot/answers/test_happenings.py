"""What happened at a time is told in the sentences that say so, of all documents, and nothing where there is none."""

import pytest
from langchain_core.messages import AIMessage

from chatbot.answers.happenings import asked, happenings
from tests.chatbot.overview.test_describing import document
from tests.chatbot.scripted import call

PIER = (
    (
        "The pier",
        "# The pier\n\nThe pier of Hollin was begun in 1898. Its 1902 lamp still burns. In May 1902 the first steamer "
        "came in.[3] On May 4, 1902, a storm broke the railing. The song “1902” is heard here. The years 1902–1910 "
        "were calm.",
    ),
    (
        "The pier > References",
        '1. ^ "The pier". The Hollin Echo. Retrieved in May 1902 from the archive of the paper.',
    ),
    ("The pier > Figures", "| Year | Visitors |\n|-|-|\n| 1902 | 310 |"),
)


@pytest.fixture
def library(collection):
    collection.replace([document("/docs/pier.md", "The pier", *PIER)])
    return collection


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "What happened in 1902?",
            ["In May 1902 the first steamer came in.[3]", "On May 4, 1902, a storm broke the railing."],
        ),
        ("What happened on 4 May 1902?", ["On May 4, 1902, a storm broke the railing."]),
        ("What happened at the pier in 1898?", ["The pier of Hollin was begun in 1898."]),
        ("What happened to the steamer in May 1902?", ["In May 1902 the first steamer came in.[3]"]),
        ("What happened in June 1902?", []),
        ("What happened at the mill in 1902?", []),
        ("What happened in 1910?", []),
    ],
)
def test_the_sentences_that_tell_it(library, question, told):
    assert [found.text for found in happenings(question, library)] == told


@pytest.mark.parametrize("question", ["What happens when it rains?", "When was the pier begun?", "What was 1902?"])
def test_no_other_question_asks_for_it(question):
    assert asked(question) is None


def test_the_assistant_quotes_them_and_the_model_writes_nothing(library, assistant):
    search = call("search_documents", query="What happened in 1902?")
    found, model = assistant("tool", search, AIMessage("Nobody asks me."))
    answer = found.ask("What happened in 1902?")
    assert answer.answer == (
        "“In May 1902 the first steamer came in.” [1]\n“On May 4, 1902, a storm broke the railing.” [2]"
    )
    assert [citation.heading for citation in answer.citations] == ["The pier", "The pier"]
    assert len(model.asked) == 1
    unknown, _ = assistant("tool", call("search_documents", query="What happened in 1861?"))
    assert unknown.ask("What happened in 1861?").refused
