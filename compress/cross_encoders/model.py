"""Models that read a question and a passage together, in memory and as folders: rerankers and readers.

A reranker has one logit a row (how well the passage answers), a reader two a token (whether the answer starts or ends
there). Either is made of a sentence encoder, which gets a fresh head, or of one of its own kind.
"""

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compress.artifact import MANIFEST, Artifact, Manifest, new_artifact
from compress.cross_encoders.tokens import SIZES, tokens_of_pairs
from compress.home import UserError
from compress.models.loading import check_trainable, cross_encoder_class
from compress.stage import Shape
from compress.training.config import PairConfig

if TYPE_CHECKING:
    from transformers import PreTrainedModel

# What makes a folder a sentence encoder; a cross-encoder must not be taken for one.
_POOLING = ("modules.json", "config_sentence_transformers.json", "1_Pooling", "data_config.json")
_WEIGHTS = ("*.safetensors", "*.safetensors.index.json", "pytorch_model*.bin", "config.json")
_HEAD_NAMES = ("qa_outputs", "classifier")
_HEADS = {"reranker": {"num_labels": 1}, "reader": {"num_labels": 2}}  # two: where an answer starts and ends


@dataclass(frozen=True)
class About:
    """What a cross-encoder is: reranker or reader, of which layers of its encoder, how many tokens it reads."""

    kind: str
    layers: tuple[int, ...]
    max_tokens: int


def new_cross_encoder(parent: Artifact, kind: str, layers: Sequence[int]) -> "tuple[PreTrainedModel, list[int]]":
    """Return a reranker or reader of these layers of the parent, in fp32 on the CPU, and which layers they were.

    Their numbers are those in the encoder that it, or its parent, was first made of. A parent of another kind gives
    its trunk, a fresh head on it. Raises `UserError` for a parent that is no encoder and no cross-encoder.
    """
    import torch

    from compress.models.structure import keep_layers
    from compress.quiet import quiet_libraries

    check_trainable(parent)
    if parent.manifest.kind not in ("encoder", *_HEADS):
        why = f"{parent.manifest.name} is a {parent.manifest.kind}"
        raise UserError(f"{why}; a {kind} is made of a sentence encoder or of a {kind}")
    with quiet_libraries():  # that the head is new is no news
        model = cross_encoder_class(kind).from_pretrained(
            parent.folder, dtype=torch.float32, local_files_only=True, **_HEADS[kind]
        )
    first_made_of = parent.manifest.metrics.get("kept_layers") or list(range(model.config.num_hidden_layers))
    keep_layers(model, layers)
    return model.eval(), [first_made_of[layer] for layer in layers]


def mean_cross_encoder(parent: Artifact, several: Sequence[Artifact]) -> "tuple[PreTrainedModel, About]":
    """Return the mean of rerankers, or of readers, and what it is; the parent may be one of them.

    Raises `UserError` unless all were made of the same layers of the parent.
    """
    from compress.models.averaging import mean_weights

    abouts = [_about(each) for each in several]
    for each, about in zip(several, abouts, strict=True):
        if about != abouts[0] or parent.manifest.hash not in (each.manifest.parent, each.manifest.hash):
            first = several[0].manifest.name
            raise UserError(
                f"{first} and {each.manifest.name} have no mean: take some of one kind, made of {parent.manifest.name}"
            )
    kind, count = abouts[0].kind, len(abouts[0].layers)
    return mean_weights([new_cross_encoder(each, kind, range(count))[0] for each in several]), abouts[0]


def _about(artifact: Artifact) -> About:
    layers = artifact.manifest.metrics.get("kept_layers") or ()
    return About(artifact.manifest.kind, tuple(layers), tokens_of_pairs(artifact.folder))


def depth_of(parent: Artifact) -> int:
    """Return how many layers a model has; raises `UserError` where it does not say."""
    shape = Shape.read(parent.folder)
    if shape is None:
        raise UserError(f"{parent.manifest.name} does not say how many layers it has; import it again")
    return shape.layers


def make_learn(model: "PreTrainedModel", config: PairConfig) -> "Callable[[], PreTrainedModel]":
    """Set what of a model learns and how much is dropped meanwhile; return what merges the learnt into it.

    Word embeddings are half of the weights and little of the change, and what stays need not be shipped. At low rank
    the matrices of the layers learn so, head, norms and biases whole.
    """
    from torch import nn

    from compress.models.adapters import add_lora

    if config.dropout is not None:
        for module in model.modules():
            if isinstance(module, nn.Dropout):
                module.p = config.dropout
    model.get_input_embeddings().weight.requires_grad_(config.train_embeddings)
    if config.method == "full":
        return lambda: model
    whole = [weight for name, weight in model.named_parameters() if weight.ndim == 1 or name.startswith(_HEAD_NAMES)]
    wrapped = add_lora(model, config.lora)
    for weight in whole:
        weight.requires_grad_(True)
    return wrapped.merge_and_unload


def check_width(model: "PreTrainedModel", max_tokens: int) -> None:
    """Raise `UserError` where rows are to be longer than the model has positions for."""
    longest = getattr(model.config, "max_position_embeddings", max_tokens)
    if max_tokens > longest:
        raise UserError(f"max_tokens is {max_tokens}, but the model has room for {longest}")


def write_cross_encoder(folder: Path, manifest: Manifest, parent: Artifact, model: Any, max_tokens: int) -> Artifact:
    """Write it as an artifact, with the parent's tokenizer; in a run of several processes the first does."""
    from accelerate import PartialState

    state = PartialState()
    if state.is_main_process:
        with new_artifact(folder, manifest) as new:
            ignored = shutil.ignore_patterns(MANIFEST, *_WEIGHTS, *_POOLING)
            shutil.copytree(parent.folder, new, ignore=ignored, dirs_exist_ok=True)
            model.save_pretrained(new)
            (new / SIZES).write_text(json.dumps({"max_seq_length": max_tokens}), "utf-8")
    state.wait_for_everyone()
    return Artifact.load(folder)
