"""A compression run as data: a YAML file of stages, checked as a whole before anything runs.

    stages:
      - name: smollm2-135m            # the artifact this stage makes
        step: import                  # one of compress.steps.STEPS
        source: smollm2-135m          # the step's own settings
      - name: smollm2-135m-int8
        step: quantize
        parent: smollm2-135m          # an earlier stage, or an artifact that exists
        preset: int8

Paths are relative to the recipe and may begin with a variable of the environment (`$DATA/train.jsonl`); a list of
files may hold patterns (`*.md`), which may match nothing. A file that an earlier stage will write need not be there.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from compress.home import UserError
from compress.stage import StageConfig
from compress.steps import STEPS, Step

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True)
class StageEntry:
    """One stage of a recipe, checked."""

    name: str
    step: str
    parent: str | None
    config: StageConfig

    @property
    def kind(self) -> Step:
        """Return how this kind of stage is run."""
        return STEPS[self.step]


@dataclass(frozen=True)
class Recipe:
    """A checked recipe and where it was read from."""

    path: Path
    stages: tuple[StageEntry, ...]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    about: str = ""
    stages: list[dict[str, Any]] = Field(min_length=1)


class _Head(BaseModel):
    """The keys every stage has; what else it holds is the step's own."""

    name: str
    step: str
    parent: str | None = None


def read_recipe(path: Path) -> Recipe:
    """Read and check a recipe; raises `UserError`, one sentence that names the place, for the first fault."""
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"the recipe {path} cannot be read ({error}); give the path of a YAML file") from None
    except yaml.YAMLError as error:
        why = " ".join(str(error).split())
        raise UserError(f"{path} is no YAML ({why}); mend it there") from None
    if not isinstance(content, dict):
        raise UserError(f"{path} is no recipe: it has no list of 'stages'")
    try:
        file = _File.model_validate(content)
    except ValidationError as error:
        raise UserError(f"{path}: {explain(error, _File)}") from None
    stages: list[StageEntry] = []
    for number, entry in enumerate(file.stages, start=1):
        stages.append(_read_stage(entry, f"{path}, stage {number}", path.parent, stages))
    return Recipe(path, tuple(stages))


def check_name(name: str) -> str:
    """Return the name of an artifact if it can be a folder's name; raises `UserError` otherwise."""
    if not _NAME.fullmatch(name):
        raise UserError(f"{name!r} cannot name a model; use letters, digits, dots and dashes, a letter or digit first")
    return name


def explain(error: ValidationError, model: type[BaseModel]) -> str:
    """Return the first fault pydantic found as half a sentence: the place, then what is wrong there."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"unknown key {place!r}; known are {', '.join(model.model_fields)}"
    if first["type"] == "missing":
        return f"the key {place!r} is missing"
    why = first["msg"].removeprefix("Value error, ")
    why = why[:1].lower() + why[1:]
    return f"{place}: {why}, not {first['input']!r}" if place else why


def resolve_files(config: StageConfig, folder: Path, coming: Sequence[Path] = ()) -> StageConfig:
    """Return the config with its paths absolute and its patterns expanded; raises `UserError` for a missing file.

    `coming`: folders that an earlier stage writes; what is in them need not be there yet.
    """
    config = config.relative_to(folder)
    coming = [*coming, *(_absolute(path, folder) for path in config.outputs())]
    changes: dict[str, Any] = {}
    for name, value in config:
        if isinstance(value, StageConfig):
            changes[name] = resolve_files(value, folder, coming)
        elif isinstance(value, Path):
            changes[name] = _resolve(value, folder, coming)
        elif isinstance(value, tuple) and any(isinstance(item, Path) for item in value):
            found = tuple(path for item in value for path in _expand(item, folder, coming))
            if not found:
                raise UserError(f"{name}: no file matches {', '.join(map(str, value))}")
            changes[name] = found
    return config.model_copy(update=changes)


def _read_stage(entry: dict[str, Any], place: str, folder: Path, earlier: list[StageEntry]) -> StageEntry:
    try:
        head = _Head.model_validate(entry)
    except ValidationError as error:
        raise UserError(f"{place}: {explain(error, _Head)}") from None
    place = f"{place} ({head.name})"
    step = STEPS.get(head.step)
    if step is None:
        raise UserError(f"{place}: there is no step {head.step!r}; there are {', '.join(STEPS)}")
    if head.name in {stage.name for stage in earlier}:
        raise UserError(f"{place}: an earlier stage has that name too; give each its own")
    if step.needs_parent and head.parent is None:
        raise UserError(f"{place}: the key 'parent' is missing: the artifact to {head.step}")
    own = {key: value for key, value in entry.items() if key not in _Head.model_fields}
    try:
        check_name(head.name)
        coming = [path for stage in earlier for path in stage.config.outputs()]
        config = resolve_files(step.config.model_validate(own), folder, coming)
    except ValidationError as error:
        raise UserError(f"{place}: {explain(error, step.config)}") from None
    except UserError as error:
        raise UserError(f"{place}: {error}") from None
    return StageEntry(head.name, head.step, head.parent, config)


def _expand(path: Path, folder: Path, coming: Sequence[Path]) -> list[Path]:
    if not any(sign in str(path) for sign in "*?["):
        return [_resolve(path, folder, coming)]
    root = folder if not path.is_absolute() else Path(path.anchor)
    return sorted(found.resolve() for found in root.glob(str(path.relative_to(path.anchor))) if found.is_file())


def _resolve(path: Path, folder: Path, coming: Sequence[Path]) -> Path:
    found = _absolute(path, folder)
    if not found.exists() and not any(found.is_relative_to(there) for there in coming):
        if unset := re.search(r"\$\w+", str(found)):
            raise UserError(
                f"{path}: the variable {unset[0]} is not set; export it, or write the path into the recipe"
            )
        raise UserError(f"there is no file {found}; mend the path")
    return found


def _absolute(path: Path, folder: Path) -> Path:
    return (folder / Path(os.path.expandvars(path)).expanduser()).resolve()
