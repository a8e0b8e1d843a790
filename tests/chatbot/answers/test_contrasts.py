"""Comparisons: both sides from the documents, word for word, or nothing."""

import pytest
from langchain_core.messages import AIMessage

from chatbot.answers.contrasts import contrast, missing
from chatbot.questions.comparisons import compared
from chatbot.retrieval import Retriever
from tests.chatbot.overview.test_describing import document
from tests.chatbot.scripted import call
from tests.ingest.conftest import incoming

BOATS = (
    "The club owns punts and skiffs. Punts are flat and slow, so that nobody capsizes. They are pushed with a pole. "
    "Skiffs are narrow and fast. The skiff is red.",
    "Dense fog hides the wall.",
    "The dust filter catches lint for ever, while the carbon filter takes up smells and is used up.",
)


@pytest.fixture
def boats(collection):
    collection.replace([incoming("/docs/boats.md", *BOATS)])
    return collection


def answered(collection, question: str):
    retriever = Retriever(collection)
    return contrast(compared(question), question, collection.document("/docs/boats.md"), retriever)


def test_what_is_said_of_either_comes_with_its_footnote(boats):
    told = answered(boats, "What is the difference between punts and skiffs?")
    assert told.text == (
        "“Punts are flat and slow, so that nobody capsizes. They are pushed with a pole.” [1]\n"
        "“Skiffs are narrow and fast. The skiff is red.” [2]"
    )


def test_one_sentence_that_contrasts_both_is_enough(boats):
    told = answered(boats, "How does the dust filter differ from the carbon filter?")
    assert told.text == f"“{BOATS[-1]}” [1]"


@pytest.mark.parametrize(
    "question", ["How do punts and skiffs differ?", "Compare the dust filter and the carbon filter"]
)
def test_nothing_is_shown_that_no_passage_has(boats, question):
    written = " ".join(BOATS)
    told = answered(boats, question)
    assert all(citation.quote in written for citation in told.citations)
    assert all(line.split("”")[0].strip("“") in written for line in told.text.splitlines())


def test_with_one_side_missing_there_is_nothing_and_it_is_named(boats):
    question = "What is the difference between punts and kayaks?"
    assert answered(boats, question) is None
    assert missing(compared(question), Retriever(boats)) == "kayaks"
    assert missing(compared("Compare dense fog and the punts"), Retriever(boats)) is None
    assert missing(compared("Compare kayaks and gondolas"), Retriever(boats)) is None
    assert missing(compared("Compare punts and skiffs"), Retriever(boats)) is None


def test_the_assistant_says_which_side_no_document_has(boats, assistant):
    question = "What is the difference between punts and kayaks?"
    found, _ = assistant("tool", call("search_documents", query=question), AIMessage("Punts are flat. [1]"))
    answer = found.ask(question)
    assert answer.refused
    assert answer.answer == "I could not find in your documents: “kayaks”"
    assert not answer.citations


TOOLS = (
    "[Kilnfire news](https://kilnfire.example/news) - [Kilnfire in the press](https://kilnfire.example/press)\n\n"
    "Kilnfire bakes clay tablets in one night. Needs coal.\n\n"
    "```\nkilnfire bake tablet with the small oven\n```\n\n"
    "Kilnfire differs from others by these features:\n\n- heat\n- smoke\n\n"
    "A day of Ovenbird costs ten times what Sundry does."
)
CALLS = (
    "| Call | Meaning |\n|-|-|\n| `bake_tablet(clay)` | Bakes the largest tablet. |\n"
    "| `bake_tablets(clay)` | Bakes all tablets. |\n| `bake` | Bakes. |"
)


@pytest.fixture
def tools(collection):
    collection.replace(
        [
            document(
                "/docs/kiln/readme.md",
                "readme",
                ("", TOOLS),
                ("", "```\nkilnfire\n```"),
                ("Calls", CALLS),
                ("Parts", "| Part | Use |\n|-|-|\n| `bake` | A lever. |"),
            ),
            document("/docs/sundry.md", "Sundry", ("Sundry", "# Sundry\n\nDry clay in the sun for a whole week.")),
        ]
    )
    return collection


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "What is the difference between Kilnfire and Sundry?",
            "“Kilnfire bakes clay tablets in one night.” [1]\n“Dry clay in the sun for a whole week.” [2]",
        ),
        (
            "What is the difference between bake_tablet and bake_tablets?",
            "Call: `bake_tablet(clay)`; Meaning: Bakes the largest tablet. [1]\n"
            "Call: `bake_tablets(clay)`; Meaning: Bakes all tablets. [2]",
        ),
        (
            "What is the difference between bake and bake_tablet?",
            "Call: `bake`; Meaning: Bakes. [1]\nCall: `bake_tablet(clay)`; Meaning: Bakes the largest tablet. [2]",
        ),
        ("What is the difference between bake_tablet and bake_brick?", None),
        ("Which is cheaper, Ovenbird or Sundry?", "“A day of Ovenbird costs ten times what Sundry does.” [1]"),
        ("Which is heavier, Ovenbird or Sundry?", None),
    ],
)
def test_of_two_documents_or_rows_each_says_what_it_is_and_no_link_or_code_does(tools, question, said):
    found = tools.document("/docs/kiln/readme.md")
    told = contrast(compared(question), question, found, Retriever(tools))
    assert (told and told.text) == said
