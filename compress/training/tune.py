"""Supervised fine-tuning on conversations, full or with a low-rank adapter.

    python -m compress tune smollm2-135m --name footnote-teacher --data train.jsonl --epochs 1
    accelerate launch -m compress tune smollm2-135m --name footnote-teacher --data train.jsonl

The loss is on the assistant's tokens only. An adapter that was trained is merged at once, since an artifact is a whole
model, and kept in the artifact's folder adapter/. To get a small change out of a full fine-tune, see `extract`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, model_validator

from compress.artifact import Artifact, manifest_of
from compress.data.examples import load_examples
from compress.models.loading import (
    adapter_of,
    check_kind,
    identity_of,
    load_model,
    load_tokenizer,
    workspace_of,
    write_model,
)
from compress.models.lora_config import LoraConfig
from compress.stage import OptionalArtifact, OptionalOutput, StageContext
from compress.training.config import DataConfig

if TYPE_CHECKING:
    from peft import PeftModel
    from torch import nn
    from transformers import PreTrainedModel


class TuneConfig(DataConfig):
    """Settings of a fine-tune."""

    method: Literal["full", "lora"] = "full"
    lora: LoraConfig = LoraConfig()
    adapter: Path | None = Field(default=None, description="with lora: a peft folder to learn on from, of any rank")
    adapter_of: OptionalArtifact = Field(default=None, description="instead: a tuned artifact, whose adapter it is")
    freeze_embeddings: bool = Field(default=False, description="embeddings and head stay as they are")
    keep_in: OptionalOutput = Field(default=None, description="with lora: a folder for adapters of steps on the way")
    keep_every: int = Field(default=100, gt=0, description="steps between those that `keep_in` is given")

    @model_validator(mode="after")
    def _fits_together(self) -> "TuneConfig":
        if (self.adapter or self.adapter_of) and self.method != "lora":
            raise ValueError("an adapter is learnt on with method lora only: give that too, or leave the adapter out")
        if self.adapter and self.adapter_of:
            raise ValueError("adapter and adapter_of name two adapters to learn on from; leave one out")
        if self.keep_in and self.method != "lora":
            raise ValueError("keep_in keeps adapters, which method lora alone has: give that too, or leave it out")
        return self


@dataclass(frozen=True)
class Lesson:
    """What is learnt in a fine-tune, and by which step.

    objective: what to minimise, made of the model and of what peft wraps it in (None: the model learns in full);
    feed: examples into batches, where they are no plain token sequences; after_step hears how many steps are done.
    """

    step: str
    examples: Sequence[Any]
    objective: "Callable[[PreTrainedModel, PeftModel | None], nn.Module]"
    feed: Callable[..., Any] | None = None
    after_step: Callable[[int], None] = lambda _: None


def tune(parent: Artifact | None, folder: Path, config: TuneConfig, context: StageContext) -> Artifact:
    """Train the parent on conversations and write the result to `folder`."""
    parent = check_kind(parent, "decoder", "tune")
    examples, _ = load_examples(parent, config.data, config.max_tokens, context)

    from compress.training.objectives import SupervisedObjective

    lesson = Lesson("tune", examples, lambda model, _: SupervisedObjective(model))
    return fine_tune(parent, folder, config, context, lesson)


def fine_tune(parent: Artifact, folder: Path, config: TuneConfig, context: StageContext, lesson: Lesson) -> Artifact:
    """Let the parent learn a lesson, whole or an adapter of it, and write the result to `folder`."""
    import torch

    from compress.data.batches import Feed
    from compress.models.adapters import add_lora
    from compress.models.structure import freeze_embeddings
    from compress.training.loop import Run, compile_layers, finish, train

    torch.manual_seed(config.seed)  # a fresh adapter is the same in every process and after a kill
    model = load_model(parent)
    if config.freeze_embeddings:
        freeze_embeddings(model)
    origin = adapter_of(config.adapter_of, context) if config.adapter_of else config.adapter
    wrapped = add_lora(model, config.lora, origin) if config.method == "lora" else None
    if config.compile:
        compile_layers(model)
    workspace = workspace_of(folder)
    learnt = sorted(origin.glob("*.safetensors")) if origin else []
    identity = identity_of([parent], config.model_dump(), [*config.data, *learnt])
    objective, pad_id = lesson.objective(model, wrapped), load_tokenizer(parent).pad_token_id

    def after_step(done: int) -> None:
        lesson.after_step(done)
        if config.keep_in and done % config.keep_every == 0:
            _keep(wrapped, config.keep_in / f"step-{done:06d}")

    run = Run(objective, lesson.examples, pad_id, config, workspace, identity, after_step, lesson.feed or Feed)
    report = train(run, context)
    manifest = manifest_of(folder, lesson.step, config, parent, metrics={"training": report.metrics()})
    artifact = write_model(folder, manifest, parent, wrapped or model)
    finish(workspace)
    return artifact


def _keep(wrapped: "PeftModel", folder: Path) -> None:
    """Write the adapter as it is now, as a peft folder; in a run of several processes the first one does."""
    from accelerate import PartialState

    from compress.models.adapters import save_adapter

    if PartialState().is_main_process:
        save_adapter(wrapped, folder)
