"""What the middleware shares: reading the request, and replies that code writes.

A reply that code wrote, and a checked answer of the model, carries its verdict in `additional_kwargs["footnote"]`:
whether it is a refusal, and its citations.
"""

import uuid
from collections.abc import Callable
from typing import Any

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage
from langchain_core.tools import BaseTool

from chatbot.answers.grounding import MARK, Grounded
from chatbot.planner import standalone
from chatbot.prompts import prompt
from chatbot.retrieval import Retriever
from chatbot.tools import SEARCH, turn
from ingest.collection import Collection
from ingest.storage.places import add_command

Handler = Callable[[ModelRequest], ModelResponse]


class OverDocuments(AgentMiddleware):
    """A middleware that looks into the documents for what it does."""

    def __init__(self, retriever: Retriever) -> None:
        super().__init__()
        self._retriever = retriever
        self._collection = retriever.collection


def last_question(request: ModelRequest) -> str:
    """Return what the user said last."""
    return next(str(message.content) for message in reversed(request.messages) if isinstance(message, HumanMessage))


def questions_before(request: ModelRequest) -> list[str]:
    """Return what the user asked earlier in the conversation, oldest first."""
    return [str(message.content) for message in request.messages if isinstance(message, HumanMessage)][:-1]


def answer_before(request: ModelRequest) -> str:
    """Return what was answered last, before this question; "" at the start of a conversation."""
    before = request.messages[: len(request.messages) - len(turn(request.messages))]
    return next((str(message.content) for message in reversed(before) if isinstance(message, AIMessage)), "")


def said(request: ModelRequest) -> str:
    """Return all that both sides said in the conversation, the question included, without footnote marks."""
    before = request.messages[: len(request.messages) - len(turn(request.messages))]
    return MARK.sub("", "\n".join(str(message.content) for message in before))


def calls_of(done: list[AnyMessage]) -> list[dict[str, Any]]:
    """Return the calls of a turn, the first one first."""
    return [call for message in done if isinstance(message, AIMessage) for call in message.tool_calls]


def queries(done: list[AnyMessage]) -> list[str]:
    """Return what a turn searched for, the first search first."""
    return [call["args"].get("query", "") for call in calls_of(done) if call["name"] == SEARCH]


def asked_alone(request: ModelRequest) -> str:
    """Return the question as it can be read alone: where it leans on earlier ones, as what was searched for.

    A search that is the earlier question and this one side by side finds more, but reads as two questions.
    """
    question = last_question(request)
    if standalone(question, questions_before(request), answer_before(request)) == question:
        return question
    *_, query = [question, *queries(turn(request.messages))]
    return question if query.endswith(question) else query


def has_searched(request: ModelRequest) -> bool:
    """Tell whether the last thing done was a search."""
    done = turn(request.messages)
    return bool(done) and isinstance(done[-1], ToolMessage) and done[-1].name == SEARCH


def computed(done: list[AnyMessage]) -> str:
    """Return what the turn's mathematical tools returned."""
    results = (message for message in done if isinstance(message, ToolMessage) and message.name != SEARCH)
    return " ".join(str(message.content) for message in results if message.status != "error")


def coded(text: str, *, refused: bool = False) -> AIMessage:
    """Return a reply that code wrote."""
    return AIMessage(text, additional_kwargs={"footnote": {"refused": refused, "citations": ()}})


def refusal(text: str) -> AIMessage:
    """Return a refusal: friendly, fixed, without a model."""
    return coded(text, refused=True)


def nothing_found(collection: Collection) -> AIMessage:
    """Return the refusal that says that nothing was found, or that there is nothing yet to find it in."""
    why = "nothing_found" if collection.count() else "nothing_loaded"
    return refusal(prompt(why).substitute(command=add_command(collection.name)))


def checked(reply: AIMessage, grounded: Grounded) -> AIMessage:
    """Return the model's reply with the text and the footnotes that passed the check."""
    verdict: dict[str, Any] = {"refused": False, "citations": grounded.citations}
    kwargs = {**reply.additional_kwargs, "footnote": verdict}
    return reply.model_copy(update={"content": grounded.text, "additional_kwargs": kwargs})


def without_tool(request: ModelRequest, name: str) -> ModelRequest:
    """Return a request that offers the model no tool of that name: what only code calls is not in its prompt."""
    offered = [tool for tool in request.tools if not (isinstance(tool, BaseTool) and tool.name == name)]
    return request.override(tools=offered)


def tool_call(name: str, arguments: dict[str, Any]) -> AIMessage:
    """Return a call that code makes."""
    return AIMessage("", tool_calls=[{"name": name, "args": arguments, "id": f"call_{uuid.uuid4().hex[:12]}"}])
