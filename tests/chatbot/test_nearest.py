"""What came nearest where the chat refuses: looked up again for a person, never for a model."""

import pytest
from langchain_core.messages import AIMessage

from chatbot.events import Answer, ToolUse
from chatbot.nearest import nearest
from chatbot.retrieval import Retriever
from tests.ingest.conftest import incoming


def refused(*queries):
    return Answer("?", "I could not find that.", True, tools=tuple(search(query) for query in queries))


def search(query):
    return ToolUse("search_documents", {"query": query}, "")


@pytest.fixture
def retriever(collection):
    return Retriever(collection)


def test_a_refused_question_comes_with_the_sentences_that_are_near(assistant):
    asked, model = assistant("context", AIMessage("Nobody knows."))
    answer = asked.ask("Which zeppelin did Ada Moreno smuggle dynamite with?")
    assert answer.refused
    calls = len(model.asked)
    first, *_ = asked.nearest(answer)
    assert (first.source, first.quote) == (
        "/docs/keeper.md",
        "The lighthouse keeper Ada Moreno kept the light for thirty years.",
    )
    assert len(model.asked) == calls
    assert set(answer.to_json()) == {"question", "answer", "refused", "citations", "tools", "model", "timings"}
    assert answer.citations == ()


def test_of_a_passage_one_or_two_sentences_are_shown(collection, retriever):
    text = (
        "The harbour has nine cranes. The ferry carries bicycles. Its fare is 3 euros. Dogs travel free. Cats do not."
    )
    collection.replace([incoming("/docs/ferry.md", text)])
    (shown,) = (one for one in nearest(refused("Does the ferry carry tractors?"), retriever) if "ferry" in one.source)
    assert "The ferry carries bicycles." in shown.quote
    assert shown.quote.count(".") <= 2


def test_a_table_shows_a_row_under_its_header(retriever):
    found = nearest(refused("What was the museum revenue in 2022 and 2023?"), retriever)
    assert "| Year | Museum revenue |\n| 2022 | 1,350 |" in [one.quote for one in found]


def test_three_passages_at_most_each_once_over_several_searches(collection, retriever):
    collection.replace([incoming(f"/docs/{n}.md", f"Lighthouse number {n} is painted white.") for n in range(9)])
    found = nearest(refused("Who painted the lighthouse?", "Which lighthouse is white?"), retriever)
    assert [one.n for one in found] == [1, 2, 3]
    assert len({one.source for one in found}) == 3


@pytest.mark.parametrize(
    "answer",
    [
        refused(),  # an unread link, an empty collection: nothing was searched for
        Answer("?", "1/0 cannot be worked out", True, tools=(ToolUse("calculate", {"expression": "1/0"}, ""),)),
        Answer("?", "In 1874 [1].", False, tools=(search("When was the lighthouse lamp lit?"),)),
        refused("Xyzzy plugh?"),  # no passage is about that
    ],
)
def test_there_may_be_nothing_near(retriever, answer):
    assert nearest(answer, retriever) == ()
