"""Pruning: whole layers, FFN neurons, or single weights; alone, with LoRA recovery, or with full retraining.

    python -m compress prune smollm2-135m --name shallow --method layers --keep-layers 24 --data train.jsonl
    python -m compress prune smollm2-135m --name sparse --method wanda --sparsity 0.5 --recovery lora --data t.jsonl

Structured pruning (layers, ffn) gives a smaller dense model. Unstructured pruning (magnitude, wanda) gives zeros
that a dense runtime still multiplies by: they buy nothing there, as `python -m compress study` shows. The measures
are in influence.py, the masks in sparsity.py, the surgery in models/structure.py.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, field_validator, model_validator

from compress.artifact import Artifact, manifest_of
from compress.data.examples import load_examples, sample_batches
from compress.home import UserError
from compress.models.layer_choice import check_layers, chosen_layers, evenly
from compress.models.loading import (
    check_kind,
    fastest_device,
    identity_of,
    load_model,
    load_tokenizer,
    workspace_of,
    write_model,
)
from compress.models.lora_config import LoraConfig
from compress.stage import Shape, StageContext
from compress.training.config import TrainingConfig, as_paths

if TYPE_CHECKING:
    from compress.data.batches import Batch
    from compress.data.conversations import Example

Method = Literal["layers", "ffn", "magnitude", "wanda"]
NEURONS = "neurons.json"  # in the artifact of an `ffn` pruning: for each layer the neurons it kept
_NEEDED = {
    "layers": "keep_layers or layers",
    "ffn": "ffn_width or neurons",
    "magnitude": "sparsity",
    "wanda": "sparsity",
}


class PruneConfig(TrainingConfig):
    """What goes, how it is chosen, and how the rest recovers. The training settings are those of the recovery."""

    method: Method
    layers: tuple[int, ...] | None = Field(default=None, description="the layers to keep, from 0")
    keep_layers: int | None = Field(default=None, gt=0, description="so many layers, chosen by `criterion`")
    criterion: Literal["influence", "loss"] = Field(
        default="influence", description="influence: how far a layer turns its input; loss: what the data miss least"
    )
    ffn_width: int | None = Field(default=None, gt=0, description="so many neurons in every layer, by activation")
    neurons: Path | None = Field(default=None, description=f"the neurons to keep: the {NEURONS} of an earlier run")
    sparsity: float | None = Field(default=None, gt=0, lt=1, description="the share of each matrix that becomes zero")
    data: tuple[Path, ...] = Field(default=(), description="conversations: to measure on and to recover with")
    samples: int = Field(default=128, gt=0, description="conversations to measure on")
    recovery: Literal["none", "lora", "full"] = "none"
    lora: LoraConfig = LoraConfig()

    _paths = field_validator("data", mode="before")(as_paths)

    @model_validator(mode="after")
    def _fits_together(self) -> "PruneConfig":
        given = {"layers": self.layers, "keep_layers": self.keep_layers}
        given |= {"ffn_width": self.ffn_width, "neurons": self.neurons, "sparsity": self.sparsity}
        wanted = _NEEDED[self.method].split(" or ")
        if sum(given[name] is not None for name in wanted) != 1:
            raise ValueError(f"the method {self.method} needs {_NEEDED[self.method]}")
        foreign = [name for name, value in given.items() if value is not None and name not in wanted]
        if foreign:
            raise ValueError(f"{foreign[0]} has no meaning for the method {self.method}")
        if not self.data and (self.recovery != "none" or self.measures):
            raise ValueError("conversations are needed to measure on or to recover with: give data")
        return self

    @property
    def measures(self) -> bool:
        """Tell whether choosing what goes takes data."""
        return self.keep_layers is not None or self.ffn_width is not None or self.method == "wanda"


@dataclass
class _Job:
    """A model on its way to being pruned, and what was found out about it."""

    model: Any
    config: PruneConfig
    context: StageContext
    examples: list["Example"]
    pad_id: int
    masks: dict[str, Any]
    neurons: list[list[int]] | None = None  # kept, a list for each layer

    def batches(self) -> list["Batch"]:
        return sample_batches(self.examples, self.pad_id, self.config.samples)


def prune(parent: Artifact | None, folder: Path, config: PruneConfig, context: StageContext) -> Artifact:
    """Prune the parent, let it recover if wanted, and write it to `folder`."""
    parent = check_kind(parent, "decoder", "prune")
    examples, tokenizer = (
        load_examples(parent, config.data, config.max_tokens, context) if config.data else ([], load_tokenizer(parent))
    )
    from compress.models.structure import describe
    from compress.pruning.sparsity import sparsity_of

    job = _Job(load_model(parent).to(fastest_device()), config, context, examples, tokenizer.pad_token_id, {})
    metrics = _METHODS[config.method](job)
    workspace = workspace_of(folder)
    identity = identity_of([parent], {**config.model_dump(), **metrics}, config.data)
    if config.recovery != "none":
        metrics["training"] = _recover(job, workspace, identity)
    metrics |= {**describe(job.model), "zeros": round(sparsity_of(job.model), 6)}
    manifest = manifest_of(folder, "prune", config, parent, metrics=metrics)
    files = {NEURONS: json.dumps(job.neurons)} if job.neurons else {}
    artifact = write_model(folder, manifest, parent, job.model, files)
    from compress.training.loop import finish

    finish(workspace)
    return artifact


def plan_prune(config: PruneConfig, shape: Shape | None) -> Shape | None:
    """Return the pruned model's sizes; raises `UserError` for layers or a width that the parent has not."""
    if shape is None:
        return None
    if config.method == "layers":
        kept = chosen_layers(config.layers, config.keep_layers, shape.layers)
        return Shape(len(kept), shape.width, shape.ffn_width)
    if config.method == "ffn":
        width = config.ffn_width or len(_read_neurons(config.neurons, shape.layers, shape.ffn_width)[0])
        if width >= shape.ffn_width:
            raise UserError(f"the FFN width must be below the parent's {shape.ffn_width}, not {width}")
        return Shape(shape.layers, shape.width, width)
    return shape


