"""What an assistant tells whoever listens while it answers: steps, tokens, then one answer.

Plain frozen data: the command line prints it, the browser renders it, tests compare it.
"""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Step:
    """A tool at work. `result` is None when it starts; the same `id` comes again when it is done."""

    id: str
    name: str
    arguments: dict[str, Any]
    result: str | None = None
    error: bool = False


@dataclass(frozen=True)
class Token:
    """A piece of the draft; the final `Answer` replaces the draft once it has been checked."""

    text: str


@dataclass(frozen=True)
class Citation:
    """A footnote: the passage behind `[n]`. `page` counts from 1 and is None where the format has no pages."""

    n: int
    source: str
    page: int | None
    quote: str
    title: str = ""
    heading: str = ""


@dataclass(frozen=True)
class ToolUse:
    """A finished tool call and what it returned."""

    name: str
    arguments: dict[str, Any]
    result: str


@dataclass(frozen=True)
class Timings:
    """Seconds from the question to the first piece of the answer, and to its end."""

    first_token_s: float
    total_s: float


@dataclass(frozen=True)
class Prompt:
    """One model call, literally: the text that went in and the text that came out."""

    prompt: str
    output: str


@dataclass(frozen=True)
class Answer:
    """The last event of every question. `found`: the sources of the passages that the search returned, best first."""

    question: str
    answer: str
    refused: bool
    citations: tuple[Citation, ...] = ()
    tools: tuple[ToolUse, ...] = ()
    model: str = ""
    timings: Timings = Timings(0.0, 0.0)
    found: tuple[str, ...] = ()
    prompts: tuple[Prompt, ...] = field(default=(), repr=False)

    def to_json(self, *, explain: bool = False) -> dict[str, Any]:
        """Return the object that `ask --json` prints; with `explain`, every literal prompt and raw output too."""
        fields = {
            "question": self.question,
            "answer": self.answer,
            "refused": self.refused,
            "citations": [{"n": c.n, "source": c.source, "page": c.page, "quote": c.quote} for c in self.citations],
            "tools": [asdict(tool) for tool in self.tools],
            "model": self.model,
            "timings": asdict(self.timings),
        }
        return fields | {"prompts": [asdict(prompt) for prompt in self.prompts]} if explain else fields


@dataclass(frozen=True)
class Nearest:
    """What came nearest to a question that was refused, best first; it may not answer, and no model reads it."""

    passages: tuple[Citation, ...]


Event = Step | Token | Answer
