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
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage

from chatbot.grounding import Grounded, ground, quote
from chatbot.links import unread_link
from chatbot.llm import LocalChatModel
from chatbot.planner import plan
from chatbot.prompts import prompt
from chatbot.tools import SEARCH, numbered, passages_of_turn, turn
from ingest.store import Collection

Handler = Callable[[ModelRequest], ModelResponse]
_HISTORY_MESSAGES = 6  # of the conversation, what a small model is given in context mode
_REFUSAL_WORDS = (
    "could not find",
    "couldn't find",
    "cannot find",
    "do not contain",
    "does not contain",
    "not mention",
)


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
            questions = [str(message.content) for message in request.messages if isinstance(message, HumanMessage)]
            planned = plan(questions[-1], questions[:-1])
            return handler(request) if planned is None else _tool_call(*planned)
        if isinstance(done[-1], ToolMessage) and done[-1].name != SEARCH:
            return coded(str(done[-1].content), refused=done[-1].status == "error")
        return handler(request)


class ReadPassages(AgentMiddleware):
    """Puts the passages and the question into one prompt, without tools: context mode's second half."""

    def __init__(self, style: str) -> None:
        super().__init__()
        self._style = style

    def wrap_model_call(self, request: ModelRequest, handler: Handler) -> ModelResponse | AIMessage:
        spoken = [message for message in request.messages if not isinstance(message, ToolMessage) and message.content]
        question = last_question(request)
        passages = passages_of_turn(request.messages)
        if not passages:
            system, asked = prompt("small_talk").substitute(), question
        else:
            style = prompt(f"style_{self._style}").substitute()
            system = prompt("context_mode").substitute(style=style)
            asked = prompt("question_with_passages").substitute(passages=numbered(passages), question=question)
        return handler(
            request.override(
                system_message=SystemMessage(system),
                messages=[*spoken[-_HISTORY_MESSAGES:-1], HumanMessage(asked)],
                tools=[],
            )
        )


class CheckGrounding(AgentMiddleware):
    """Lets no unsupported sentence pass: keeps what the passages support, else quotes them, else refuses."""

    def wrap_model_call(self, request: ModelRequest, handler: Handler) -> ModelResponse | AIMessage:
        messages = list(request.state["messages"])  # the request's own may have been rewritten for the model
        response = handler(request)
        reply = response.result[-1]
        passages = passages_of_turn(messages)
        if reply.tool_calls or not turn(messages):
            return response
        if request.runtime.context.cancel.is_set():
            return replace(response, result=[_checked(reply, Grounded(str(reply.content), ()))])
        draft, question = str(reply.content), str(messages[-len(turn(messages)) - 1].content)
        computed = " ".join(str(m.content) for m in turn(messages) if isinstance(m, ToolMessage) and m.name != SEARCH)
        if _is_refusal(draft):
            return replace(response, result=[refusal(prompt("nothing_found").substitute())])
        grounded = ground(draft, passages, question, computed)
        if grounded is None and passages:
            grounded = quote(question, passages)
        if grounded is None:
            return replace(response, result=[refusal(prompt("nothing_found").substitute())])
        return replace(response, result=[_checked(reply, grounded)])


def last_question(request: ModelRequest) -> str:
    """Return what the user said last."""
    return next(str(message.content) for message in reversed(request.messages) if isinstance(message, HumanMessage))


def coded(text: str, *, refused: bool = False) -> AIMessage:
    """Return a reply that code wrote."""
    return AIMessage(text, additional_kwargs={"footnote": {"refused": refused, "citations": ()}})


def refusal(text: str) -> AIMessage:
    """Return a refusal: friendly, fixed, without a model."""
    return coded(text, refused=True)


def _checked(reply: AIMessage, grounded: Grounded) -> AIMessage:
    verdict: dict[str, Any] = {"refused": False, "citations": grounded.citations}
    kwargs = {**reply.additional_kwargs, "footnote": verdict}
    return reply.model_copy(update={"content": grounded.text, "additional_kwargs": kwargs})


def _is_refusal(draft: str) -> bool:
    return any(words in draft.lower() for words in _REFUSAL_WORDS)


def _tool_call(name: str, arguments: dict[str, Any]) -> AIMessage:
    call = {"name": name, "args": arguments, "id": f"call_{uuid.uuid4().hex[:12]}"}
    return AIMessage("", tool_calls=[call])
