"""What a document found is told in its own words, where it calls something its findings, and else searched for."""

import pytest
from langchain_core.messages import AIMessage

from tests.chatbot.overview.test_describing import REFUSED, document
from tests.chatbot.scripted import call

WEIR = (
    ("Report on the weir", "# Report on the weir\n\nThe weir of Hollin broke in the night of the great flood."),
    (
        "Report on the weir > What we found",
        "## What we found\n\nThe gate was rusty.[2] Nobody had greased it for nine years. Grease is cheap in town.",
    ),
)
BOATS = (
    ("Boats of Hollin", "# Boats of Hollin\n\nKey points:\n\n- Oak lasts longest.\n- Tar is worth its price."),
    ("Boats of Hollin > Building", "## Building\n\nA boat takes a winter to build."),
)


@pytest.fixture
def told(assistant, collection):
    collection.replace(
        [
            document("/docs/weir.md", "Report on the weir", *WEIR),
            document("/docs/boats-essay.md", "Boats of Hollin", *BOATS),
            document("/docs/tides-guide.md", "Tides", ("Tides", "# Tides\n\nHigh water comes twice a day at Hollin.")),
        ]
    )
    found, _ = assistant("tool", call("search_documents", query="conclusions"), AIMessage(REFUSED))
    return lambda question: found.ask(question)


@pytest.mark.parametrize("question", ["What are the main findings of the report?", "What did the report find out?"])
def test_a_section_that_is_called_so(told, question):
    answer = told(question)
    assert answer.answer == (
        "“The gate was rusty. Nobody had greased it for nine years. Grease is cheap in town.” [1]"
    )
    assert [tool.name for tool in answer.tools] == ["describe_document"]


def test_a_list_that_is_called_so(told):
    answer = told("What are the conclusions of boats-essay.md?")
    assert answer.answer == "Key points: [1]\n- Oak lasts longest. [1]\n- Tar is worth its price. [1]"


def test_a_document_that_calls_nothing_so_is_searched(told):
    answer = told("What are the findings of the guide?")
    assert answer.refused
    assert [tool.name for tool in answer.tools] == ["search_documents"]
