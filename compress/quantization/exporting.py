"""A model's fp32 OpenVINO graph, exported once for all the presets that start from it.

Tracing and converting takes longer than quantizing, and int8, int4 and w8a8 of one parent begin with the same graph.
So it is kept in the data root's `cache/exports`: one graph, that of the parent exported last, under a name made of
the parent's hash and the exporting libraries' versions. A recipe removes it when it ends.
"""

import hashlib
import json
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from filelock import FileLock

from compress.artifact import Artifact
from compress.stage import StageContext

_EXPORTERS = ("openvino", "optimum-intel", "torch", "transformers")


def export(parent: Artifact, context: StageContext) -> Any:
    """Return a huggingface-format artifact as an fp32 optimum-intel model, not compiled."""
    with _alone(context.home) as folder:
        kept = folder / _name_of(parent)
        if not kept.is_dir():
            context.say(f"exporting {parent.manifest.name} to OpenVINO")
            _clear(folder)
            temporary = folder / f"{uuid.uuid4().hex}.tmp"
            _read(parent, parent.folder, export=True).save_pretrained(temporary)
            temporary.rename(kept)  # under its name only when whole
        # Read back even when just written: an artifact must not differ by whether its graph was kept.
        return _read(parent, kept, export=False)


def forget_exports(home: Path) -> None:
    """Remove the graph that is kept, if there is one."""
    if _folder(home).is_dir():
        with _alone(home) as folder:
            _clear(folder)


def _read(parent: Artifact, folder: Path, export: bool) -> Any:
    from optimum.intel import (
        OVModelForCausalLM,
        OVModelForFeatureExtraction,
        OVModelForQuestionAnswering,
        OVModelForSequenceClassification,
    )

    reader = {
        "decoder": OVModelForCausalLM,
        "encoder": OVModelForFeatureExtraction,
        "reranker": OVModelForSequenceClassification,
        "reader": OVModelForQuestionAnswering,
    }[parent.manifest.kind]
    # load_in_8bit=False: models above a billion parameters would otherwise be quantized behind our back.
    return reader.from_pretrained(str(folder), export=export, compile=False, load_in_8bit=False, local_files_only=True)


def _name_of(parent: Artifact) -> str:
    facts = [parent.manifest.kind, parent.manifest.hash, [version(package) for package in _EXPORTERS]]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:24]


def _folder(home: Path) -> Path:
    return home / "cache" / "exports"


@contextmanager
def _alone(home: Path) -> Iterator[Path]:
    """Hold the cache against other processes, which would remove the graph that this one is reading."""
    folder = _folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_name(".exports.lock")):
        yield folder


def _clear(folder: Path) -> None:
    """Empty the cache: the graphs of other models, and what a killed run left."""
    for path in folder.iterdir():
        shutil.rmtree(path, ignore_errors=True)
