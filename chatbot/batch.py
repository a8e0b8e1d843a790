"""Asking a JSONL file of questions, so that a run that is stopped or killed loses no answer.

Answers go to a file beside the wanted one as they come; it gets the wanted name when the last of them is there. Its
name tells one command from another, so that the same command goes on from it and another does not mix its answers in.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from chatbot.agent import Assistant
from chatbot.asked import History, Question
from chatbot.settings import Settings
from compress.console import progress, say
from compress.faults import first_fault
from compress.home import Stopped, UserError


class Line(BaseModel):
    """A line of a batch."""

    model_config = ConfigDict(frozen=True)

    id: str | int
    question: Question
    history: History = []


def answer_batch(settings: Settings, batch: Path, out: Path, *, explain: bool) -> None:
    """Answer every line of `batch` into `out`, which appears whole or not at all.

    Raises `UserError` naming the line, before the model loads, where the file is malformed; `Stopped` on Ctrl-C.
    """
    lines = list(_read(batch))
    if out.is_dir() or (out.exists() and out.samefile(batch)):
        raise UserError(f"{out} is {'a folder' if out.is_dir() else 'the batch itself'}; choose another --out")
    part = out.with_name(f"{out.name}.{_fingerprint(settings, lines, explain)}.part")
    try:
        _answer(settings, lines, part, explain=explain)
        part.replace(out)
    except KeyboardInterrupt:
        raise Stopped(_kept(part, len(lines))) from None
    say(f"{len(lines)} answers in {out}")


def _answer(settings: Settings, lines: list[Line], part: Path, *, explain: bool) -> None:
    """Add to `part` the answers that it lacks."""
    with _Answers(part) as answers:
        if answers.count:
            say(f"going on after the {answers.count} answers in {part}")
        assistant = Assistant.open(settings, say)
        with progress("answering", len(lines)) as bar:
            bar.advance(0, answers.count)
            for line in lines[answers.count :]:
                answers.add({"id": line.id, **assistant.ask(line.question, line.history).to_json(explain=explain)})
                bar.advance(0)


class _Answers:
    """The finished answers on disk, a line each; to be used in a `with` block. `count` is how many there are.

    Raises `UserError` where they cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.count = 0
        self._path = path

    def __enter__(self) -> "_Answers":
        try:
            self._file = self._path.open("a+b")
            self._file.seek(0)
            text = self._file.read()
            os.ftruncate(self._file.fileno(), text.rfind(b"\n") + 1)  # half a line is left by a run that was killed
        except OSError as error:
            raise self._unwritable(error) from None
        self.count = text.count(b"\n")
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # of a disk that is full, which `add` has said already
            self._file.close()
        if not self.count:
            self._path.unlink(missing_ok=True)

    def add(self, answer: dict[str, Any]) -> None:
        try:
            self._file.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
            self._file.flush()
        except OSError as error:
            raise self._unwritable(error) from None
        self.count += 1

    def _unwritable(self, error: OSError) -> UserError:
        return UserError(f"{self._path} cannot be written ({error.strerror}); choose another --out")


def _kept(part: Path, wanted: int) -> str:
    """Say where the finished answers of a stopped run are."""
    if not part.exists():
        return "no answer was finished"
    count = part.read_bytes().count(b"\n")
    return f"{count} of {wanted} answers are kept in {part}, and the same command goes on from there"


def _fingerprint(settings: Settings, lines: list[Line], explain: bool) -> str:
    """Return what tells this command's answers from those of any other."""
    return hashlib.sha256(repr((settings, lines, explain)).encode()).hexdigest()[:8]


def _read(batch: Path) -> Iterator[Line]:
    try:
        text = batch.read_text("utf-8")
    except OSError as error:
        raise UserError(f"{batch} cannot be read ({error.strerror}); give the path of a JSONL file") from None
    except UnicodeDecodeError:
        raise UserError(f"{batch} is no UTF-8 text; convert it first") from None
    for number, line in enumerate(text.split("\n"), 1):
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
