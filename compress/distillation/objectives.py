"""What a distillation minimises: the distance of a student from its frozen teacher, as training.objectives has it.

Sums and their counts, not means, and logits at labelled positions only.
"""

from collections.abc import Callable
from typing import Self

import torch
from torch import Tensor, nn

from compress.data.batches import Batch
from compress.distillation.losses import distillation_loss, embedding_loss, hidden_loss
from compress.home import UserError
from compress.training.objectives import check_head, in_chunks, label_count, labelled_states


class _Taught(nn.Module):
    """A student beside its frozen teacher, which speaks of the same tokens."""

    def __init__(self, student: nn.Module, teacher: nn.Module):
        super().__init__()
        check_vocabularies(student, teacher)
        self.student = student
        self.teacher = teacher.eval().requires_grad_(False)

    def train(self, mode: bool = True) -> Self:
        """Set the student's mode; the teacher always evaluates."""
        super().train(mode)
        self.teacher.eval()
        return self


class DistillationObjective(_Taught):
    """The student's distance from a frozen teacher and from the labels; see losses.distillation_loss.

    layer_map: pairs (student's hidden state, teacher's); 0 is the embeddings, n what layer n - 1 puts out.
    on_policy: replaces a batch by the student's own words, or leaves it; the labels then carry no loss
    (Agarwal et al., "On-Policy Distillation of Language Models", 2024).
    """

    def __init__(
        self,
        student: nn.Module,
        teacher: nn.Module,
        weights: tuple[float, float, float],
        layer_map: list[tuple[int, int]] | None = None,
        hidden_weight: float = 0.0,
        on_policy: Callable[[nn.Module, Batch], Batch | None] | None = None,
    ):
        super().__init__(student, teacher)
        if hidden_weight and student.config.hidden_size != teacher.config.hidden_size:
            raise UserError("student and teacher differ in hidden width; leave hidden_weight at 0")
        for model in (student, teacher):
            check_head(model)
        self._weights = weights
        self._layer_map = list(layer_map or [])
        self._hidden_weight = hidden_weight if self._layer_map else 0.0
        self._on_policy = on_policy

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Return (loss summed over labelled tokens in nats, their number)."""
        alpha, beta, temperature = self._weights
        sampled = self._on_policy(self.student, batch) if self._on_policy else None
        if sampled is not None:
            batch, alpha, beta = sampled, 0.0, alpha + beta
        wanted = self._hidden_weight > 0
        states, layers = labelled_states(self.student, batch, wanted)
        with torch.no_grad():
            teacher_states, teacher_layers = labelled_states(self.teacher, batch, wanted)
        head, teacher_head = self.student.get_output_embeddings(), self.teacher.get_output_embeddings()

        def loss(states: Tensor, teacher_states: Tensor, targets: Tensor) -> Tensor:
            mean = distillation_loss(
                head(states), teacher_head(teacher_states), targets, alpha=alpha, beta=beta, temperature=temperature
            )
            return mean * len(targets)

        count = label_count(batch)
        total = in_chunks(loss, states, teacher_states, batch.targets)
        if wanted:
            real = batch.real()
            distances = [hidden_loss(layers[i], teacher_layers[j], real) for i, j in self._layer_map]
            total = total + self._hidden_weight * torch.stack(distances).mean() * count
        return total, count


class EmbeddingObjective(_Taught):
    """A sentence encoder's distance from a frozen teacher's vectors: 1 - cosine, a text at a time."""

    def __init__(self, student: nn.Module, teacher: nn.Module):
        super().__init__(student, teacher)
        if getattr(student, "pooler", None) is not None:
            student.pooler.requires_grad_(False)  # no part of the mean; several processes would wait for its gradient

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Return (loss summed over texts, their number)."""
        there = batch.lengths > 0
        vectors = mean_pooled(self.student, batch)
        with torch.no_grad():
            wanted = mean_pooled(self.teacher, batch)
        return embedding_loss(vectors[there], wanted[there]), there.sum()


def mean_pooled(encoder: nn.Module, batch: Batch) -> Tensor:
    """Return the mean of each row's token states, [rows, width]; a row without tokens gives zeros."""
    real = batch.real()
    states = encoder(input_ids=batch.ids, attention_mask=real.long()).last_hidden_state
    return (states * real[..., None]).sum(1) / batch.lengths.clamp_min(1)[:, None]


def check_vocabularies(student: nn.Module, teacher: nn.Module) -> None:
    """Raise `UserError` unless both models speak of the same number of tokens."""
    ours, theirs = student.config.vocab_size, teacher.config.vocab_size
    if ours != theirs:
        why = f"the student's vocabulary has {ours} tokens and the teacher's {theirs}"
        raise UserError(f"{why}; distil from a teacher with the student's own tokenizer")
