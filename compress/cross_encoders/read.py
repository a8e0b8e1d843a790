"""A reader: a cross-encoder that points at the words of a passage that answer a question, or says that none do.

    python -m compress read minilm-fp32 --name reader --data pairs-train.jsonl --epochs 3

The parent is a sentence encoder, whose head is fresh, or a reader, which learns on. The files are described in
data.py, the loss in reader_objective.py.
"""

from pathlib import Path

from pydantic import Field

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
from compress.models.loading import identity_of, workspace_of
from compress.stage import StageContext
from compress.training.config import PairConfig


class ReadConfig(PairConfig):
    """Settings of a reader's training."""

    negatives: int = Field(default=2, gt=0, description="passages beside the first of a group, drawn each epoch")
    learning_rate: float = Field(default=2e-4, gt=0, description="at its peak; AdamW")


def read(parent: Artifact | None, folder: Path, config: ReadConfig, context: StageContext) -> Artifact:
    """Train a reader out of the parent and write it to `folder`."""
    if parent is None:
        raise UserError("read needs a parent model; name one")
    pairs = PairTokens.read(parent.folder, config.max_tokens)
    groups = read_groups(config.data)
    marked = sum(bool(group.spans) for group in groups)
    if not marked:
        raise UserError(
            "no question says where its answer stands: give data with `spans` (compress/cross_encoders/data.py)"
        )
    context.say(f"{len(groups):,} questions, {marked:,} of them with the place of their answer")

    import torch

    from compress.cross_encoders.batches import feed_of
    from compress.cross_encoders.reader_objective import ReaderObjective
    from compress.models.structure import describe
    from compress.training.loop import Run, finish, train

    torch.manual_seed(config.seed)  # a fresh head is the same in every process and after a kill
    model, kept = new_cross_encoder(parent, "reader", range(depth_of(parent)))
    check_width(model, config.max_tokens)
    merged = make_learn(model, config)
    workspace = workspace_of(folder)
    identity = identity_of([parent], config.model_dump(), config.data)
    feed = feed_of(pairs, config.negatives)
    run = Run(ReaderObjective(model), tokenize(groups, pairs), pairs.pad_id, config, workspace, identity, feed=feed)
    report = train(run, context)
    model = merged()
    metrics = {"training": report.metrics(), "kept_layers": kept, **describe(model)}
    manifest = manifest_of(folder, "read", config, parent, kind="reader", metrics=metrics)
    artifact = write_cross_encoder(folder, manifest, parent, model, config.max_tokens)
    finish(workspace)
    return artifact
