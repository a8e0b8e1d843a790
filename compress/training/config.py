"""The settings that every training stage shares. No torch here: recipes are checked without it."""

from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator, model_validator

from compress.models.lora_config import LoraConfig
from compress.stage import StageConfig


class TrainingConfig(StageConfig):
    """How a run trains. The defaults are those of the 135M model's full fine-tune, but for the batch size."""

    epochs: float = Field(default=1.0, gt=0)
    steps: int | None = Field(default=None, gt=0, description="so many optimizer steps, whatever epochs says")
    learning_rate: float = Field(default=4e-4, gt=0, description="at its peak; AdamW")
    warmup: float = Field(default=0.03, ge=0, lt=1, description="share of the steps in which the rate climbs")
    weight_decay: float = Field(default=0.0, ge=0, description="on matrices only")
    clip: float = Field(default=1.0, gt=0, description="the gradient's longest allowed norm")
    max_tokens: int = Field(default=2048, gt=1, description="longer conversations are left out")
    tokens_per_batch: int = Field(
        default=8192, gt=0, description="with padding, each process; an H200 has room for 49152"
    )
    accumulate: int = Field(default=1, gt=0, description="batches for one optimizer step")
    precision: Literal["auto", "fp32", "bf16"] = Field(default="auto", description="auto: bf16 on a GPU, else fp32")
    compile: bool = Field(default=False, description="torch.compile each layer: twice the speed on a GPU")
    seed: int = Field(default=0, ge=0)
    checkpoint_seconds: float = Field(default=120.0, ge=0, description="at least so long between checkpoints")


def as_paths(value: object) -> object:
    """Let one path stand where a tuple of them is wanted, and `~` for the home folder (a pydantic validator)."""
    paths = (value,) if isinstance(value, (str, Path)) else value
    return tuple(Path(path).expanduser() for path in paths) if isinstance(paths, (list, tuple)) else paths


class DataConfig(TrainingConfig):
    """Training on files of conversations."""

    data: tuple[Path, ...] = Field(min_length=1, description="conversations, one JSON object a line")

    _paths = field_validator("data", mode="before")(as_paths)


class PairConfig(TrainingConfig):
    """Training on questions with passages (cross_encoders/data.py), read together."""

    data: tuple[Path, ...] = Field(min_length=1, description="questions with passages, one JSON object a line")
    dropout: float | None = Field(default=None, ge=0, lt=1, description="default: the parent's own")
    train_embeddings: bool = Field(default=False, description="let the word embeddings learn too")
    method: Literal["full", "lora"] = Field(default="full", description="lora: what is learnt fits a small delta")
    lora: LoraConfig = LoraConfig()
    # A chunk of 256 tokens, which title and heading are part of, and a question of 30 beside it.
    max_tokens: int = Field(default=288, gt=8, description="of a question and a passage together; more is cut off")

    _paths = field_validator("data", mode="before")(as_paths)

    @model_validator(mode="after")
    def _runs_uncompiled(self) -> "PairConfig":
        if self.compile:
            raise ValueError("compile wants batches of few shapes, and here each has its own: leave it out")
        return self
