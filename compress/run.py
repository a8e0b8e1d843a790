"""Run a recipe's stages in order; skip what is up to date, go on where a killed run stopped.

A stage is up to date when what it made is there and remembers the same fingerprint: a hash over the step, its
settings, the hashes of the artifacts it starts from and the bytes of its input files. An artifact appears only
whole (compress.artifact), so a run killed anywhere finds on its next start every stage either done or not begun.
"""

import errno
import hashlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from compress.artifact import MANIFEST, Artifact, Manifest, hash_folder
from compress.home import UserError, models_folder
from compress.quantization.exporting import forget_exports
from compress.quiet import quiet_libraries
from compress.recipe import Recipe, StageEntry
from compress.stage import Shape, StageConfig, StageContext

_FULL = ("No space left", "iostream error")  # how safetensors and OpenVINO say that a write failed
FINGERPRINTS = "fingerprints"  # in manifest.config: {stage name: fingerprint}


@dataclass(frozen=True)
class Outcome:
    """What became of one stage."""

    name: str
    step: str
    skipped: bool
    seconds: float
    folder: Path


def run_recipe(recipe: Recipe, context: StageContext) -> list[Outcome]:
    """Check the recipe against what exists, then run each stage that is not up to date."""
    check_recipe(recipe, context)
    started = time.monotonic()
    outcomes = []
    for number, stage in enumerate(recipe.stages, start=1):
        label = f"stage {number} of {len(recipe.stages)}: {stage.name} ({stage.step})"
        outcome = _run_or_skip(stage, label, context)
        outcomes.append(outcome)
        if not outcome.skipped:
            total = time.monotonic() - started
            context.say(f"{label} done in {outcome.seconds:.0f} s, {total:.0f} s since the start")
    forget_exports(context.home)  # a run that fails keeps them for the one that goes on
    return outcomes


def check_recipe(recipe: Recipe, context: StageContext) -> None:
    """Raise `UserError` where a stage starts from nothing, or asks what its parent's sizes make impossible."""
    shapes: dict[str, Shape | None] = {}
    for number, stage in enumerate(recipe.stages, start=1):
        place = f"{recipe.path}, stage {number} ({stage.name})"
        try:
            for name in _starts_from(stage):
                if name not in shapes:
                    shapes[name] = Shape.read(context.find(name).folder)
            done = _up_to_date(stage, context)
            parent = shapes[stage.parent] if stage.parent else None
            planned = Shape.read(done.folder) if done else stage.kind.plan(stage.config, parent)
            if stage.kind.makes == "artifact":
                shapes[stage.name] = planned
        except UserError as error:
            raise UserError(f"{place}: {error}") from None


def run_stage(stage: StageEntry, context: StageContext) -> Artifact:
    """Run one stage, whether or not it is up to date, and remember its fingerprint."""
    folder = folder_of(stage, context.home)
    parent = context.find(stage.parent) if stage.parent else None
    fingerprint = fingerprint_of(stage, context)
    with _alone(folder), _mendable(folder), quiet_libraries():
        artifact = stage.kind.function(parent, folder, stage.config, context)
    return artifact if stage.kind.makes == "files" else _remember(artifact, stage.name, fingerprint)


def folder_of(stage: StageEntry, home: Path) -> Path:
    """Return the folder a stage writes: an artifact's, or that of a report's files."""
    return home / "reports" / stage.name if stage.kind.makes == "files" else models_folder(home) / stage.name


def fingerprint_of(stage: StageEntry, context: StageContext) -> str:
    """Return the hash of all that decides what a stage makes; the places of its input files do not count."""
    artifacts = [context.find(name).manifest.hash for name in _starts_from(stage)]
    inputs = [_hash_input(path) for path in stage.kind.inputs(stage.config)]
    facts = [stage.step, _settings(stage.config), artifacts, inputs]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _run_or_skip(stage: StageEntry, label: str, context: StageContext) -> Outcome:
    started = time.monotonic()
    done = _up_to_date(stage, context)
    if done is not None:
        context.say(f"{label}: up to date")
        return Outcome(stage.name, stage.step, True, time.monotonic() - started, done.folder)
    context.say(label)
    artifact = run_stage(stage, context)
    return Outcome(stage.name, stage.step, False, time.monotonic() - started, artifact.folder)


def _up_to_date(stage: StageEntry, context: StageContext) -> Artifact | None:
    """Return what the stage made, if it was made from exactly these inputs."""
    kept = stage.parent if stage.kind.makes == "metrics" else stage.name
    try:
        made = Artifact.load(models_folder(context.home) / str(kept))
        remembered = made.manifest.config.get(FINGERPRINTS, {}).get(stage.name)
        return made if remembered == fingerprint_of(stage, context) else None
    except (UserError, FileNotFoundError):  # not made, or its own beginnings are not: a stage before it will say why
        return None


def _starts_from(stage: StageEntry) -> list[str]:
    return [*([stage.parent] if stage.parent else []), *stage.config.artifact_names()]


def _settings(config: StageConfig) -> dict[str, Any]:
    """Return the settings without the places of files, whose bytes count instead."""
    plain: dict[str, Any] = {}
    for name, value in config:
        if isinstance(value, StageConfig):
            plain[name] = _settings(value)
        elif isinstance(value, Path) or (isinstance(value, tuple) and any(isinstance(item, Path) for item in value)):
            continue
        else:
            plain[name] = value
    return plain


def _hash_input(path: Path) -> str:
    if path.is_dir():
        return hash_folder(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _remember(artifact: Artifact, name: str, fingerprint: str) -> Artifact:
    """Write the fingerprint into the manifest; a run killed before this makes the stage again."""
    known = artifact.manifest.config.get(FINGERPRINTS, {})
    config = {**artifact.manifest.config, FINGERPRINTS: {**known, name: fingerprint}}
    manifest: Manifest = artifact.manifest.model_copy(update={"config": config})
    temporary = artifact.folder / f".{MANIFEST}.{os.getpid()}.tmp"
    temporary.write_text(manifest.model_dump_json(indent=2) + "\n", "utf-8")
    temporary.replace(artifact.folder / MANIFEST)
    return Artifact(artifact.folder, manifest)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the artifact's name against other processes: two writers would sweep away each other's work."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder.with_name(f".{folder.name}.lock"))
    try:
        with lock.acquire(timeout=0):
            yield
    except Timeout:
        raise UserError(f"another run is making {folder.name} just now; wait for it or stop it") from None


@contextmanager
def _mendable(folder: Path) -> Iterator[None]:
    """Turn a full disk, which each library reports in its own exception, into a sentence."""
    try:
        yield
    except Exception as error:  # re-raised unless it is about the disk
        if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or any(sign in str(error) for sign in _FULL):
            raise UserError(f"no room left on the disk of {folder.parent}; free some and run again") from error
        if isinstance(error, PermissionError):
            why = f"{error.filename} may not be written"
            raise UserError(f"{why}; change its rights or choose another --home") from error
        raise
