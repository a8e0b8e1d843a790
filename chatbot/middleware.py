"""What stands around each model call: one small middleware a duty, composed in `agent.py`.

Each wraps the call and either answers itself, changes what the model is told, or checks what it said. A reply that
code wrote, not the model, carries its verdict in `additional_kwargs["footnote"]`, as does a checked answer.
"""

import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, SystemMessage, ToolMessage

from chatbot.grounding import Grounded, extract, ground, quote
from chatbot.links import unread_link
from chatbot.llm import LocalChatModel
from chatbot.planner import plan
from chatbot.prompts import prompt
from chatbot.retrieval import Retriever
from chatbot.tools import SEARCH, passages_of_turn, turn
from compress.wire import is_refusal
from ingest.store import Collection

Handler = Callable[[ModelRequest], ModelResponse]


@dataclass
class Turn:
    """What one question brings with it: the event that stops it."""

    cancel: threading.Event = field(default_factory=threading.Event)


class Stoppable(AgentMiddleware):
    """Hands the turn's cancel event to a model that can be stopped between two tokens."""

    def wrap_model_call(self, request: ModelRequest, handler: Handler) -> ModelResponse | AIMessage:
        if isinstance(request.model, LocalChatModel):
            settings = {**request.model_settings, "cancel": request.runtime.context.cancel}
            request = request.override(model_settings=settings)
        return handler(request)


class RefuseInCode(AgentMiddleware):
    """Answers without any model where there is nothing to read: an unread link, an empty collection, no passage."""

    def __init__(self, collection: Collection) -> None:
        super().__init__()
        self._collection = collection

    def wrap_model_call(self, request: ModelRequest, handler: Handler) -> ModelResponse | AIMessage:
        done = turn(request.messages)
        question = last_question(request)
        if not done and (link := unread_link(question, [source.source for source in self._collection.sources()])):
            return refusal(prompt("unread_link").substitute(url=link))
        searched = [message for message in done if isinstance(message, ToolMessage) and message.name == SEARCH]
        if searched and searched[-1] is done[-1] and not passages_of_turn(request.messages):
            return refusal(prompt("nothing_found" if self._collection.count() else "nothing_loaded").substitute())
        return handler(request)


class PlanByRules(AgentMiddleware):
    """Calls the tool that rules choose, and says what a mathematical tool returned: context mode's first half."""

    def wrap_model_call(self, request: ModelRequest, handler: Handler) -> ModelResponse | AIMessage:
        done = turn(request.messages)
        if not done:
            planned = plan(last_question(request), questions_before(request))
            return coded(prompt("small_talk").substitute()) if planned is None else _tool_call(*planned)
        if isinstance(done[-1], ToolMessage) and done[-1].name != SEARCH:
            return _say_result(done)
        return handler(request)


class ReadForTheModel(AgentMiddleware):
    """Gives the model the sentences nearest to the question, without tools: context mode's second half."""

    def __init__(self, retriever: Retriever, style: str) -> None:
        super().__init__()
        self._retriever = retriever
        self._style = style

    def wrap_model_call(self, request: ModelRequest, handler: Handler) -> ModelResponse | AIMessage:
        question, passages = last_question(request), passages_of_turn(request.messages)
        system = prompt(f"context_mode_{self._style}").substitute()
        text = self._retriever.focus(question, passages).text
        asked = prompt("question_with_text").substitute(text=text, question=question)
        messages = [HumanMessage(asked)]
        return handler(request.override(system_message=SystemMessage(system), messages=messages, tools=[]))


class CheckGrounding(AgentMiddleware):
    """Lets no unsupported sentence pass: keeps what the passages support, else quotes them, else refuses.

    What a model would answer from memory, without any tool, becomes a tool call by rule; small talk may pass.
    With `focused` an answer must be an extract of the sentences nearest to the question, all the model was given.
    """

    def __init__(self, retriever: Retriever, *, focused: bool = False) -> None:
        super().__init__()
        self._retriever = retriever
        self._focused = focused

    def wrap_model_call(self, request: ModelRequest, handler: Handler) -> ModelResponse | AIMessage:
        done, question = turn(request.messages), last_question(request)
        response = handler(request)
        reply = response.result[-1]
        if reply.tool_calls:
            return response
        if not done:
            planned = plan(question, questions_before(request))
            return _checked(reply, Grounded(str(reply.content), ())) if planned is None else _tool_call(*planned)
        return replace(response, result=[self._check(reply, question, done, request.runtime.context.cancel.is_set())])

    def _check(self, reply: AIMessage, question: str, done: list[AnyMessage], stopped: bool) -> AIMessage:
        passages = passages_of_turn([HumanMessage(question), *done])
        computed = " ".join(str(m.content) for m in done if isinstance(m, ToolMessage) and m.name != SEARCH)
        if is_refusal(str(reply.content)):
            return refusal(prompt("nothing_found").substitute())
        nearest = self._retriever.focus(question, passages) if passages else None
        if self._focused and nearest:
            grounded = extract(str(reply.content), nearest, question)
        else:
            grounded = ground(str(reply.content), passages, question, computed)
        if grounded is None and nearest and not stopped:
            grounded = quote(nearest)
        if grounded is None:
            return coded("") if stopped else refusal(prompt("nothing_found").substitute())
        return _checked(reply, grounded)


def last_question(request: ModelRequest) -> str:
    """Return what the user said last."""
    return next(str(message.content) for message in reversed(request.messages) if isinstance(message, HumanMessage))


def questions_before(request: ModelRequest) -> list[str]:
    """Return what the user asked earlier in the conversation, oldest first."""
    return [str(message.content) for message in request.messages if isinstance(message, HumanMessage)][:-1]


def coded(text: str, *, refused: bool = False) -> AIMessage:
    """Return a reply that code wrote."""
    return AIMessage(text, additional_kwargs={"footnote": {"refused": refused, "citations": ()}})


def refusal(text: str) -> AIMessage:
    """Return a refusal: friendly, fixed, without a model."""
    return coded(text, refused=True)


def _say_result(done: list[AnyMessage]) -> AIMessage:
    """Return what a mathematical tool came to, an expression with its value."""
    result = done[-1]
    call = next(call for message in done if isinstance(message, AIMessage) for call in message.tool_calls)
    asked = f"{call['args']['expression']} = " if call["name"] == "calculate" and result.status != "error" else ""
    return coded(f"{asked}{result.content}", refused=result.status == "error")


def _checked(reply: AIMessage, grounded: Grounded) -> AIMessage:
    verdict: dict[str, Any] = {"refused": False, "citations": grounded.citations}
    kwargs = {**reply.additional_kwargs, "footnote": verdict}
    return reply.model_copy(update={"content": grounded.text, "additional_kwargs": kwargs})


def _tool_call(name: str, arguments: dict[str, Any]) -> AIMessage:
    call = {"name": name, "args": arguments, "id": f"call_{uuid.uuid4().hex[:12]}"}
    return AIMessage("", tool_calls=[call])
