"""Distillation: a smaller student learns from a frozen teacher, on the labels, the teacher's words, or its own.

    python -m compress distill footnote-teacher --name footnote-small --keep-layers 20 --data train.jsonl
    python -m compress distill minilm-fp32 --name minilm-3 --keep-layers 3 --texts passages.txt

The parent is where the student starts; what is cut away is said by `layers`, `keep_layers`, `ffn_width`. The teacher
is the parent itself, whole, or the artifact named. Decoders match logits (and hidden states, if wanted); sentence
encoders match the teacher's vectors. Distillation is known to serve encoders better than decoders: measure both.
The losses themselves are in losses.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, field_validator, model_validator

from compress.artifact import Artifact, manifest_of
from compress.data.conversations import pack_texts, read_texts
from compress.data.examples import encode_texts, encoder_tokens, load_examples, sample_batches
from compress.distillation.teacher import teacher_examples
from compress.home import UserError
from compress.models.layer_choice import check_layer_map, chosen_layers, default_layer_map
from compress.models.loading import (
    check_kind,
    check_same_tokens,
    identity_of,
    load_model,
    load_tokenizer,
    workspace_of,
    write_model,
)
from compress.models.lora_config import LoraConfig
from compress.stage import ArtifactName, Shape, StageContext
from compress.training.config import TrainingConfig, as_paths

if TYPE_CHECKING:
    from compress.data.batches import Batch
    from compress.data.conversations import Example
    from compress.training.completion import Sampling


class DistillConfig(TrainingConfig):
    """Settings of a distillation. alpha, beta and temperature are the loss's own: see losses.distillation_loss."""

    data: tuple[Path, ...] = Field(default=(), description="conversations, one JSON object a line")
    texts: tuple[Path, ...] = Field(default=(), description="plain texts; all an encoder needs")
    teacher: ArtifactName = Field(default="", description="an artifact; default: the parent, whole")
    layers: tuple[int, ...] | None = Field(default=None, description="the student's layers, from 0")
    keep_layers: int | None = Field(default=None, gt=0, description="so many layers, evenly taken")
    ffn_width: int | None = Field(default=None, gt=0, description="narrower FFNs, by activation on the data")
    alpha: float = Field(default=0.3, ge=0, description="weight of the labels")
    beta: float = Field(default=0.7, ge=0, description="weight of the teacher's probabilities")
    temperature: float = Field(default=2.0, gt=0)
    method: Literal["full", "lora"] = Field(default="full", description="lora: what is learnt fits a small adapter")
    lora: LoraConfig = LoraConfig()
    adapter: Path | None = Field(default=None, description="with lora: a peft folder to learn on from, of any rank")
    freeze_embeddings: bool = Field(default=False, description="embeddings and head stay as they are")
    hidden_weight: float = Field(default=0.0, ge=0, description="weight of the hidden states' distance")
    layer_map: tuple[tuple[int, int], ...] | None = Field(
        default=None,
        description="(student's, teacher's) hidden states; 0: embeddings; default: by the layers kept",
    )
    labels: Literal["truth", "teacher"] = Field(default="truth", description="the file's answers or the teacher's")
    on_policy: float = Field(default=0.0, ge=0, le=1, description="share of batches that the student writes itself")
    max_new_tokens: int = Field(default=128, gt=0, description="of an answer by the teacher or the student")

    _paths = field_validator("data", "texts", mode="before")(as_paths)

    @model_validator(mode="after")
    def _fits_together(self) -> "DistillConfig":
        if not self.data and not self.texts:
            raise ValueError("give conversations (data), plain texts (texts), or both")
        if self.layers is not None and self.keep_layers is not None:
            raise ValueError("give layers or keep_layers, not both")
        if self.alpha + self.beta <= 0:
            raise ValueError("alpha and beta cannot both be 0")
        if self.adapter and self.method != "lora":
            raise ValueError("an adapter is learnt on with method lora only: give that too, or leave the adapter out")
        if self.method == "lora" and not self.data:
            raise ValueError("only decoders are distilled with lora: give conversations (data)")
        if (self.on_policy or self.labels == "teacher") and not self.data:
            raise ValueError("answers by the teacher or the student need conversations (data)")
        return self


@dataclass(frozen=True)
class _Job:
    """Everything one distillation is made of."""

    parent: Artifact
    teacher: Artifact
    folder: Path
    config: DistillConfig
    context: StageContext
    tokenizer: Any

    @property
    def identity(self) -> str:
        learnt = sorted(self.config.adapter.glob("*.safetensors")) if self.config.adapter else []
        files = (*self.config.data, *self.config.texts, *learnt)
        return identity_of([self.parent, self.teacher], self.config.model_dump(), files)


def distill(parent: Artifact | None, folder: Path, config: DistillConfig, context: StageContext) -> Artifact:
    """Cut a student out of the parent, train it on the teacher and write it to `folder`."""
    if parent is None:
        raise UserError("distill needs a parent model; name one")
    kind = parent.manifest.kind
    check_kind(parent, kind, "distill")
    teacher = check_kind(context.find(config.teacher) if config.teacher else parent, kind, "distill")
    check_same_tokens(parent, teacher)
    job = _Job(parent, teacher, folder, config, context, load_tokenizer(parent))

    from compress.models.structure import describe, freeze_embeddings
    from compress.training.loop import Run, compile_layers, finish, train

    student, kept, objective, examples = _decoder(job) if kind == "decoder" else _encoder(job)
    shape = describe(student)
    if config.freeze_embeddings:
        freeze_embeddings(student)
    wrapped = _with_adapter(student, config)
    if config.compile:
        compile_layers(objective.student)
        compile_layers(objective.teacher)
    workspace = workspace_of(folder)
    pad_id = job.tokenizer.pad_token_id
    report = train(Run(objective, examples, pad_id, config, workspace, job.identity), context)
    metrics = {"training": report.metrics(), "kept_layers": kept, **shape}
    manifest = manifest_of(folder, "distill", config, parent, metrics=metrics)
    artifact = write_model(folder, manifest, parent, wrapped or student)
    finish(workspace)
    return artifact


