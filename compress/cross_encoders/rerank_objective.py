"""What a reranker minimises: a ranking loss, a yes-or-no loss, and a teacher's scores.

The ranking loss makes the answer the likeliest of its list (Cao et al. 2007, ListNet's top one); it says nothing of
a question that none answers, and its scores mean nothing from one question to the next. The yes-or-no loss does:
sigmoid(score) learns how likely a passage is to answer, near misses among them.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from compress.cross_encoders.batches import GroupBatch, table_of
from compress.distillation.losses import entropy, soft_cross_entropy


@dataclass(frozen=True)
class RankWeights:
    """How much each part counts: `pointwise` beside the ranking loss, `alpha` for the labels and 1 - alpha for the
    teacher, in which `distance` is that of the squared difference of scores beside the softened ranking."""

    pointwise: float = 0.5
    alpha: float = 1.0
    distance: float = 0.1
    temperature: float = 1.0


class RerankObjective(nn.Module):
    """The losses of one reranker, with or without a frozen teacher. Sums over groups, as everywhere here."""

    def __init__(self, model: nn.Module, weights: RankWeights, teacher: nn.Module | None = None):
        super().__init__()
        self.model = model
        self.teacher = teacher.eval().requires_grad_(False) if teacher is not None else None
        self._weights = weights

    def train(self, mode: bool = True) -> "RerankObjective":
        """Set the model's mode; the teacher always evaluates."""
        super().train(mode)
        if self.teacher is not None:
            self.teacher.eval()
        return self

    def forward(self, batch: GroupBatch) -> tuple[Tensor, Tensor]:
        """Return (loss summed over groups in nats, their number)."""
        weights, scores = self._weights, table_of(self.model, batch)
        loss = list_loss(scores, batch.answered)
        loss = loss + weights.pointwise * point_loss(scores, batch.there, batch.answered)
        if self.teacher is not None:
            with torch.no_grad():
                wanted = table_of(self.teacher, batch)
            loss = weights.alpha * loss + (1 - weights.alpha) * teacher_loss(scores, wanted, batch.there, weights)
        return loss, batch.answered.new_tensor(len(batch.answered), dtype=torch.long)


def list_loss(scores: Tensor, answered: Tensor) -> Tensor:
    """Return the sum over the answered groups of -log softmax(scores)[0]; scores [groups, passages]."""
    return -(F.log_softmax(scores, dim=1)[:, 0] * answered).sum()


def point_loss(scores: Tensor, there: Tensor, answered: Tensor) -> Tensor:
    """Return the sum over groups of the binary cross-entropy of the first passage plus the mean of the others'.

    The first passage's target is `answered`; the others answer nothing. As a question has one passage of its own
    and many others, counting all alike would teach little but "no".
    """
    first = F.binary_cross_entropy_with_logits(scores[:, 0], answered.to(scores.dtype), reduction="sum")
    others = there[:, 1:]
    each = F.softplus(scores[:, 1:]) * others
    return first + (each.sum(1) / others.sum(1).clamp_min(1)).sum()


def teacher_loss(scores: Tensor, wanted: Tensor, there: Tensor, weights: RankWeights) -> Tensor:
    """Return the sum over groups of the distance to a teacher's scores: τ²·KL of the rankings, and squares.

    No gradient reaches the teacher. The entropy of the teacher's own ranking is taken off, so that equal is 0.
    """
    wanted = wanted.detach()
    soft = soft_cross_entropy(scores, wanted, weights.temperature) - entropy(wanted, weights.temperature)
    squares = ((scores - wanted).square() * there).sum(1) / there.sum(1)
    return weights.temperature**2 * soft + weights.distance * squares.sum()
