"""The losses of distillation as pure functions of tensors; no model, no data, no state.

loss = distillation_loss(student_logits, teacher_logits, labels, alpha=0.3, beta=0.7, temperature=2.0)
"""

import torch
from torch import Tensor
from torch.nn import functional as F

IGNORED = -100  # a label that carries no loss, as everywhere in PyTorch


def distillation_loss(
    student_logits: Tensor, teacher_logits: Tensor, labels: Tensor, alpha: float, beta: float, temperature: float
) -> Tensor:
    """Return alpha·H(y, σ(z_s; 1)) + beta·τ²·H(σ(z_t; τ), σ(z_s; τ)), averaged over the labelled rows.

    student_logits, teacher_logits: [..., vocabulary], any unit; labels: [...], token ids or -100 (no loss).
    H is the cross-entropy in nats, σ(z; τ) the softmax of z / τ. Where no row is labelled the loss is 0.
    No gradient reaches the teacher.

    Hinton, Vinyals, Dean, "Distilling the Knowledge in a Neural Network" (2015), section 2. The soft term's
    gradient is (σ(z_s; τ) − σ(z_t; τ)) / τ, and at a high temperature that difference shrinks as 1/τ too: together
    as 1/τ². The factor τ² undoes it, so that alpha and beta keep their meaning when the temperature changes.
    """
    check_weights(alpha, beta, temperature)
    if student_logits.shape != teacher_logits.shape:
        shapes = f"{tuple(student_logits.shape)} and {tuple(teacher_logits.shape)}"
        raise ValueError(f"student and teacher logits must have one shape, not {shapes}")
    kept = labels != IGNORED
    student, teacher = student_logits[kept].float(), teacher_logits[kept].detach().float()
    rows = max(student.shape[0], 1)  # no labelled row: a sum over nothing, 0, with a gradient of 0
    loss = student.sum() * 0.0
    if alpha:
        loss = loss + alpha * F.cross_entropy(student, labels[kept], reduction="sum") / rows
    if beta:
        loss = loss + beta * temperature**2 * soft_cross_entropy(student, teacher, temperature) / rows
    return loss


def soft_cross_entropy(student_logits: Tensor, teacher_logits: Tensor, temperature: float) -> Tensor:
    """Return the sum over rows of H(σ(z_t; τ), σ(z_s; τ)) in nats; both logits [rows, vocabulary], float."""
    teacher = F.softmax(teacher_logits / temperature, dim=-1)
    student = F.log_softmax(student_logits / temperature, dim=-1)
    return -(teacher * student).sum()


def entropy(logits: Tensor, temperature: float) -> Tensor:
    """Return the sum over rows of the entropy of σ(z; τ) in nats: what `soft_cross_entropy` cannot go below."""
    return soft_cross_entropy(logits, logits, temperature)


def hidden_loss(student: Tensor, teacher: Tensor, real: Tensor) -> Tensor:
    """Return the squared distance of hidden states over the teacher's own mean square: 0 equal, 1 as bad as zeros.

    student, teacher: [..., width]; real: bool [...], true where a token is no padding. FitNets (Romero et al. 2015)
    and TinyBERT (Jiao et al. 2020) match hidden states by mean squares; dividing by the teacher's size makes one
    weight fit every layer, for the size of hidden states grows with depth. No gradient reaches the teacher.
    """
    student, teacher = student[real].float(), teacher[real].detach().float()
    if not student.shape[0]:
        return student.sum() * 0.0
    return F.mse_loss(student, teacher) / teacher.square().mean().clamp_min(torch.finfo(torch.float32).tiny)


def embedding_loss(student: Tensor, teacher: Tensor) -> Tensor:
    """Return the sum over rows of 1 − cosine; both [rows, width]. On unit vectors: half the squared distance."""
    return (1.0 - F.cosine_similarity(student.float(), teacher.detach().float(), dim=-1)).sum()


def check_weights(alpha: float, beta: float, temperature: float) -> None:
    """Raise `ValueError` unless both weights are at least 0, one is above it, and the temperature is above 0."""
    if alpha < 0 or beta < 0 or alpha + beta <= 0:
        raise ValueError(f"alpha and beta must be at least 0 and one above it, not {alpha} and {beta}")
    if temperature <= 0:
        raise ValueError(f"the temperature must be above 0, not {temperature}")