def plan_distill(config: DistillConfig, shape: Shape | None) -> Shape | None:
    """Return the student's sizes; raises `UserError` for layers or a width that the parent has not."""
    if shape is None:
        return None
    kept = chosen_layers(config.layers, config.keep_layers, shape.layers)
    if config.ffn_width is not None and config.ffn_width >= shape.ffn_width:
        raise UserError(f"the FFN width must be below the parent's {shape.ffn_width}, not {config.ffn_width}")
    return Shape(len(kept), shape.width, config.ffn_width or shape.ffn_width)


def _decoder(job: _Job) -> tuple[Any, list[int], Any, list["Example"]]:
    """Return (student, layers kept, objective, examples) for a causal language model."""
    from compress.distillation.objectives import DistillationObjective
    from compress.training.optimizer import uses_bf16

    config = job.config
    examples = _decoder_examples(job)
    student, teacher = load_model(job.parent), load_model(job.teacher)
    depth, teacher_depth = student.config.num_hidden_layers, teacher.config.num_hidden_layers
    kept = _cut(student, job, examples)
    if uses_bf16(config):
        teacher = teacher.bfloat16()  # frozen: nothing is summed into it, and its weights move half the bytes
    layer_map = list(config.layer_map or (default_layer_map(kept, depth) if depth == teacher_depth else []))
    if config.hidden_weight:
        check_layer_map(layer_map, len(kept), teacher_depth)
    objective = DistillationObjective(
        student,
        teacher,
        (config.alpha, config.beta, config.temperature),
        layer_map,
        config.hidden_weight,
        _on_policy(job) if config.on_policy else None,
    )
    return student, kept, objective, examples


def _encoder(job: _Job) -> tuple[Any, list[int], Any, list["Example"]]:
    """Return (student, layers kept, objective, examples) for a sentence encoder; it needs no labels."""
    from compress.distillation.objectives import EmbeddingObjective

    if not job.config.texts:
        raise UserError("a sentence encoder is distilled on plain texts; give texts")
    texts = [text for path in job.config.texts for text in read_texts(path)]
    examples = encode_texts(texts, job.tokenizer, min(job.config.max_tokens, encoder_tokens(job.parent)))
    job.context.say(f"{len(examples):,} texts, {sum(map(len, examples)):,} tokens")
    student = load_model(job.parent)
    kept = _cut(student, job, examples)
    return student, kept, EmbeddingObjective(student, load_model(job.teacher)), examples


def _cut(student: Any, job: _Job, examples: list["Example"]) -> list[int]:
    """Make the student out of its parent, in place; return the layers it kept."""
    from compress.models.structure import keep_layers
    from compress.pruning.influence import narrow_by_activation

    config = job.config
    kept = chosen_layers(config.layers, config.keep_layers, student.config.num_hidden_layers)
    keep_layers(student, kept)
    if config.ffn_width is not None:
        narrow_by_activation(student, config.ffn_width, sample_batches(examples, job.tokenizer.pad_token_id))
    job.context.say(f"a student of {len(kept)} layers, {sum(p.numel() for p in student.parameters()):,} weights")
    return kept


def _with_adapter(student: Any, config: DistillConfig) -> Any:
    """Let only an adapter of the student learn, if wanted; return the student as peft wraps it, else None."""
    if config.method == "full":
        return None
    import torch

    from compress.models.adapters import add_lora

    torch.manual_seed(config.seed)  # a fresh adapter is the same in every process and after a kill
    return add_lora(student, config.lora, config.adapter)


def _decoder_examples(job: _Job) -> list["Example"]:
    config, found = job.config, []
    if config.data:
        found, _ = load_examples(job.parent, config.data, config.max_tokens, job.context)
    if config.labels == "teacher":
        found = teacher_examples(job.teacher, found, _sampling(job), workspace_of(job.folder), job.context)
    texts = [text for path in config.texts for text in read_texts(path)]
    return found + (pack_texts(texts, job.tokenizer, config.max_tokens) if texts else [])


def _on_policy(job: _Job) -> Callable[[Any, "Batch"], "Batch | None"]:
    """Return what rewrites a share of the batches in the student's words; chance follows the step's seed."""
    import torch

    from compress.training.completion import resampled

    how = _sampling(job, temperature=1.0)

    def sample(student: Any, batch: "Batch") -> "Batch | None":
        return resampled(student, batch, how) if torch.rand(()).item() < job.config.on_policy else None

    return sample


def _sampling(job: _Job, temperature: float = 0.0) -> "Sampling":
    from compress.training.completion import Sampling

    tokenizer = job.tokenizer
    return Sampling(job.config.max_new_tokens, tokenizer.eos_token_id, tokenizer.pad_token_id, temperature)
