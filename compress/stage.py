"""What every stage of a recipe is given, and the shape every stage has.

A stage is a plain function `stage(parent, folder, config, context) -> Artifact`: it reads the parent
artifact (None for an import), writes a new one to `folder` through `new_artifact`, and returns it.
`config` is the stage's own frozen pydantic model. Stages know nothing of recipes or skipping.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from compress import console
from compress.artifact import Artifact


class StageConfig(BaseModel):
    """Base of every stage's settings: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True)
class StageContext:
    """The world as a stage sees it: the data root, a way to talk, a progress bar, the other artifacts."""

    home: Path
    say: Callable[[str], None] = console.say
    progress: Callable[..., AbstractContextManager[Any]] = console.progress

    def find(self, name: str) -> Artifact:
        """Return the artifact of that name (or at that path); raises `UserError` where there is none."""
        return Artifact.find(name, self.home)


class Stage(Protocol):
    """One step from a parent artifact to a new one."""

    def __call__(self, parent: Artifact | None, folder: Path, config: Any, context: StageContext) -> Artifact: ...
