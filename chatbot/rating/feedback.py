"""Thumbs down become a question file: what went wrong in the chat, to be asked again by `evaluate`."""

import json
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from compress.faults import first_fault
from compress.home import UserError

_WIDTH = 110
_HEAD = """\
# Questions whose answers got a thumb down, for `python -m chatbot evaluate`. Fill in what a good answer does:
# must_contain (groups of alternatives), answers (short, accepted ones), must_cite (the end of a source), must_refuse.
"""


class Judged(BaseModel):
    """One line of `feedback.jsonl`; of a turn that was judged more than once the last line counts."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    conversation: str
    turn: int
    liked: bool | None
    question: str
    history: list[dict[str, str]] = []
    answer: str = ""
    citations: list[dict[str, Any]] = []


def disliked(path: Path) -> list[Judged]:
    """Return the turns whose last thumb points down, in the order of their first; none where there is no file."""
    last: dict[tuple[str, int], Judged] = {}
    lines = path.read_text("utf-8").split("\n") if path.exists() else []
    for number, line in enumerate(lines, 1):
        if line.strip():
            judged = _read(line, f"{path}, line {number}")
            last[judged.conversation, judged.turn] = judged
    return [judged for judged in last.values() if judged.liked is False]


def write_tests(turns: Iterable[Judged], out: Path) -> None:
    """Write a question file of these turns, expectations empty. Raises `UserError` rather than overwrite a file."""
    text = "\n".join([_HEAD, *map(_item, turns)])
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UserError(f"{out} exists already and is left as it is; give another path to --out") from None
    except OSError as error:
        raise UserError(f"{out} cannot be written ({error.strerror}); give another path to --out") from None


def _read(line: str, place: str) -> Judged:
    try:
        return Judged.model_validate(json.loads(line))
    except json.JSONDecodeError as error:
        raise UserError(f"{place} is not JSON ({error.msg}); mend or delete that line and run again") from None
    except ValidationError as error:
        why = first_fault(error, "the line")
        raise UserError(f"{place}, {why}; mend or delete that line and run again") from None


def _item(judged: Judged) -> str:
    """Return one item of the file, what was said before it as a comment."""
    said = " ".join(judged.answer.split()) or "(nothing)"
    sources = ", ".join(str(citation.get("source", "")) for citation in judged.citations)
    fields = {
        "id": f"{judged.conversation}-{judged.turn}",
        "question": judged.question,
        "kind": "feedback",
        "history": judged.history,
        "must_contain": [],
        "answers": [],
        "must_cite": None,
        "must_refuse": False,
    }
    comment = _comment(f"said: {said}") + (_comment(f"cited: {sources}") if sources else "")
    return comment + yaml.safe_dump([fields], allow_unicode=True, sort_keys=False, width=_WIDTH)


def _comment(text: str) -> str:
    printable = "".join(sign if sign.isprintable() else " " for sign in text)  # YAML takes no other, not in comments
    return textwrap.indent(textwrap.fill(" ".join(printable.split()), _WIDTH), "# ") + "\n"
