"""Supervised fine-tuning on conversations, full or with a low-rank adapter, and the merging of adapters.

    python -m compress tune smollm2-135m --name footnote-teacher --data train.jsonl --epochs 1
    accelerate launch -m compress tune smollm2-135m --name footnote-teacher --data train.jsonl

The loss is on the assistant's tokens only. An adapter that was trained is merged at once, since an artifact is a whole
model, and kept in the artifact's folder adapter/. To get a small change out of a full fine-tune, see `extract`.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from compress.artifact import Artifact, Manifest
from compress.examples import load_examples
from compress.models import check_kind, identity_of, load_model, workspace_of, write_model
from compress.stage import StageConfig, StageContext
from compress.training_config import DataConfig, LoraConfig

if TYPE_CHECKING:
    from peft import PeftModel
    from transformers import PreTrainedModel


class TuneConfig(DataConfig):
    """Settings of a fine-tune."""

    method: Literal["full", "lora"] = "full"
    lora: LoraConfig = LoraConfig()
    adapter: Path | None = Field(default=None, description="with lora: a peft folder to learn on from, of any rank")
    freeze_embeddings: bool = Field(default=False, description="embeddings and head stay as they are")

    @model_validator(mode="after")
    def _fits_together(self) -> "TuneConfig":
        if self.adapter and self.method != "lora":
            raise ValueError("an adapter is learnt on with method lora only: give that too, or leave the adapter out")
        return self


class MergeConfig(StageConfig):
    """Which adapter to add into the parent's weights."""

    adapter: Path = Field(description="a peft folder, a ternary change, or the delta of a reranker or reader")


def tune(parent: Artifact | None, folder: Path, config: TuneConfig, context: StageContext) -> Artifact:
    """Train the parent on conversations and write the result to `folder`."""
    parent = check_kind(parent, "decoder", "tune")
    examples, tokenizer = load_examples(parent, config.data, config.max_tokens, context)

    import torch

    from compress.objectives import SupervisedObjective
    from compress.structure import freeze_embeddings
    from compress.training import Run, compile_layers, finish, train

    torch.manual_seed(config.seed)  # a fresh adapter is the same in every process and after a kill
    model = load_model(parent)
    if config.freeze_embeddings:
        freeze_embeddings(model)
    wrapped = _with_adapter(model, config) if config.method == "lora" else None
    if config.compile:
        compile_layers(model)
    workspace = workspace_of(folder)
    learnt = sorted(config.adapter.glob("*.safetensors")) if config.adapter else []
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


def _with_adapter(model: "PreTrainedModel", config: TuneConfig) -> "PeftModel":
    """Let only an adapter of the model learn: a fresh one, or one that was learnt before."""
    from compress.adapters import add_lora, load_adapter

    return load_adapter(model, config.adapter, learning=True) if config.adapter else add_lora(model, config.lora)


def merge(parent: Artifact | None, folder: Path, config: MergeConfig, context: StageContext) -> Artifact:
    """Add an adapter, or a ternary change, into the parent's weights and write the result to `folder`."""
    if (config.adapter.expanduser() / "delta.safetensors").is_file():
        return merge_cross_encoder(parent, folder, config, context)
    parent = check_kind(parent, "decoder", "merge")
    from compress.adapters import merge_adapter
    from compress.ternary_delta import TERNARY, merge_ternary

    context.say(f"merging {config.adapter.name} into {parent.manifest.name}")
    change = config.adapter.expanduser()
    add = merge_ternary if (change / TERNARY).is_file() else merge_adapter
    model = add(load_model(parent), change)
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


def merge_cross_encoder(parent: Artifact | None, folder: Path, config: MergeConfig, context: StageContext) -> Artifact:
    """Make a reranker or reader of its encoder and its delta (cross_encoder_delta.py) and write it to `folder`."""
    from compress.cross_encoder import manifest_of, write_cross_encoder

    parent = check_kind(parent, "encoder", "merge")
    from compress.cross_encoder_delta import merge_delta

    context.say(f"merging {config.adapter.name} into {parent.manifest.name}")
    model, kind, layers, max_tokens = merge_delta(parent, config.adapter.expanduser())
    manifest = manifest_of(folder, kind, parent, config.model_dump(mode="json"), {"kept_layers": layers}, "merge")
    return write_cross_encoder(folder, manifest, parent, model, max_tokens)
