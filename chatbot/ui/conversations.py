"""Conversations as files: one JSON a conversation under `home/conversations`.

They are kept on this machine, not in the browser's storage: they survive a restart, another browser and
a cleared cache, and `rm` is all it takes to forget one. The page is drawn from them and never read back,
so tool steps cannot slip into what the model is told.
"""

import re
import secrets
import time
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chatbot.events import Citation, Step

_ID = re.compile(r"\d{8}-\d{6}-[0-9a-f]{8}")
_TITLE_LENGTH = 60


class TimedStep(BaseModel):
    """A tool step and the seconds it took; `seconds` is None while it runs."""

    model_config = ConfigDict(frozen=True)

    step: Step
    seconds: float | None = None


class Turn(BaseModel):
    """One question and what came of it. `text` is Markdown: the draft while `running`, then the answer."""

    model_config = ConfigDict(frozen=True)

    question: str
    status: Literal["running", "done", "stopped", "failed"] = "running"
    text: str = ""
    refused: bool = False
    steps: tuple[TimedStep, ...] = ()
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Citation, ...] = Field(default=(), description="of a refusal; no part of the answer")
    model: str = ""
    collection: str = ""
    seconds: float = Field(default=0.0, description="from the question to the end of the answer")
    liked: bool | None = None


class Conversation(BaseModel):
    """Turns in order, oldest first."""

    model_config = ConfigDict(frozen=True)

    id: str
    turns: tuple[Turn, ...] = ()

    @property
    def title(self) -> str:
        """Return its first question, cut to one short line."""
        line = " ".join(self.turns[0].question.split()) if self.turns else "New conversation"
        return line if len(line) <= _TITLE_LENGTH else line[: _TITLE_LENGTH - 1].rstrip() + "…"

    def with_last(self, turn: Turn) -> "Conversation":
        """Return the conversation with its last turn replaced."""
        return self.model_copy(update={"turns": (*self.turns[:-1], turn)})


class Conversations:
    """The folder of conversations."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def new(self) -> Conversation:
        """Return an empty conversation with an id of its own; nothing is written."""
        return Conversation(id=time.strftime("%Y%m%d-%H%M%S-") + secrets.token_hex(4))

    def load(self, name: str | None) -> Conversation | None:
        """Return the conversation of that id, or None where there is none or it cannot be read."""
        try:
            return Conversation.model_validate_json(self._path(name or "").read_text("utf-8"))
        except (FileNotFoundError, NotADirectoryError, ValidationError, UnicodeDecodeError):
            return None

    def save(self, conversation: Conversation) -> None:
        """Write it whole or not at all; only this user may read it."""
        path = self._path(conversation.id)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
        temporary.write_text(conversation.model_dump_json(indent=1), "utf-8")
        temporary.replace(path)

    def delete(self, name: str) -> None:
        """Remove it; removing what is not there is no error."""
        self._path(name).unlink(missing_ok=True)

    def newest(self, limit: int = 100) -> list[Conversation]:
        """Return up to `limit` conversations, the one touched last first. Files that cannot be read are left alone."""
        paths = [path for path in self.folder.glob("*.json") if _ID.fullmatch(path.stem)]
        paths.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        return [found for path in paths[:limit] if (found := self.load(path.stem))]

    def _path(self, name: str) -> Path:
        if not _ID.fullmatch(name):  # ids come from the browser: nothing else may name a file
            return self.folder / "no-such-conversation.json"
        return self.folder / f"{name}.json"
