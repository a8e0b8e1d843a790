"""Supervised fine-tuning on conversations, full or with a low-rank adapter, and the merging of adapters.

    python -m compress tune smollm2-135m --name footnote-teacher --data train.jsonl --epochs 1
    accelerate launch -m compress tune smollm2-135m --name footnote-teacher --data train.jsonl

The loss is on the assistant's tokens only. An adapter that was trained is merged at once, since an artifact is a whole
model, and kept in the artifact's folder adapter/. To get a small change out of a full fine-tune, see `extract`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from compress.artifact import Artifact, Manifest
from compress.data.examples import load_examples
from compress.home import UserError
from compress.models.loading import ADAPTER, check_kind, identity_of, load_model, workspace_of, write_model
from compress.models.lora_config import LoraConfig
from compress.stage import ArtifactNames, OptionalArtifact, StageConfig, StageContext
from compress.training_config import DataConfig

if TYPE_CHECKING:
    from peft import PeftModel
    from transformers import PreTrainedModel


class TuneConfig(DataConfig):
    """Settings of a fine-tune."""

    method: Literal["full", "lora"] = "full"
    lora: LoraConfig = LoraConfig()
    adapter: Path | None = Field(default=None, description="with lora: a peft folder to learn on from, of any rank")
    adapter_of: OptionalArtifact = Field(default=None, description="instead: a tuned artifact, whose adapter it is")
    freeze_embeddings: bool = Field(default=False, description="embeddings and head stay as they are")

    @model_validator(mode="after")
    def _fits_together(self) -> "TuneConfig":
        if (self.adapter or self.adapter_of) and self.method != "lora":
            raise ValueError("an adapter is learnt on with method lora only: give that too, or leave the adapter out")
        if self.adapter and self.adapter_of:
            raise ValueError("adapter and adapter_of name two adapters to learn on from; leave one out")
        return self


class MergeConfig(StageConfig):
    """Which adapter to add into the parent's weights."""

    adapter: Path | None = Field(
        default=None, description="a peft folder, a ternary change, or the delta of a reranker or reader"
    )
    mean_of: ArtifactNames = Field(
        default=(), description="instead: tuned artifacts, the mean of whose adapters it is"
    )

    @model_validator(mode="after")
    def _names_one(self) -> "MergeConfig":
        if bool(self.adapter) == bool(self.mean_of):
            raise ValueError("name what to merge: either adapter or mean_of")
        return self


def tune(parent: Artifact | None, folder: Path, config: TuneConfig, context: StageContext) -> Artifact:
    """Train the parent on conversations and write the result to `folder`."""
    parent = check_kind(parent, "decoder", "tune")
    examples, tokenizer = load_examples(parent, config.data, config.max_tokens, context)

    import torch

    from compress.models.structure import freeze_embeddings
    from compress.objectives import SupervisedObjective
    from compress.training import Run, compile_layers, finish, train

    torch.manual_seed(config.seed)  # a fresh adapter is the same in every process and after a kill
    model = load_model(parent)
    if config.freeze_embeddings:
        freeze_embeddings(model)
    origin = _adapter_of(config.adapter_of, context) if config.adapter_of else config.adapter
    wrapped = _with_adapter(model, config.lora, origin) if config.method == "lora" else None
    if config.compile:
        compile_layers(model)
    workspace = workspace_of(folder)
    learnt = sorted(origin.glob("*.safetensors")) if origin else []
    identity = identity_of([parent], config.model_dump(), [*config.data, *learnt])
    objective = SupervisedObjective(model)
    report = train(Run(objective, examples, tokenizer.pad_token_id, config, workspace, identity), context)
    manifest = Manifest(
        name=folder.name,
        kind="decoder",
        format="huggingface",
        precision="fp32",
        step="tune",
        parent=parent.manifest.hash,
        config=config.model_dump(mode="json"),
        metrics={"training": report.metrics()},
    )
    artifact = write_model(folder, manifest, parent, wrapped or model)
    finish(workspace)
    return artifact


def _with_adapter(model: "PreTrainedModel", lora: LoraConfig, origin: Path | None) -> "PeftModel":
    """Let only an adapter of the model learn: a fresh one, or one that was learnt before."""
    from compress.models.adapters import add_lora, load_adapter

    return load_adapter(model, origin, learning=True) if origin else add_lora(model, lora)


def _adapter_of(name: str, context: StageContext) -> Path:
    """Return where the adapter lies that an artifact learnt; raises `UserError` where it learnt none."""
    folder = context.find(name).folder / ADAPTER
    if not folder.is_dir():
        raise UserError(f"{name} has no adapter of its own; name a model that `tune --method lora` made")
    return folder


def _check_one_base(names: Sequence[str], context: StageContext) -> None:
    """Raise `UserError` unless the artifacts were tuned from one and the same: else their changes have no mean."""
    first, *others = names
    for other in others:
        if context.find(other).manifest.parent != context.find(first).manifest.parent:
            raise UserError(f"{first} and {other} were tuned from different models; name some tuned from one")


def merge(parent: Artifact | None, folder: Path, config: MergeConfig, context: StageContext) -> Artifact:
    """Add an adapter, or a ternary change, into the parent's weights and write the result to `folder`."""
    if config.adapter and (config.adapter.expanduser() / "delta.safetensors").is_file():
        return merge_cross_encoder(parent, folder, config, context)
    parent = check_kind(parent, "decoder", "merge")
    context.say(
        f"merging {config.adapter.name if config.adapter else ', '.join(config.mean_of)} into {parent.manifest.name}"
    )
    model = _merged(load_model(parent), config, context)
    manifest = Manifest(
        name=folder.name,
        kind="decoder",
        format="huggingface",
        precision="fp32",
        step="merge",
        parent=parent.manifest.hash,
        config=config.model_dump(mode="json"),
    )
    return write_model(folder, manifest, parent, model)


def _merged(model: "PreTrainedModel", config: MergeConfig, context: StageContext) -> "PreTrainedModel":
    """Return the model with the change in it, or, for a mean, beside it: `write_model` keeps that."""
    from compress.models.adapters import mean_adapter, merge_adapter
    from compress.models.ternary_delta import TERNARY, merge_ternary

    if config.adapter is None:
        _check_one_base(config.mean_of, context)
        return mean_adapter(model, [_adapter_of(name, context) for name in config.mean_of])
    change = config.adapter.expanduser()
    return (merge_ternary if (change / TERNARY).is_file() else merge_adapter)(model, change)


def merge_cross_encoder(parent: Artifact | None, folder: Path, config: MergeConfig, context: StageContext) -> Artifact:
    """Make a reranker or reader of its encoder and its delta (cross_encoder_delta.py) and write it to `folder`."""
    from compress.cross_encoder import manifest_of, write_cross_encoder

    parent = check_kind(parent, "encoder", "merge")
    from compress.cross_encoder_delta import merge_delta

    context.say(f"merging {config.adapter.name} into {parent.manifest.name}")
    model, kind, layers, max_tokens = merge_delta(parent, config.adapter.expanduser())
    manifest = manifest_of(folder, kind, parent, config.model_dump(mode="json"), {"kept_layers": layers}, "merge")
    return write_cross_encoder(folder, manifest, parent, model, max_tokens)
