"""Reads what the agent's graph streams and tells it as events; keeps what the final answer needs."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    HumanMessage,
    ToolMessage,
    get_buffer_string,
)
from langchain_core.outputs import LLMResult

from chatbot.events import Answer, Citation, Event, Prompt, Step, Timings, Token, ToolUse
from chatbot.prompts import prompt
from chatbot.tools import SEARCH


class PromptRecorder(BaseCallbackHandler):
    """Keeps every model call literally. A local model reports its own prompt; of others we know the messages."""

    def __init__(self) -> None:
        self.prompts: list[Prompt] = []
        self._asked: dict[Any, str] = {}

    def on_chat_model_start(self, _: Any, messages: list[list[BaseMessage]], *, run_id: Any, **__: Any) -> None:
        """Note what goes in."""
        self._asked[run_id] = get_buffer_string(messages[0])

    def on_llm_end(self, response: LLMResult, *, run_id: Any, **_: Any) -> None:
        """Note what came out."""
        message = response.generations[0][0].message
        literal = message.response_metadata
        self.prompts.append(
            Prompt(literal.get("prompt", self._asked.get(run_id, "")), literal.get("output", str(message.content)))
        )


@dataclass
class Transcript:
    """One question's course. `started` is a `time.perf_counter()`."""

    question: str
    model: str
    started: float
    recorder: PromptRecorder = field(default_factory=PromptRecorder)
    _first_token: float | None = None
    _final: AIMessage | None = None
    _calls: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    _tools: list[ToolUse] = field(default_factory=list)
    _found: list[str] = field(default_factory=list)

    def read(self, kind: str, update: Any) -> Iterator[Event]:
        """Yield the events in one piece of the graph's stream."""
        if kind == "messages":
            message, _ = update
            if isinstance(message, AIMessageChunk) and message.content:
                yield self._token(str(message.content))
            return
        for node in update.values():
            for message in (node or {}).get("messages", ()):
                yield from self._message(message)

    def answer(self, *, stopped: bool = False) -> Answer:
        """Return the answer; only text that was checked, or that code wrote, is ever shown."""
        final = self._final
        verdict = final.additional_kwargs.get("footnote") if final else None
        if verdict is None:  # stopped before the check, or cut off by the limit of model calls
            verdict = {"refused": not stopped}
            text = "" if stopped else prompt("gave_up").substitute()
        else:
            text = str(final.content)
        if stopped:
            text = f"{text.rstrip()} {prompt('stopped').substitute()}".strip()
        total = time.perf_counter() - self.started
        citations: tuple[Citation, ...] = tuple(verdict.get("citations", ()))
        return Answer(
            question=self.question,
            answer=text,
            refused=verdict.get("refused", False),
            citations=citations,
            tools=tuple(self._tools),
            model=self.model,
            timings=Timings(round(self._first_token or total, 3), round(total, 3)),
            found=tuple(self._found),
            prompts=tuple(self.recorder.prompts),
        )

    def _token(self, text: str) -> Token:
        self._first_token = self._first_token or time.perf_counter() - self.started
        return Token(text)

    def _message(self, message: BaseMessage) -> Iterator[Event]:
        if isinstance(message, AIMessage) and message.tool_calls:
            for call in message.tool_calls:
                self._calls[call["id"]] = (call["name"], call["args"])
                yield Step(call["id"], call["name"], call["args"])
        elif isinstance(message, ToolMessage):
            name, arguments = self._calls.get(message.tool_call_id, (message.name or "", {}))
            self._tools.append(ToolUse(name, arguments, str(message.content)))
            if name == SEARCH:
                self._found += [passage.source for passage in message.artifact or ()]
            yield Step(message.tool_call_id, name, arguments, str(message.content), message.status == "error")
        elif isinstance(message, AIMessage):
            self._final = message


def to_messages(history: Sequence[dict[str, str]], question: str) -> list[BaseMessage]:
    """Return a conversation as messages. Only what was said: past tool calls are not sent again."""
    kinds = {"user": HumanMessage, "assistant": AIMessage}
    return [*(kinds[turn["role"]](turn["content"]) for turn in history), HumanMessage(question)]
