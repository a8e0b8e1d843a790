"""Identities of the distillation loss: what must hold for any logits, whatever the model."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from compress.distillation.losses import (
    IGNORED,
    distillation_loss,
    embedding_loss,
    entropy,
    hidden_loss,
    soft_cross_entropy,
)

TEMPERATURES = st.floats(0.5, 8.0)


def logits(rows=5, vocabulary=11, seed=0, scale=2.0):
    return scale * torch.randn(rows, vocabulary, generator=torch.Generator().manual_seed(seed))


LABELS = torch.tensor([1, 4, 0, 10, 7])


@given(temperature=TEMPERATURES, seed=st.integers(0, 99))
@settings(max_examples=25, deadline=None)
def test_equal_logits_give_zero_divergence_and_zero_gradient(temperature, seed):
    teacher = logits(seed=seed)
    student = teacher.clone().requires_grad_()
    loss = distillation_loss(student, teacher, LABELS, alpha=0.0, beta=1.0, temperature=temperature)
    floor = temperature**2 * entropy(teacher, temperature) / 5
    torch.testing.assert_close(loss, floor)
    loss.backward()
    torch.testing.assert_close(student.grad, torch.zeros_like(student), atol=1e-5, rtol=0)


@given(temperature=TEMPERATURES, seed=st.integers(0, 99))
@settings(max_examples=25, deadline=None)
def test_the_soft_term_less_the_entropy_is_torchs_kl_divergence(temperature, seed):
    student, teacher = logits(seed=seed), logits(seed=seed + 100)
    ours = soft_cross_entropy(student, teacher, temperature) - entropy(teacher, temperature)
    log_student, log_teacher = (F.log_softmax(z / temperature, -1) for z in (student, teacher))
    theirs = F.kl_div(log_student, log_teacher, reduction="sum", log_target=True)
    torch.testing.assert_close(ours, theirs, atol=1e-4, rtol=1e-4)
    assert ours >= -1e-4


def test_beta_zero_is_plain_cross_entropy_and_the_teacher_does_not_matter():
    student = logits()
    wanted = 0.4 * F.cross_entropy(student, LABELS)
    for seed in (1, 2):
        torch.testing.assert_close(distillation_loss(student, logits(seed=seed), LABELS, 0.4, 0.0, 3.0), wanted)


def test_alpha_zero_leaves_the_labels_no_say():
    student, teacher = logits(), logits(seed=1)
    one = distillation_loss(student, teacher, LABELS, 0.0, 1.0, 2.0)
    other = distillation_loss(student, teacher, LABELS.flip(0), 0.0, 1.0, 2.0)
    torch.testing.assert_close(one, other)


def test_at_temperature_one_a_certain_teacher_is_a_hard_label():
    student = logits()
    certain = 1000.0 * F.one_hot(LABELS, 11).float()
    soft = distillation_loss(student, certain, LABELS, 0.0, 1.0, 1.0)
    torch.testing.assert_close(soft, F.cross_entropy(student, LABELS))


def test_the_loss_is_linear_in_alpha_and_beta():
    student, teacher = logits(), logits(seed=1)
    hard = distillation_loss(student, teacher, LABELS, 1.0, 0.0, 2.0)
    soft = distillation_loss(student, teacher, LABELS, 0.0, 1.0, 2.0)
    both = distillation_loss(student, teacher, LABELS, 0.3, 0.7, 2.0)
    torch.testing.assert_close(both, 0.3 * hard + 0.7 * soft)


def test_masked_rows_neither_count_nor_get_a_gradient():
    student, teacher = logits().requires_grad_(), logits(seed=1)
    masked = LABELS.clone()
    masked[[1, 3]] = IGNORED
    loss = distillation_loss(student, teacher, masked, 0.5, 0.5, 2.0)
    kept = [0, 2, 4]
    torch.testing.assert_close(loss, distillation_loss(student[kept], teacher[kept], LABELS[kept], 0.5, 0.5, 2.0))
    loss.backward()
    assert torch.all(student.grad[[1, 3]] == 0)
    assert torch.all(student.grad[kept].abs().sum(-1) > 0)


def test_no_labelled_row_is_zero_and_no_nan():
    student, teacher = logits().requires_grad_(), logits(seed=1)
    loss = distillation_loss(student, teacher, torch.full((5,), IGNORED), 0.5, 0.5, 2.0)
    assert loss.item() == 0.0
    loss.backward()
    assert torch.all(student.grad == 0)


def test_batches_of_any_shape_are_rows():
    student, teacher = logits(6).view(2, 3, 11), logits(6, seed=1).view(2, 3, 11)
    labels = torch.tensor([[1, 2, IGNORED], [3, IGNORED, 4]])
    flat = distillation_loss(student.view(6, 11), teacher.view(6, 11), labels.view(6), 0.3, 0.7, 2.0)
    torch.testing.assert_close(distillation_loss(student, teacher, labels, 0.3, 0.7, 2.0), flat)


def test_the_teacher_gets_no_gradient():
    student, teacher = logits().requires_grad_(), logits(seed=1).requires_grad_()
    distillation_loss(student, teacher, LABELS, 0.5, 0.5, 2.0).backward()
    assert teacher.grad is None


def soft_gradient(temperature, factor):
    """Return the norm of the soft term's gradient, with or without τ²."""
    student, teacher = logits().requires_grad_(), logits(seed=1)
    loss = soft_cross_entropy(student, teacher, temperature) * (temperature**2 if factor else 1.0)
    return torch.autograd.grad(loss, student)[0].norm()


