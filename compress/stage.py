"""What every stage of a recipe is given, and the shape every stage has.

A stage is a plain function `stage(parent, folder, config, context) -> Artifact`: it reads the parent
artifact (None for an import), writes a new one to `folder` through `new_artifact`, and returns it.
`config` is the stage's own frozen pydantic model. Stages know nothing of recipes or skipping; two habits of
their configs tell the recipe what they read: every `Path` is an input file or folder (an `OutputFolder` is what the
stage writes beside its artifact), and every artifact beside the parent (a teacher) is an `ArtifactName`.
"""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Protocol, Self

from pydantic import BaseModel, ConfigDict

from compress import console
from compress.artifact import Artifact

_ARTIFACT = "the name of an artifact"
ArtifactName = Annotated[str, _ARTIFACT]
OptionalArtifact = Annotated[str | None, _ARTIFACT]
ArtifactNames = Annotated[tuple[str, ...], _ARTIFACT]
_OUTPUT = "a file or folder that the stage writes"
OutputFolder = Annotated[Path, _OUTPUT]
OptionalOutput = Annotated[Path | None, _OUTPUT]


class StageConfig(BaseModel):
    """Base of every stage's settings: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def artifact_names(self) -> list[str]:
        """Return the artifacts that the settings name, beside the parent."""
        fields = type(self).model_fields.items()
        values = [value for name, field in fields if _ARTIFACT in field.metadata and (value := getattr(self, name))]
        return [name for value in values for name in ([value] if isinstance(value, str) else value)]

    def outputs(self) -> list[Path]:
        """Return the files and folders that the stage writes, for later stages to read."""
        fields = type(self).model_fields.items()
        return [path for name, field in fields if _OUTPUT in field.metadata and (path := getattr(self, name))]

    def relative_to(self, folder: Path) -> Self:
        """Return the settings as meant by a recipe in `folder`. Fields of type `Path` need no help here."""
        return self


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


@dataclass(frozen=True)
class Shape:
    """The sizes of a model, by which a recipe is checked before anything runs."""

    layers: int
    width: int
    ffn_width: int

    @classmethod
    def read(cls, folder: Path) -> "Shape | None":
        """Return the sizes that a folder's config.json states; None where it states them otherwise than we know."""
        try:
            config = json.loads((folder / "config.json").read_text("utf-8"))
            layers, width = (next(config[name] for name in names if name in config) for names in _SIZES)
            ffn_width = config.get("intermediate_size") or config.get("n_inner") or 4 * width
            return cls(int(layers), int(width), int(ffn_width))
        except (OSError, ValueError, TypeError, StopIteration, RuntimeError):  # a generator turns Stop- into Runtime-
            return None


# What Llama and BERT call their sizes, and what GPT-2 does.
_SIZES = (("num_hidden_layers", "n_layer"), ("hidden_size", "n_embd"))
