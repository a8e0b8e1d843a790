"""One folder a model: weights, tokenizer with its chat template and response schema, manifest.json.

A folder is written under a temporary name and renamed when whole, so one that has its real name is
complete. The manifest says where it came from (the parent's hash), how, and what was measured.

    artifact = Artifact.find("smollm2-135m-int8", home)
    artifact.manifest.metrics["perplexity"]
"""

import hashlib
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from compress.faults import first_fault
from compress.home import BUILD, UserError, models_folder

MANIFEST = "manifest.json"
_TRACKED_PACKAGES = ("torch", "transformers", "optimum", "optimum-intel", "openvino", "openvino-genai", "nncf", "peft")


class Manifest(BaseModel):
    """What an artifact says of itself. `hash` covers every file but the manifest; metrics may grow later."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    kind: Literal["decoder", "encoder", "reranker", "reader"]
    format: Literal["huggingface", "openvino"]
    precision: str = Field(description="weights, then activations: fp32, bf16, int8, int4, w8a8")
    step: str = Field(description="what made it, by its name in steps.py")
    parent: str | None = Field(default=None, description="the parent's hash")
    config: dict[str, Any] = {}
    versions: dict[str, str] = {}
    metrics: dict[str, Any] = {}
    hash: str = ""
    created: str = ""

    @property
    def tool_rating(self) -> float | None:
        """How rightly it chooses tools, 0 to 1, by which the chat chooses its mode; None where that was not rated.

        Manifests from before the rating was kept apart have it as the last evaluation's accuracy.
        """
        return self.metrics.get("tool_rating", self.metrics.get("tool_accuracy"))


@dataclass(frozen=True)
class Artifact:
    """A finished model folder and its manifest."""

    folder: Path
    manifest: Manifest

    @classmethod
    def load(cls, folder: Path) -> "Artifact":
        """Open a model folder; raises `UserError` where it is none or its manifest cannot be read."""
        try:
            text = (folder / MANIFEST).read_text("utf-8")
        except (FileNotFoundError, NotADirectoryError):
            raise UserError(
                f"{folder} is no model folder (it has no {MANIFEST}); `python -m compress list` shows what there is"
            ) from None
        try:
            return cls(folder, Manifest.model_validate_json(text))
        except ValidationError as error:
            why = first_fault(error, "the file")
            raise UserError(f"{folder / MANIFEST} cannot be read ({why}); build the model again") from None

    @classmethod
    def find(cls, name: str, home: Path) -> "Artifact":
        """Open the artifact of that name under `home`, or the folder of that path."""
        for folder in (models_folder(home) / name, Path(name).expanduser()):
            if (folder / MANIFEST).is_file():
                return cls.load(folder)
        raise UserError(f"there is no model {name!r} in {models_folder(home)}; build it with `{BUILD}`")

    @classmethod
    def all(cls, home: Path) -> list["Artifact"]:
        """Return every finished artifact under `home`, by name."""
        return [cls.load(path.parent) for path in sorted(models_folder(home).glob(f"[!.]*/{MANIFEST}"))]

    def bytes(self) -> int:
        """Return the size of all its files on disk, in bytes."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())

    def with_metrics(self, metrics: dict[str, Any]) -> "Artifact":
        """Store further metrics in the manifest (atomically) and return the artifact that has them."""
        manifest = self.manifest.model_copy(update={"metrics": {**self.manifest.metrics, **metrics}})
        _write_manifest(self.folder, manifest)
        return Artifact(self.folder, manifest)


def manifest_of(folder: Path, step: str, config: BaseModel, parent: Artifact | None = None, **facts: Any) -> Manifest:
    """Return what a stage says of the model that it will write to `folder`.

    Where `facts` do not say otherwise, it is in Hugging Face form, in fp32 and of its parent's kind.
    """
    known = {"format": "huggingface", "precision": "fp32", "config": config.model_dump(mode="json")}
    if parent is not None:
        known |= {"kind": parent.manifest.kind, "parent": parent.manifest.hash}
    return Manifest(name=folder.name, step=step, **(known | facts))


@contextmanager
def new_artifact(folder: Path, manifest: Manifest) -> Iterator[Path]:
    """Yield a temporary folder to fill; when the block ends well it becomes `folder`, whole.

    Hash, versions and creation time are filled in. An older `folder` is replaced only then; a block that
    raises, or a process that is killed, leaves the older one as it was.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    _sweep_leftovers(folder)
    temporary = folder.with_name(f".{folder.name}.{uuid.uuid4().hex[:8]}.tmp")
    temporary.mkdir()
    try:
        yield temporary
        created = time.strftime("%Y-%m-%dT%H:%M:%S%z")
        facts = {"hash": hash_folder(temporary), "versions": _versions(), "created": created}
        _write_manifest(temporary, manifest.model_copy(update=facts))
        _replace_folder(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def hash_folder(folder: Path) -> str:
    """Return a SHA-256 over the names and bytes of every file but the manifest."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _replace_folder(temporary: Path, folder: Path) -> None:
    """Move the old folder aside before the new one takes its name: a folder cannot be renamed over a full one."""
    aside = folder.with_name(f".{folder.name}.{uuid.uuid4().hex[:8]}.old")
    if folder.exists():
        folder.rename(aside)
    temporary.rename(folder)
    shutil.rmtree(aside, ignore_errors=True)


def _sweep_leftovers(folder: Path) -> None:
    """Remove what a killed run left of this artifact; put the old one back if it died between two renames."""
    for aside in folder.parent.glob(f".{folder.name}.*.old"):
        if folder.exists():
            shutil.rmtree(aside, ignore_errors=True)
        else:
            aside.rename(folder)
    for leftover in folder.parent.glob(f".{folder.name}.*.tmp"):
        shutil.rmtree(leftover, ignore_errors=True)


def _write_manifest(folder: Path, manifest: Manifest) -> None:
    temporary = folder / f".{MANIFEST}.tmp"
    temporary.write_text(manifest.model_dump_json(indent=2) + "\n", "utf-8")
    temporary.replace(folder / MANIFEST)


def _versions() -> dict[str, str]:
    found = {}
    for package in _TRACKED_PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
