"""The tools the agent has: searching the documents, and the mathematics of `math_tools`."""

from typing import Annotated, Any

from langchain_core.messages import AnyMessage, HumanMessage, ToolMessage
from langchain_core.tools import BaseTool, tool
from langgraph.prebuilt import InjectedState

from chatbot.mathematics.math_tools import math_tools
from chatbot.retrieval import Retriever
from ingest.collection import Passage

SEARCH = "search_documents"
NOTHING = "Nothing in the documents answers this."


def all_tools(retriever: Retriever) -> list[BaseTool]:
    """Return every tool, the search first."""
    return [search_tool(retriever), *math_tools()]


def search_tool(retriever: Retriever) -> BaseTool:
    """Return the tool that searches one collection; its passages are numbered on from the turn's earlier ones."""

    @tool(SEARCH, response_format="content_and_artifact")
    def search_documents(
        query: str, state: Annotated[dict[str, Any], InjectedState]
    ) -> tuple[str, tuple[Passage, ...]]:
        """Search the user's documents. Use it for any question about facts."""
        known = passages_of_turn(state["messages"])
        found = tuple(passage for passage in retriever(query) if passage.id not in {other.id for other in known})
        return (numbered(found, first=len(known) + 1) or NOTHING), found

    return search_documents


def numbered(passages: tuple[Passage, ...], first: int = 1) -> str:
    """Return passages as a model reads them: `[n] title, page: heading`, then the text."""
    return "\n\n".join(f"[{n}] {_label(passage)}\n{passage.text}" for n, passage in enumerate(passages, first))


def turn(messages: list[AnyMessage]) -> list[AnyMessage]:
    """Return the messages since the user last spoke."""
    last = max((i for i, message in enumerate(messages) if isinstance(message, HumanMessage)), default=-1)
    return messages[last + 1 :]


def passages_of_turn(messages: list[AnyMessage]) -> tuple[Passage, ...]:
    """Return the passages found since the user last spoke, in the order of their numbers."""
    results = (message for message in turn(messages) if isinstance(message, ToolMessage) and message.name == SEARCH)
    return tuple(passage for result in results for passage in result.artifact or ())


def _label(passage: Passage) -> str:
    page = f", page {passage.page}" if passage.page else ""
    return f"{passage.title}{page}" + (f": {passage.heading}" if passage.heading else "")
