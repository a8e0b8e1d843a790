"""Looks at what the product needs and says, one line each, what is there and how to mend what is not."""

import shutil
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from chatbot.answers.reader import DEFAULT as READER
from compress.artifact import MANIFEST, Artifact
from compress.home import BUILD, UserError, collections_folder, models_folder
from ingest.answerability.calibration import stored
from ingest.collection import Collection
from ingest.encoders.reranker import DEFAULT as RERANKER

_PACKAGES = ("torch", "transformers", "optimum-intel", "openvino-genai", "langchain", "chromadb", "gradio")
_FREE_GB = 2


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    what: str
    ok: bool
    detail: str


def examine(home: Path) -> list[Finding]:
    """Return the findings: packages, models, collections, disk, and what is optional: reranker, reader, OCR engine."""
    optional = [_optional(home, "reranker", RERANKER), _optional(home, "reader", READER)]
    return [*map(_package, _PACKAGES), *_models(home), _collections(home), _disk(home), *optional, _ocr()]


def _package(name: str) -> Finding:
    try:
        return Finding(name, True, version(name))
    except PackageNotFoundError:
        return Finding(name, False, "not installed; run `pip install -r requirements.txt`")


def _models(home: Path) -> list[Finding]:
    try:
        artifacts = Artifact.all(home)
    except UserError as error:
        return [Finding("models", False, str(error))]
    kinds = {artifact.manifest.kind for artifact in artifacts if artifact.manifest.format == "openvino"}
    names = ", ".join(artifact.manifest.name for artifact in artifacts) or "none"
    ok = {"decoder", "encoder"} <= kinds
    mend = "" if ok else f"; run `{BUILD}`"
    return [Finding("models", ok, names + mend)]


def _optional(home: Path, what: str, name: str) -> Finding:
    there = (models_folder(home) / name / MANIFEST).is_file()
    mend = f"none (optional, answers get better: run `{BUILD}`)"
    return Finding(what, True, name if there else mend)


def _collections(home: Path) -> Finding:
    folders = sorted(path for path in collections_folder(home).glob("*") if path.is_dir())
    if not folders:
        return Finding("collections", False, "none; run `python -m ingest add PATH`")
    try:
        return Finding("collections", True, "; ".join(f"{path.name} ({_threshold(path)})" for path in folders))
    except UserError as error:
        return Finding("collections", False, str(error))


def _threshold(folder: Path) -> str:
    """Say which threshold a collection refuses by; opened without an embedder, so nothing is loaded."""
    collection = Collection.open(folder, None)
    try:
        found, chunks = stored(collection), collection.count()
    finally:
        collection.close()
    if found is None:
        return "shipped threshold"
    if found.outgrown(chunks):
        return (
            f"calibrated with {found.chunks} chunks, has {chunks} now: "
            f"run `python -m ingest calibrate --collection {folder.name}` again"
        )
    return f"calibrated to {100 * found.target:g} % false answers"


def _disk(home: Path) -> Finding:
    there = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(there).free / 1e9
    ok = free >= _FREE_GB
    return Finding("disk", ok, f"{free:.0f} GB free" + ("" if ok else f"; at least {_FREE_GB} GB are needed"))


def _ocr() -> Finding:
    found = shutil.which("tesseract")
    return Finding("ocr", True, found or "none (optional: install tesseract-ocr to read scans)")