def test_the_squared_temperature_undoes_the_shrinking_of_the_gradient():
    bare = soft_gradient(80.0, factor=False) / soft_gradient(40.0, factor=False)
    assert bare.item() == pytest.approx(1 / 4, rel=0.02)  # doubled temperature, a quarter of the gradient
    held = soft_gradient(80.0, factor=True) / soft_gradient(40.0, factor=True)
    assert held.item() == pytest.approx(1.0, rel=0.02)


def test_at_high_temperature_it_matches_centred_logits():
    """Hinton et al., equation 4: the gradient tends to (z_s − z_t) / N for logits of mean 0."""
    student, teacher = logits(), logits(seed=1)
    student, teacher = (z - z.mean(-1, keepdim=True) for z in (student, teacher))
    student.requires_grad_()
    loss = soft_cross_entropy(student, teacher, 500.0) * 500.0**2
    (gradient,) = torch.autograd.grad(loss, student)
    torch.testing.assert_close(gradient, (student - teacher).detach() / 11, atol=3e-3, rtol=0.03)


@pytest.mark.parametrize(("alpha", "beta", "temperature"), [(-1, 1, 1), (1, -1, 1), (0, 0, 1), (1, 1, 0), (1, 1, -2)])
def test_senseless_weights_are_refused(alpha, beta, temperature):
    with pytest.raises(ValueError, match="must be"):
        distillation_loss(logits(), logits(), LABELS, alpha, beta, temperature)


def test_logits_of_two_vocabularies_are_refused():
    with pytest.raises(ValueError, match=r"not \(5, 11\) and \(5, 12\)"):
        distillation_loss(logits(), logits(vocabulary=12), LABELS, 0.5, 0.5, 2.0)


def test_hidden_states_are_compared_at_real_tokens_relative_to_the_teacher():
    teacher, real = torch.randn(2, 3, 4), torch.tensor([[True, True, False], [True, False, False]])
    assert hidden_loss(teacher, teacher, real) == 0
    torch.testing.assert_close(hidden_loss(torch.zeros(2, 3, 4), teacher, real), torch.tensor(1.0))
    spoiled = teacher.clone()
    spoiled[~real] = 99.0
    assert hidden_loss(spoiled, teacher, real) == 0
    torch.testing.assert_close(hidden_loss(10 * teacher * 0.5, 10 * teacher, real), torch.tensor(0.25))
    assert hidden_loss(teacher, teacher, torch.zeros(2, 3, dtype=torch.bool)) == 0


def test_embeddings_are_compared_by_direction():
    teacher = F.normalize(torch.randn(3, 4), dim=-1)
    torch.testing.assert_close(embedding_loss(5 * teacher, teacher), torch.tensor(0.0), atol=1e-6, rtol=0)
    torch.testing.assert_close(embedding_loss(-teacher, teacher), torch.tensor(6.0))
    student = F.normalize(torch.randn(3, 4), dim=-1)
    torch.testing.assert_close(embedding_loss(student, teacher), 0.5 * (student - teacher).square().sum())