def _prune_layers(job: _Job) -> dict[str, Any]:
    from compress.models.structure import keep_layers
    from compress.pruning.influence import block_influence, layers_by_loss, least_influential

    config, count, found = job.config, job.model.config.num_hidden_layers, {}
    if config.layers is not None:
        kept = check_layers(config.layers, count)
    elif config.criterion == "loss":
        evenly(config.keep_layers, count)  # refuses more layers than there are
        kept = layers_by_loss(job.model, job.batches(), config.keep_layers, job.context.say)
    else:
        evenly(config.keep_layers, count)
        scores = block_influence(job.model, job.batches())
        kept = least_influential(scores, config.keep_layers)
        found = {"block_influence": [round(score, 4) for score in scores.tolist()]}
    keep_layers(job.model, kept)
    job.context.say(f"kept {len(kept)} of {count} layers: {', '.join(map(str, kept))}")
    return {"kept_layers": list(kept), **found}


def _prune_ffn(job: _Job) -> dict[str, Any]:
    from torch import tensor

    from compress.models.structure import narrow_ffn
    from compress.pruning.influence import ffn_scores, strongest_neurons

    config, before = job.config, job.model.config.intermediate_size
    if config.neurons is not None:
        kept = _read_neurons(config.neurons, job.model.config.num_hidden_layers, before)
    else:
        kept = [layer.tolist() for layer in strongest_neurons(ffn_scores(job.model, job.batches()), config.ffn_width)]
    narrow_ffn(job.model, [tensor(layer) for layer in kept])
    job.neurons = kept
    job.context.say(f"narrowed every FFN from {before} to {len(kept[0])}")
    return {}


def _read_neurons(path: Path, layers: int, width: int) -> list[list[int]]:
    """Return for each layer the numbers of the FFN neurons to keep; raises `UserError` unless they fit the model."""
    try:
        kept = json.loads(path.read_text("utf-8"))
        fits = len(kept) == layers and len({len(layer) for layer in kept}) == 1
        fits = fits and all(check_layers(layer, width) for layer in kept)
    except (OSError, ValueError, TypeError, UserError):
        fits = False
    if not fits:
        raise UserError(
            f"{path} does not say for {layers} layers which of {width} neurons to keep; prune by ffn_width"
        )
    return kept


def _prune_weights(job: _Job) -> dict[str, Any]:
    from compress.models.structure import sparse_targets
    from compress.pruning.influence import input_norms
    from compress.pruning.sparsity import apply_masks, magnitude_mask, wanda_mask

    share = job.config.sparsity
    norms = input_norms(job.model, job.batches()) if job.config.method == "wanda" else {}
    for name, linear in sparse_targets(job.model).items():
        weight = linear.weight.detach()
        job.masks[name] = wanda_mask(weight, norms[name], share) if norms else magnitude_mask(weight, share)
    apply_masks(job.model, job.masks)
    job.context.say(f"set {share:.0%} of {len(job.masks)} matrices to zero")
    return {}


_METHODS = {"layers": _prune_layers, "ffn": _prune_ffn, "magnitude": _prune_weights, "wanda": _prune_weights}


def _recover(job: _Job, workspace: Path, identity: str) -> dict[str, Any]:
    """Train the pruned model in place, its zeros kept, and return the training's metrics."""
    import torch

    from compress.models.adapters import add_lora
    from compress.pruning.sparsity import add_masked_lora, keep_zeros, merge_masked_lora
    from compress.training.loop import Run, compile_layers, train
    from compress.training.objectives import SupervisedObjective

    config, model, after_step, wrapped = job.config, job.model, None, None
    torch.manual_seed(config.seed)  # a fresh adapter is the same in every process
    if config.recovery == "lora" and job.masks:
        add_masked_lora(model, job.masks, config.lora.rank, config.lora.scale)
    elif config.recovery == "lora":
        wrapped = add_lora(model, config.lora)
    elif job.masks:
        after_step = keep_zeros(model, job.masks)
    if config.compile:
        compile_layers(model)
    objective = SupervisedObjective(model)
    report = train(
        Run(objective, job.examples, job.pad_id, config, workspace, identity, after_step=after_step), job.context
    )
    if wrapped is not None:
        wrapped.merge_and_unload()
    elif config.recovery == "lora":
        merge_masked_lora(model)
    return report.metrics()
