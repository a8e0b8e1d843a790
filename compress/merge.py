"""The merging of what training changed into the weights that it started from: what the change is decides how.

    python -m compress merge smollm2-135m --name footnote-teacher --adapter compress/pretrained/footnote-teacher
    python -m compress merge minilm-fp32 --name footnote-reranker-fp32 --adapter compress/pretrained/footnote-reranker

A low-rank adapter (models/adapters.py), the mean of several, or a ternary change (models/ternary_delta.py) goes into a
decoder; a delta (cross_encoders/delta.py) makes a reranker or a reader of its encoder.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field, model_validator

from compress.artifact import Artifact, manifest_of
from compress.home import UserError
from compress.models.loading import adapter_of, check_kind, load_model, write_model
from compress.stage import ArtifactNames, StageConfig, StageContext

if TYPE_CHECKING:
    from transformers import PreTrainedModel


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


def merge(parent: Artifact | None, folder: Path, config: MergeConfig, context: StageContext) -> Artifact:
    """Add an adapter, or a ternary change, into the parent's weights and write the result to `folder`."""
    if config.adapter and (config.adapter.expanduser() / "delta.safetensors").is_file():
        return _merge_cross_encoder(parent, folder, config, context)
    parent = check_kind(parent, "decoder", "merge")
    context.say(
        f"merging {config.adapter.name if config.adapter else ', '.join(config.mean_of)} into {parent.manifest.name}"
    )
    model = _merged(load_model(parent), config, context)
    return write_model(folder, manifest_of(folder, "merge", config, parent), parent, model)


def _merge_cross_encoder(
    parent: Artifact | None, folder: Path, config: MergeConfig, context: StageContext
) -> Artifact:
    """Make a reranker or reader of its encoder and its delta (cross_encoders/delta.py) and write it to `folder`."""
    from compress.cross_encoders.model import write_cross_encoder

    parent = check_kind(parent, "encoder", "merge")
    from compress.cross_encoders.delta import merge_delta

    context.say(f"merging {config.adapter.name} into {parent.manifest.name}")
    model, kind, layers, max_tokens = merge_delta(parent, config.adapter.expanduser())
    manifest = manifest_of(folder, "merge", config, parent, kind=kind, metrics={"kept_layers": layers})
    return write_cross_encoder(folder, manifest, parent, model, max_tokens)


def _merged(model: "PreTrainedModel", config: MergeConfig, context: StageContext) -> "PreTrainedModel":
    """Return the model with the change in it, or, for a mean, beside it: `write_model` keeps that."""
    from compress.models.adapters import mean_adapter, merge_adapter
    from compress.models.ternary_delta import TERNARY, merge_ternary

    if config.adapter is None:
        _check_one_base(config.mean_of, context)
        return mean_adapter(model, [adapter_of(name, context) for name in config.mean_of])
    change = config.adapter.expanduser()
    return (merge_ternary if (change / TERNARY).is_file() else merge_adapter)(model, change)


def _check_one_base(names: Sequence[str], context: StageContext) -> None:
    """Raise `UserError` unless the artifacts were tuned from one and the same: else their changes have no mean."""
    first, *others = names
    for other in others:
        if context.find(other).manifest.parent != context.find(first).manifest.parent:
            raise UserError(f"{first} and {other} were tuned from different models; name some tuned from one")
