"""A reranker: a cross-encoder that reads question and passage together and says how well the one answers the other.

    python -m compress rerank minilm-fp32 --name reranker --data groups.jsonl --epochs 1
    python -m compress rerank reranker --name reranker-3 --keep-layers 3 --teacher reranker --data groups.jsonl

The parent is a sentence encoder, which gets a fresh head, or a reranker, which learns on or gives layers up. The
files are described in data.py, the losses in rerank_objective.py. Word embeddings stay as they are unless
asked for: they are half of the weights and little of the change, and what stays need not be shipped.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field, model_validator

from compress.artifact import Artifact, manifest_of
from compress.cross_encoders.data import read_groups, tokenize
from compress.cross_encoders.model import (
    check_width,
    depth_of,
    make_learn,
    new_cross_encoder,
    write_cross_encoder,
)
from compress.cross_encoders.tokens import PairTokens
from compress.home import UserError
from compress.models.layer_choice import chosen_layers
from compress.models.loading import check_same_tokens, check_trainable, identity_of, load_model, workspace_of
from compress.stage import ArtifactName, Shape, StageContext
from compress.training.config import PairConfig

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from compress.cross_encoders.data import GroupTokens
    from compress.cross_encoders.rerank_objective import RerankObjective


class RerankConfig(PairConfig):
    """Settings of a reranker's training."""

    teacher: ArtifactName = Field(default="", description="a reranker whose scores are learnt too")
    layers: tuple[int, ...] | None = Field(default=None, description="the layers to keep, from 0")
    keep_layers: int | None = Field(default=None, gt=0, description="so many layers, evenly taken")
    negatives: int = Field(default=7, gt=0, description="passages beside the first of a group, drawn each epoch")
    pointwise: float = Field(default=0.5, ge=0, description="weight of the yes-or-no loss beside the ranking loss")
    alpha: float = Field(default=0.3, ge=0, le=1, description="weight of the labels where there is a teacher")
    distance: float = Field(default=0.1, ge=0, description="weight of the squares beside the teacher's ranking")
    temperature: float = Field(default=1.0, gt=0, description="softens both rankings towards the teacher's")
    learning_rate: float = Field(default=1.5e-4, gt=0, description="at its peak; AdamW")

    @model_validator(mode="after")
    def _fits_together(self) -> "RerankConfig":
        if self.layers is not None and self.keep_layers is not None:
            raise ValueError("give layers or keep_layers, not both")
        return self


def rerank(parent: Artifact | None, folder: Path, config: RerankConfig, context: StageContext) -> Artifact:
    """Train a reranker out of the parent and write it to `folder`."""
    if parent is None:
        raise UserError("rerank needs a parent model; name one")
    teacher = _teacher(parent, config, context)
    pairs = PairTokens.read(parent.folder, config.max_tokens)
    examples = _examples(config, pairs, context)

    import torch

    from compress.cross_encoders.batches import feed_of
    from compress.models.structure import describe
    from compress.training.loop import Run, finish, train

    torch.manual_seed(config.seed)  # a fresh head is the same in every process and after a kill
    model, kept = new_cross_encoder(
        parent, "reranker", chosen_layers(config.layers, config.keep_layers, depth_of(parent))
    )
    check_width(model, config.max_tokens)
    merged = make_learn(model, config)
    objective = _objective(model, teacher, config)
    workspace = workspace_of(folder)
    identity = identity_of([parent, *([teacher] if teacher else [])], config.model_dump(), config.data)
    report = train(
        Run(objective, examples, pairs.pad_id, config, workspace, identity, feed=feed_of(pairs, config.negatives)),
        context,
    )
    model = merged()
    metrics = {"training": report.metrics(), "kept_layers": kept, **describe(model)}
    manifest = manifest_of(folder, "rerank", config, parent, kind="reranker", metrics=metrics)
    artifact = write_cross_encoder(folder, manifest, parent, model, config.max_tokens)
    finish(workspace)
    return artifact


def plan_rerank(config: RerankConfig, shape: Shape | None) -> Shape | None:
    """Return the reranker's sizes; raises `UserError` for layers that the parent has not."""
    return shape and Shape(
        len(chosen_layers(config.layers, config.keep_layers, shape.layers)), shape.width, shape.ffn_width
    )


def _teacher(parent: Artifact, config: RerankConfig, context: StageContext) -> Artifact | None:
    if not config.teacher:
        return None
    teacher = context.find(config.teacher)
    check_trainable(teacher)
    if teacher.manifest.kind != "reranker":
        kind = teacher.manifest.kind
        raise UserError(f"{config.teacher} is no reranker but of kind {kind}; name one as the teacher")
    check_same_tokens(parent, teacher)
    return teacher


def _examples(config: RerankConfig, pairs: PairTokens, context: StageContext) -> "list[GroupTokens]":
    groups = read_groups(config.data)
    near = sum(not group.answered for group in groups)
    examples = tokenize(groups, pairs)
    context.say(f"{len(groups):,} questions, {near:,} of them without an answer")
    lengths = [len(group.question) + len(group.passages[0]) + pairs.special for group in examples]
    cut = sum(length > pairs.max_tokens for length in lengths)
    if cut:
        context.say(f"{cut:,} questions with their own passage are longer than {pairs.max_tokens} tokens and cut")
    return examples


def _objective(model: "PreTrainedModel", teacher: Artifact | None, config: RerankConfig) -> "RerankObjective":
    from compress.cross_encoders.rerank_objective import RankWeights, RerankObjective
    from compress.training.optimizer import uses_bf16

    taught_by = load_model(teacher) if teacher else None
    if taught_by is not None and uses_bf16(config):
        taught_by = taught_by.bfloat16()  # frozen: nothing is summed into it
    weights = RankWeights(config.pointwise, config.alpha, config.distance, config.temperature)
    return RerankObjective(model, weights, taught_by)
