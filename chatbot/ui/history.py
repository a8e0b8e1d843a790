"""What leaves a conversation: the model's view of it, a Markdown export, a line of feedback. Pure functions."""

import time
from collections.abc import Iterable, Sequence
from typing import Any

from chatbot.events import Citation
from chatbot.ui.conversations import Conversation, Turn

NEAREST = "The nearest passages in your documents, which may not answer your question:"


def to_history(turns: Iterable[Turn]) -> list[dict[str, str]]:
    """Return what the model is told of earlier turns: questions and answers, no tool steps, no failures."""
    history = []
    for turn in turns:
        if turn.text and turn.status in ("done", "stopped"):
            history.append({"role": "user", "content": turn.question})
            history.append({"role": "assistant", "content": turn.text})
    return history


def to_markdown(conversation: Conversation) -> str:
    """Return the conversation as a Markdown document with its sources as a list under each answer."""
    parts = [f"# {conversation.title}"]
    for turn in conversation.turns:
        parts.append(f"## {' '.join(turn.question.split())}")
        parts.append(turn.text or f"({turn.status})")
        parts.extend(_sources_as_markdown(turn.citations, "**Sources**"))
        parts.extend(_sources_as_markdown(turn.nearest, NEAREST))
    return "\n\n".join(parts) + "\n"


def place(citation: Citation) -> str:
    """Say where in its document a passage stands: `page 3, Heading`; empty where nothing is known."""
    page = f"page {citation.page}" if citation.page else ""
    # many documents begin with their title as a heading, and the title stands beside the place anyway
    heading = citation.heading.removeprefix(citation.title).removeprefix(" > ") if citation.title else citation.heading
    return ", ".join(filter(None, (page, heading)))


def _sources_as_markdown(citations: Sequence[Citation], title: str) -> list[str]:
    entries = []
    for citation in citations:
        where = ", ".join(filter(None, (citation.title, place(citation), f"`{citation.source}`")))
        quote = "\n".join(f"    > {line}" for line in citation.quote.splitlines())
        number = "" if title is NEAREST else f"[{citation.n}] "
        entries.append(f"- {number}{where}\n\n{quote}")
    return [title, *entries] if entries else []


def feedback_line(conversation: Conversation, index: int) -> dict[str, Any]:
    """Return what `feedback.jsonl` keeps of a judged turn: enough to ask the same question again as a test."""
    turn = conversation.turns[index]
    return {
        "time": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "conversation": conversation.id,
        "turn": index,
        "liked": turn.liked,
        "question": turn.question,
        "history": to_history(conversation.turns[:index]),
        "answer": turn.text,
        "refused": turn.refused,
        "citations": [{"n": c.n, "source": c.source, "page": c.page, "quote": c.quote} for c in turn.citations],
        "model": turn.model,
        "collection": turn.collection,
    }
