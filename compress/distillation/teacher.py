"""A teacher's own answers to what a student learns from: made once, on the first process, and kept in a file."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from compress.artifact import Artifact
from compress.data.conversations import Example
from compress.data.example_store import read_examples, write_examples
from compress.models.loading import load_model
from compress.stage import StageContext

if TYPE_CHECKING:
    from compress.training.completion import Sampling


def teacher_examples(
    teacher: Artifact, examples: Sequence[Example], how: "Sampling", workspace: Path, context: StageContext
) -> list[Example]:
    """Return the examples with the teacher's own last turns. Made once, on the first process, and kept in a file."""
    from accelerate import PartialState

    path = workspace / f"teacher-{_key(teacher, examples, how)}.npz"
    state = PartialState()
    if state.is_main_process and not path.is_file():
        write_examples(path, _ask(teacher, examples, how, context))
    state.wait_for_everyone()
    found = read_examples(path)
    assert found is not None, "the first process has just written it"
    return found


def _ask(teacher: Artifact, examples: Sequence[Example], how: "Sampling", context: StageContext) -> list[Example]:
    import torch

    from compress.training.completion import completed_by

    model = load_model(teacher)
    if torch.cuda.is_available():
        model = model.to("cuda", torch.bfloat16)
    with context.progress("asking the teacher", total=len(examples)) as bar:
        return completed_by(model, examples, how, lambda done: bar.update(0, completed=done))


def _key(teacher: Artifact, examples: Sequence[Example], how: "Sampling") -> str:
    digest = hashlib.sha256(f"{teacher.manifest.hash} {how}".encode())
    for example in examples:
        digest.update(example.ids.tobytes())
    return digest.hexdigest()
