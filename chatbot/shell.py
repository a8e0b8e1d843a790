"""Asking from the shell: one question, or a JSONL file of them."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from chatbot.agent import Assistant
from chatbot.events import Answer, Step, Token
from chatbot.settings import Settings
from compress.console import emit, progress, say
from compress.home import UserError, first_fault


class Line(BaseModel):
    """A line of a batch."""

    model_config = ConfigDict(frozen=True)

    id: str | int
    question: str
    history: list[dict[str, str]] = []


def answer_one(settings: Settings, question: str, *, as_json: bool, explain: bool) -> None:
    """Print the answer to one question: as JSON, or for people with its sources, steps and draft on stderr."""
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
    if explain:
        for n, prompt in enumerate(answer.prompts, 1):
            print(f"\n--- prompt {n} ---\n{prompt.prompt}\n--- output {n} ---\n{prompt.output}")


def for_people(answer: Answer) -> str:
    """Return an answer and its footnotes as text."""
    lines = [answer.answer]
    for citation in answer.citations:
        page = f", page {citation.page}" if citation.page else ""
        lines.append(f"\n[{citation.n}] {citation.source}{page}\n    “{citation.quote}”")
    return "\n".join(lines)


def answer_batch(settings: Settings, batch: Path, out: Path, *, explain: bool) -> None:
    """Answer every line of `batch` into `out`, which appears whole or not at all.

    Raises `UserError` naming the line, before the model loads, where the file is malformed.
    """
    lines = list(_read(batch))
    assistant = Assistant.open(settings, say)
    partial = out.with_name(f".{out.name}.part")
    try:
        with partial.open("w", encoding="utf-8") as file, progress("answering", len(lines)) as bar:
            for line in lines:
                answer = assistant.ask(line.question, line.history).to_json(explain=explain)
                file.write(json.dumps({"id": line.id, **answer}, ensure_ascii=False) + "\n")
                bar.advance(0)
        partial.replace(out)
    except OSError as error:
        raise UserError(f"{out} cannot be written ({error.strerror}); choose another --out") from None
    finally:
        partial.unlink(missing_ok=True)
    say(f"{len(lines)} answers in {out}")


def _read(batch: Path) -> Iterator[Line]:
    try:
        text = batch.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{batch} cannot be read ({error}); give a UTF-8 JSONL file") from None
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield _parse(batch, number, line)


def _parse(batch: Path, number: int, line: str) -> Line:
    try:
        fields: Any = json.loads(line)
        return Line.model_validate(fields)
    except json.JSONDecodeError as error:
        raise UserError(f"{batch}, line {number} is not JSON ({error.msg}); mend it and run again") from None
    except ValidationError as error:
        why = first_fault(error, "the line")
        raise UserError(f"{batch}, line {number}, {why}; mend it and run again") from None
