"""A reranker in memory and as a folder: made of an encoder or of another reranker, written with its tokenizer."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compress.artifact import MANIFEST, Artifact, Manifest, new_artifact
from compress.home import UserError
from compress.models import check_trainable
from compress.pair_tokens import SIZES

if TYPE_CHECKING:
    from transformers import PreTrainedModel

# What makes a folder a sentence encoder; a reranker must not be taken for one.
_POOLING = ("modules.json", "config_sentence_transformers.json", "1_Pooling", "data_config.json")
_WEIGHTS = ("*.safetensors", "*.safetensors.index.json", "pytorch_model*.bin", "config.json")


def new_reranker(parent: Artifact, layers: Sequence[int]) -> "tuple[PreTrainedModel, list[int]]":
    """Return a reranker of these layers of the parent, with a fresh head if it is an encoder, in fp32 on the CPU.

    And the numbers of its layers in the encoder that it, or its parent, was first made of. Raises `UserError` for
    a parent that is neither encoder nor reranker.
    """
    import torch
    from transformers import AutoModelForSequenceClassification

    from compress.quiet import quiet_libraries
    from compress.structure import keep_layers

    check_trainable(parent)
    if parent.manifest.kind not in ("encoder", "reranker"):
        why = f"{parent.manifest.name} is a {parent.manifest.kind}"
        raise UserError(f"{why}; a reranker is made of a sentence encoder or of a reranker")
    with quiet_libraries():  # that the head is new is no news
        model = AutoModelForSequenceClassification.from_pretrained(
            parent.folder, num_labels=1, dtype=torch.float32, local_files_only=True
        )
    first_made_of = parent.manifest.metrics.get("kept_layers") or list(range(model.config.num_hidden_layers))
    keep_layers(model, layers)
    return model.eval(), [first_made_of[layer] for layer in layers]


def manifest_of(
    folder: Path, step: str, parent: Artifact, config: dict[str, Any], metrics: dict[str, Any]
) -> Manifest:
    """Return a reranker's manifest."""
    return Manifest(
        name=folder.name,
        kind="reranker",
        format="huggingface",
        precision="fp32",
        step=step,
        parent=parent.manifest.hash,
        config=config,
        metrics=metrics,
    )


def write_reranker(folder: Path, manifest: Manifest, parent: Artifact, model: Any, max_tokens: int) -> Artifact:
    """Write a reranker as an artifact, with the parent's tokenizer; in a run of several processes the first does."""
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
