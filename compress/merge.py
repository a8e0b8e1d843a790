"""The merging of what training changed into the weights that it started from: what the change is decides how.

    python -m compress merge smollm2-135m --name footnote-teacher --adapter compress/pretrained/footnote-teacher
    python -m compress merge minilm-fp32 --name footnote-reranker-fp32 --adapter compress/pretrained/footnote-reranker

A low-rank adapter (models/adapters.py) or a ternary change (models/ternary_delta.py) goes into a decoder, a delta
(cross_encoders/delta.py) makes a reranker or reader of an encoder. Of several that were tuned from one parent there is
a mean: of their adapters where they have some, else of their weights (models/averaging.py).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field, model_validator

from compress.artifact import Artifact, manifest_of
from compress.home import UserError
from compress.models.loading import ADAPTER, adapter_of, check_kind, load_model, write_model
from compress.stage import ArtifactNames, StageConfig, StageContext

if TYPE_CHECKING:
    from transformers import PreTrainedModel


class MergeConfig(StageConfig):
    """Which adapter to add into the parent's weights."""

    adapter: Path | None = Field(
        default=None, description="a peft folder, a ternary change, or the delta of a reranker or reader"
    )
    mean_of: ArtifactNames = Field(
        default=(), description="instead: artifacts tuned from the parent, the mean of whose changes it is"
    )

    @model_validator(mode="after")
    def _names_one(self) -> "MergeConfig":
        if bool(self.adapter) == bool(self.mean_of):
            raise ValueError("name what to merge: either adapter or mean_of")
        return self


def merge(parent: Artifact | None, folder: Path, config: MergeConfig, context: StageContext) -> Artifact:
    """Add an adapter, or a ternary change, into the parent's weights and write the result to `folder`."""
    if parent is None:
        raise UserError("merge needs a parent model; name one")
    if _makes_cross_encoder(config, context):
        return _merge_cross_encoder(parent, folder, config, context)
    parent = check_kind(parent, "decoder", "merge")
    context.say(f"merging {_named(config)} into {parent.manifest.name}")
    model = _merged(parent, config, context)
    return write_model(folder, manifest_of(folder, "merge", config, parent), parent, model)


def _makes_cross_encoder(config: MergeConfig, context: StageContext) -> bool:
    if config.adapter:
        return (config.adapter.expanduser() / "delta.safetensors").is_file()
    return context.find(config.mean_of[0]).manifest.kind in ("reranker", "reader")


def _merge_cross_encoder(parent: Artifact, folder: Path, config: MergeConfig, context: StageContext) -> Artifact:
    """Make a reranker or reader of its encoder and its delta, or of several of its parent's kind, and write it."""
    from compress.cross_encoders.delta import merge_delta
    from compress.cross_encoders.model import mean_cross_encoder, write_cross_encoder

    context.say(f"merging {_named(config)} into {parent.manifest.name}")
    if config.adapter:
        encoder = check_kind(parent, "encoder", "merge")
        model, about = merge_delta(encoder, config.adapter.expanduser())
    else:
        model, about = mean_cross_encoder(parent, [context.find(name) for name in config.mean_of])
    manifest = manifest_of(
        folder, "merge", config, parent, kind=about.kind, metrics={"kept_layers": list(about.layers)}
    )
    return write_cross_encoder(folder, manifest, parent, model, about.max_tokens)


def _named(config: MergeConfig) -> str:
    return config.adapter.name if config.adapter else ", ".join(config.mean_of)


def _merged(parent: Artifact, config: MergeConfig, context: StageContext) -> "PreTrainedModel":
    """Return the parent with the change in it, or, for a mean, beside it: `write_model` keeps that."""
    from compress.models.adapters import mean_adapter, merge_adapter
    from compress.models.averaging import mean_weights
    from compress.models.ternary_delta import TERNARY, merge_ternary

    if config.adapter is None:
        parts = [context.find(name) for name in config.mean_of]
        _check_one_base(parts, parent)
        if not all((part.folder / ADAPTER).is_dir() for part in parts):
            return mean_weights([load_model(part) for part in parts])
        return mean_adapter(load_model(parent), [adapter_of(name, context) for name in config.mean_of])
    change = config.adapter.expanduser()
    return (merge_ternary if (change / TERNARY).is_file() else merge_adapter)(load_model(parent), change)


def _check_one_base(parts: Sequence[Artifact], parent: Artifact) -> None:
    """Raise `UserError` unless the artifacts were tuned from one and the same: else their changes have no mean.

    Among some that were tuned from the parent it may stand itself, as one that changed nothing.
    """
    own = parent.manifest.hash
    bases = [own if part.manifest.hash == own else part.manifest.parent for part in parts]
    for other, base in zip(parts[1:], bases[1:], strict=True):
        if base != bases[0]:
            names = f"{parts[0].manifest.name} and {other.manifest.name}"
            raise UserError(f"{names} were tuned from different models; name some tuned from one")
