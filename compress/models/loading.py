"""Artifacts in Hugging Face form into memory and back, with everything that travels beside the weights.

`Identity` of a run and the folder of its checkpoint are decided here too: both hang on the artifact's name.
"""

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compress.artifact import MANIFEST, Artifact, Manifest, new_artifact
from compress.home import UserError
from compress.stage import StageContext

if TYPE_CHECKING:
    from torch import nn
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

ADAPTER = "adapter"  # beside weights that were learnt as a low-rank change: that change alone
_WEIGHTS = (ADAPTER, "*.safetensors", "*.safetensors.index.json", "pytorch_model*.bin", MANIFEST, "config.json")


def load_model(artifact: Artifact) -> "PreTrainedModel":
    """Return a decoder, reranker or reader with its head, or an encoder's trunk, in fp32 on the CPU, evaluating."""
    import torch
    from transformers import AutoModel, AutoModelForCausalLM
    from transformers.utils.logging import disable_progress_bar

    check_trainable(artifact)
    disable_progress_bar()  # a bar of its own for half a second of loading
    plain = {"decoder": AutoModelForCausalLM, "encoder": AutoModel}
    loader = plain.get(artifact.manifest.kind) or cross_encoder_class(artifact.manifest.kind)
    return loader.from_pretrained(artifact.folder, dtype=torch.float32, local_files_only=True).eval()


def cross_encoder_class(kind: str) -> Any:
    """Return transformers' class for rerankers or readers."""
    from transformers import AutoModelForQuestionAnswering, AutoModelForSequenceClassification

    return {"reranker": AutoModelForSequenceClassification, "reader": AutoModelForQuestionAnswering}[kind]


def load_tokenizer(artifact: Artifact) -> "PreTrainedTokenizerBase":
    """Return the artifact's tokenizer; it pads with its end token where it names no padding."""
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(artifact.folder, local_files_only=True)
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer


def check_trainable(artifact: Artifact) -> None:
    """Raise `UserError` unless the artifact is in Hugging Face form: OpenVINO graphs do not learn."""
    if artifact.manifest.format != "huggingface":
        why = f"{artifact.manifest.name} is an OpenVINO graph, which cannot be trained or pruned"
        raise UserError(f"{why}; take the huggingface artifact it was made from")


def check_kind(artifact: Artifact | None, kind: str, step: str) -> Artifact:
    """Return the parent of a stage; raises `UserError` where there is none or it is of another kind."""
    if artifact is None:
        raise UserError(f"{step} needs a parent model; name one")
    if artifact.manifest.kind != kind:
        raise UserError(f"{artifact.manifest.name} is no {kind} but a {artifact.manifest.kind}; {step} needs one")
    check_trainable(artifact)
    return artifact


def check_same_tokens(student: Artifact, teacher: Artifact) -> None:
    """Raise `UserError` unless both tokenizers give every text the same numbers (as their vocabularies tell)."""
    ours, theirs = (load_tokenizer(artifact).get_vocab() for artifact in (student, teacher))
    if ours != theirs:
        names = f"{student.manifest.name} ({len(ours)} tokens) and {teacher.manifest.name} ({len(theirs)} tokens)"
        raise UserError(f"{names} have different vocabularies; distil from a teacher with the student's own tokenizer")


def fastest_device() -> str:
    """Return "cuda" where there is a GPU, else "cpu": for passes without gradients; training places models itself."""
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def write_model(
    folder: Path, manifest: Manifest, parent: Artifact, model: "nn.Module", files: Mapping[str, str] | None = None
) -> Artifact:
    """Write a model as an artifact: its weights and config, and the parent's other files (tokenizer, template).

    `files` are further ones by name, with their text. A model that peft wrapped is merged, its adapter kept beside.
    In a run of several processes the first one writes and the others wait for it.
    """
    from accelerate import PartialState

    state = PartialState()
    if state.is_main_process:
        with new_artifact(folder, manifest) as new:
            shutil.copytree(parent.folder, new, ignore=shutil.ignore_patterns(*_WEIGHTS), dirs_exist_ok=True)
            if hasattr(model, "merge_and_unload"):
                from compress.models.adapters import save_adapter

                save_adapter(model, new / ADAPTER)
                model = model.merge_and_unload()
            model.save_pretrained(new)
            for name, text in (files or {}).items():
                (new / name).write_text(text, "utf-8")
    state.wait_for_everyone()
    return Artifact.load(folder)


def adapter_of(name: str, context: StageContext) -> Path:
    """Return where the adapter lies that an artifact learnt; raises `UserError` where it learnt none."""
    folder = context.find(name).folder / ADAPTER
    if not folder.is_dir():
        raise UserError(f"{name} has no adapter of its own; name a model that `tune --method lora` made")
    return folder


def workspace_of(folder: Path) -> Path:
    """Return where a run that will write `folder` keeps its checkpoint."""
    return folder.with_name(f".{folder.name}.training")


def identity_of(parents: Iterable[Artifact], settings: dict[str, Any], files: Iterable[Path]) -> str:
    """Return a hash of all that decides a run. The learning rate is left out: it may be lowered on the way."""
    free = ("learning_rate", "checkpoint_seconds", "keep_every", "keep_in")
    decided = {key: value for key, value in settings.items() if key not in free}
    contents = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
    parts = [[parent.manifest.hash for parent in parents], decided, contents]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()
