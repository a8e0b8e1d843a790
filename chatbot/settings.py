"""One frozen object from flags and environment, checked when it is made."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from compress.home import UserError, resolve_home

Mode = Literal["auto", "tool", "context"]
Style = Literal["full", "brief"]
DEFAULT_MODEL = "footnote-teacher-int8"


@dataclass(frozen=True)
class Settings:
    """How to answer. `passages` is how many the model reads at most, `max_tokens` how long an answer may be."""

    home: Path = field(default_factory=resolve_home)
    model: str = DEFAULT_MODEL
    collection: str = "default"
    mode: Mode = "auto"
    style: Style = "full"
    passages: int = 4
    max_tokens: int = 200

    def __post_init__(self) -> None:
        for name, allowed in (("mode", get_args(Mode)), ("style", get_args(Style))):
            if getattr(self, name) not in allowed:
                raise UserError(f"--{name} must be one of {', '.join(allowed)}, not {getattr(self, name)!r}")
        if not 1 <= self.passages <= 12:
            raise UserError(f"--passages must be from 1 to 12, not {self.passages}")
        if not 1 <= self.max_tokens <= 4096:
            raise UserError(f"--max-tokens must be from 1 to 4096, not {self.max_tokens}")
