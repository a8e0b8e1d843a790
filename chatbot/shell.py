"""Asking one question from the shell; `batch.py` asks a file of them."""

import json
import sys
from collections.abc import Sequence

from chatbot.agent import Assistant
from chatbot.events import Answer, Citation, Step, Token
from chatbot.settings import Settings
from compress.console import emit, say
from compress.home import UserError


def answer_one(settings: Settings, question: str, *, as_json: bool, explain: bool) -> None:
    """Print the answer to one question: as JSON, or for people with its sources, steps and draft on stderr."""
    if not question.strip():
        raise UserError("the question is empty; say what you want to know")
    assistant = Assistant.open(settings, say)
    answer: Answer | None = None
    for event in assistant.stream(question):
        if isinstance(event, Answer):
            answer = event
        elif isinstance(event, Step) and event.result is None:
            say(f"· {event.name}({json.dumps(event.arguments, ensure_ascii=False)})")
        elif isinstance(event, Token) and sys.stderr.isatty():
            print(event.text, end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        say("")
    if as_json:
        emit(answer.to_json(explain=explain))
        return
    print(for_people(answer))
    say_nearest(assistant.nearest(answer))
    if explain:
        for n, prompt in enumerate(answer.prompts, 1):
            print(f"\n--- prompt {n} ---\n{prompt.prompt}\n--- output {n} ---\n{prompt.output}")


def for_people(answer: Answer) -> str:
    """Return an answer and its footnotes as text."""
    lines = [answer.answer]
    for citation in answer.citations:
        lines.append(f"\n[{citation.n}] {_place(citation)}\n    “{citation.quote}”")
    return "\n".join(lines)


def say_nearest(passages: Sequence[Citation]) -> None:
    """Name on stderr, beside a refusal, the places that came nearest."""
    if passages:
        say(f"the nearest passages, which may not answer: {'; '.join(map(_place, passages))}")


def _place(citation: Citation) -> str:
    return f"{citation.source}, page {citation.page}" if citation.page else citation.source
