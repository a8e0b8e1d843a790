"""What a document is about: told from the document, each thing with its footnote, and never of a wrong one."""

import pytest
from langchain_core.documents import Document
from langchain_core.messages import AIMessage

from ingest.collection import Incoming
from tests.chatbot.scripted import call

HARBOUR = (
    ("Harbour guide > Tides", "# Harbour guide\n\n> Mind the bell, which rings at every low water.\n\nImportant:\n"
     "Ring your own bell before you come in at night.\n\nThe guide tells "
     "when boats may enter the harbour of Hollin. High water comes twice a day. Nobody waits."),
    ("Harbour guide > Moorings", "## Moorings\n\nEach mooring has a number."),
    ("Harbour guide > Fees", "## Fees\n\nA night costs 12 euros."),
)  # fmt: skip
REFUSED = "I could not find that in your documents."
LEDGER = "| Month | Loaves sold |\n|-|-|\n| May | 310 |"


def document(source: str, title: str, *chunks: tuple[str, str], **metadata: object) -> Incoming:
    made = [
        Document(page_content=text, metadata={"source": source, "title": title, "heading": heading, **metadata})
        for heading, text in chunks
    ]
    return Incoming(source, title, "1", made)


@pytest.fixture
def about(assistant, collection):
    collection.replace(
        [
            document("/docs/02-harbour.md", "Harbour guide", *HARBOUR),
            document("/docs/ledger_2025.csv", "ledger_2025", ("", LEDGER), row=2),
        ]
    )
    found, model = assistant("tool", call("search_documents", query="nothing"), AIMessage(REFUSED))
    return lambda question: (found.ask(question), model)


@pytest.mark.parametrize(
    "question",
    [
        "What is 02-harbour.md about?",
        "What's in 02-harbour.md?",
        "What does the harbour guide contain?",
        "an overview of “Harbour guide”",
    ],
)
def test_a_document_is_told_by_its_opening_and_its_headings(about, question):
    answer, model = about(question)
    assert answer.answer == (
        "“Harbour guide” (02-harbour.md) opens: “The guide tells when boats may enter the harbour of Hollin. High "
        "water comes twice a day.” [1] Its headings are: Tides [2]; Moorings [3]; Fees [4]"
    )
    assert [citation.source for citation in answer.citations] == ["/docs/02-harbour.md"] * 4
    assert [tool.name for tool in answer.tools] == ["describe_document"]
    assert not answer.refused
    assert model.asked == []


def test_a_table_is_told_by_its_columns(about):
    assert about("What is in ledger_2025.csv?")[0].answer == "ledger_2025.csv has the columns Month, Loaves sold [1]"


def test_where_it_is_not_sure_which_document_is_meant_it_says_which_there_are(about):
    answer, model = about("What is this document about?")
    assert answer.refused
    assert "Which document do you mean? I have 5 documents" in answer.answer
    answer, _ = about("Summarise report.pdf")
    assert answer.refused
    assert "I have no document report.pdf. I have 5 documents" in answer.answer
    assert model.asked == []


def test_the_only_document_is_this_one(assistant, collection):
    collection.remove(["/docs/lamp.md", "/docs/museum.md"])
    found, _ = assistant("context")
    told = "“The lighthouse keeper Ada Moreno kept the light for thirty years.” [1]"
    assert found.ask("What is the report about?").answer == f"“T” (keeper.md) opens: {told}"


@pytest.mark.parametrize(
    "question",
    [
        "What does 02-harbour.md say about tides?",
        "What is the harbour about to do?",
        "What is in the harbour?",
        "Describe the harbour",
        "What is the letter about?",
        "Summarise the chapter on dragons",
    ],
)
def test_what_is_no_question_for_a_whole_document_is_searched_for(about, question):
    answer, _ = about(question)
    assert [tool.name for tool in answer.tools][:1] == ["search_documents"]


def test_a_changed_document_still_opens_with_what_stands_first(about, collection):
    opening = ("Harbour guide > Tides", "# Harbour guide\n\nThis new edition tells of boats and of bells.")
    collection.replace([document("/docs/02-harbour.md", "Harbour guide", opening, *HARBOUR[1:])])
    assert collection.verify() == []
    assert about("What is 02-harbour.md about?")[0].answer.startswith(
        "“Harbour guide” (02-harbour.md) opens: “This new edition tells of boats and of bells.” [1]"
    )
