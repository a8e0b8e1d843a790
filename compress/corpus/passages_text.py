"""Passages as the chat's search tool shows them to a model."""

from collections.abc import Sequence

from compress.corpus.items import Passage


def show(passages: Sequence[Passage], first: int = 1) -> str:
    """Return passages numbered on from `first`: `[n] title, page 3: heading`, the text, a blank line between."""
    return "\n\n".join(f"[{n}] {_label(passage)}\n{passage.text}" for n, passage in enumerate(passages, first))


def _label(passage: Passage) -> str:
    page = f", page {passage.page}" if passage.page else ""
    return f"{passage.title}{page}" + (f": {passage.heading}" if passage.heading else "")
