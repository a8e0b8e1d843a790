"""What is said to the assistant itself, and what only sounds like it."""

import pytest

from chatbot.questions.courtesies import courtesy
from tests.ingest.conftest import incoming


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("What can you do?", "abilities"),
        ("Hello, what can you do for me?", "abilities"),
        ("How can you help me?", "abilities"),
        ("Which documents do you have?", "documents"),
        ("What files are in the collection?", "documents"),
        ("How many documents are there?", "documents"),
        ("please list all my documents", "documents"),
        ("Good bye", "goodbye"),
        ("Bye-bye!", "goodbye"),
        ("Good-bye.", "goodbye"),
        ("Thanks for your help, see you tomorrow!", "goodbye"),
        ("Thanks, that was helpful.", "thanks"),
        ("thank you that was very helpful", "thanks"),
        ("Great, thanks!", "thanks"),
        ("Many thanks", "thanks"),
        ("Hi there!", None),
        ("", None),
        ("?", None),
    ],
)
def test_what_is_said_to_the_assistant(text, kind):
    assert courtesy(text) == kind


@pytest.mark.parametrize(
    "question",
    [
        "What can you do with the scanner?",
        "What can you do about mould?",
        "What do you do when the alarm rings?",
        "Which documents do I need for the visa?",
        "How many documents are needed?",
        "How many documents are there in the archive of the harbour museum?",
        "Which documents have you to sign?",
        "List all documents that the visa needs",
        "Thanks. Which documents do I need?",
        "Thank you, when does the museum open?",
        "Is that good?",
        "Who says goodbye in chapter 3?",
        "Goodbye, Mr. Chips: who wrote it?",
        "What is in the library of Alexandria?",
    ],
)
def test_a_question_stays_one(question):
    assert courtesy(question) is None


@pytest.mark.parametrize("mode", ["tool", "context"])
@pytest.mark.parametrize(
    ("text", "reply"),
    [
        (
            "What can you do?",
            "I answer questions from your own documents, with a footnote for every claim, and say so where they hold "
            "no answer. I also calculate, solve equations, convert units and know the date.",
        ),
        ("Which documents do you have?", "I have 3 documents: keeper.md, lamp.md, museum.md."),
        ("Good bye", "Goodbye. Your documents and I will be here."),
        ("Thanks, that was helpful.", "You are welcome. Ask me whenever there is more to look up."),
    ],
)
def test_it_is_answered_kindly_without_the_model(assistant, mode, text, reply):
    found, model = assistant(mode)
    answer = found.ask(text, [{"role": "user", "content": "Who?"}, {"role": "assistant", "content": "Ada."}])
    assert (answer.answer, answer.refused, answer.tools, model.asked) == (reply, False, (), [])


def test_of_many_documents_the_first_are_named(assistant, collection):
    collection.replace([incoming(f"/docs/n{number:02}.md", "Text.") for number in range(10)])
    collection.replace([incoming("https://example.org/page", "Text.")])
    assert assistant("context")[0].ask("Which documents do you have?").answer == (
        "I have 14 documents: keeper.md, lamp.md, museum.md, n00.md, n01.md, n02.md, n03.md, n04.md, n05.md, n06.md "
        "and 4 more; `python -m ingest list --collection library` shows them all."
    )


def test_without_documents_it_says_how_to_add_some(assistant, collection):
    collection.remove([source.source for source in collection.sources()])
    answer = assistant("tool")[0].ask("Which documents do you have?")
    assert answer.refused
    assert answer.answer.endswith("`python -m ingest add PATH --collection library` in a terminal.")
