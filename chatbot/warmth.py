"""What the first question would pay for, done before anyone asks: the fixed part of the prompt, and one search.

The pipeline's cache then holds the system prompt with its tools, which is most of what the model reads before it
chooses one, and the search has its index open and its three models run in. Nobody sees what comes of it.
"""

import threading
from collections.abc import Callable, Sequence
from functools import partial

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage

from chatbot.llm import LocalChatModel
from chatbot.prompts import prompt
from chatbot.retrieval import Retriever
from chatbot.tools import all_tools

WarmUp = Callable[[threading.Event], object]
_QUESTION = "What are these documents about?"


def system_prompt(mode: str, style: str) -> str:
    """Return what every question of a mode begins with, word for word."""
    if mode == "context":
        return prompt(f"context_mode_{style}").substitute()
    return prompt("tool_mode").substitute(style=prompt(f"style_{style}").substitute())


def warm_up_steps(model: BaseChatModel, mode: str, style: str, retriever: Retriever) -> tuple[WarmUp, ...]:
    """Return the steps in the order of a question's needs. A provider's model is left alone: each call may cost."""
    steps: list[WarmUp] = [partial(_search, retriever)]
    if isinstance(model, LocalChatModel):
        tools = [] if mode == "context" else all_tools(retriever)
        steps.insert(0, partial(_read, model.bind_tools(tools), system_prompt(mode, style)))
    return tuple(steps)


def take(steps: Sequence[WarmUp], cancel: threading.Event) -> None:
    """Take the steps until `cancel` is set: then at most one of them goes on to its end, in well under a second."""
    for step in steps:
        if not cancel.is_set():
            step(cancel)


def _read(model, system: str, cancel: threading.Event) -> None:
    model.invoke([SystemMessage(system), HumanMessage(_QUESTION)], max_tokens=1, cancel=cancel)


def _search(retriever: Retriever, cancel: threading.Event) -> None:
    found, _ = retriever.ranked(_QUESTION)
    if found and not cancel.is_set():
        retriever.evidence(_QUESTION, found[: retriever.passages])
