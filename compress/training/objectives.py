"""What a run minimises: modules that turn a batch into (sum of losses, number of labelled tokens).

Sums, not means: the loop divides by the labels of the whole step, so neither padding, nor accumulation, nor the
number of processes changes the loss. Logits are computed at labelled positions only: for a vocabulary of 49,152
they would otherwise cost as much as the whole 135M trunk.
"""

from collections.abc import Callable, Iterable, Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint

from compress.data.batches import Batch
from compress.home import UserError
from compress.losses import distillation_loss, embedding_loss, hidden_loss
from compress.models.structure import trunk_of

_CHUNK = 8192  # labelled tokens whose logits are held at once: 1.6 GB in fp32 at 49,152 words


class SupervisedObjective(nn.Module):
    """Cross-entropy of the labelled tokens of a causal language model."""

    def __init__(self, model: nn.Module):
        super().__init__()
        check_head(model)
        self.model = model

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Return (loss summed over labelled tokens in nats, their number)."""
        hidden = labelled_states(self.model, batch)[0]
        head = self.model.get_output_embeddings()

        def loss(states: Tensor, targets: Tensor) -> Tensor:
            return F.cross_entropy(head(states).float(), targets, reduction="sum")

        return in_chunks(loss, hidden, batch.targets), label_count(batch)


class DistillationObjective(nn.Module):
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
        super().__init__()
        check_vocabularies(student, teacher)
        if hidden_weight and student.config.hidden_size != teacher.config.hidden_size:
            raise UserError("student and teacher differ in hidden width; leave hidden_weight at 0")
        for model in (student, teacher):
            check_head(model)
        self.student = student
        self.teacher = teacher.eval().requires_grad_(False)
        self._weights = weights
        self._layer_map = list(layer_map or [])
        self._hidden_weight = hidden_weight if self._layer_map else 0.0
        self._on_policy = on_policy

    def train(self, mode: bool = True) -> "DistillationObjective":
        """Set the student's mode; the teacher always evaluates."""
        super().train(mode)
        self.teacher.eval()
        return self

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


class EmbeddingObjective(nn.Module):
    """A sentence encoder's distance from a frozen teacher's vectors: 1 - cosine, a text at a time."""

    def __init__(self, student: nn.Module, teacher: nn.Module):
        super().__init__()
        check_vocabularies(student, teacher)
        self.student = student
        self.teacher = teacher.eval().requires_grad_(False)
        if getattr(student, "pooler", None) is not None:
            student.pooler.requires_grad_(False)  # no part of the mean; several processes would wait for its gradient

    def train(self, mode: bool = True) -> "EmbeddingObjective":
        """Set the student's mode; the teacher always evaluates."""
        super().train(mode)
        self.teacher.eval()
        return self

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Return (loss summed over texts, their number)."""
        there = batch.lengths > 0
        vectors = mean_pooled(self.student, batch)
        with torch.no_grad():
            wanted = mean_pooled(self.teacher, batch)
        return embedding_loss(vectors[there], wanted[there]), there.sum()


def labelled_states(model: nn.Module, batch: Batch, every_layer: bool = False) -> tuple[Tensor, tuple[Tensor, ...]]:
    """Return hidden states [labels, width] that predict the labelled tokens, and, if wanted, those of every layer.

    No attention mask is given: rows are padded on the right, and causal attention never looks there.
    """
    output = trunk_of(model)(input_ids=batch.ids, use_cache=False, output_hidden_states=every_layer)
    states = output.last_hidden_state
    return states.reshape(-1, states.shape[-1])[batch.positions], output.hidden_states or ()


def mean_pooled(encoder: nn.Module, batch: Batch) -> Tensor:
    """Return the mean of each row's token states, [rows, width]; a row without tokens gives zeros."""
    real = batch.real()
    states = encoder(input_ids=batch.ids, attention_mask=real.long()).last_hidden_state
    return (states * real[..., None]).sum(1) / batch.lengths.clamp_min(1)[:, None]


@torch.no_grad()
def mean_loss(model: nn.Module, batches: Iterable[Batch]) -> float:
    """Return the mean cross-entropy of the labelled tokens in nats; its exponential is the perplexity."""
    objective = SupervisedObjective(model)
    loss = labels = 0.0
    for batch in on_device(model, batches):
        here, count = objective(batch)
        loss, labels = loss + here.item(), labels + count.item()
    return loss / max(labels, 1.0)


def on_device(model: nn.Module, batches: Iterable[Batch]) -> Iterator[Batch]:
    """Return the batches, each where the model is."""
    device = next(model.parameters()).device
    return (batch.to(device) for batch in batches)


def label_count(batch: Batch) -> Tensor:
    """Return how many labelled tokens a batch has, as a tensor beside it."""
    return torch.tensor(len(batch.targets), device=batch.ids.device)


def in_chunks(function: Callable[..., Tensor], *rows: Tensor, size: int = _CHUNK) -> Tensor:
    """Return the sum of `function` over chunks of rows, holding one chunk's logits at a time.

    Where there is more than one chunk, each is computed again in the backward pass instead of being kept.
    """
    if len(rows[0]) <= size:
        return function(*rows)
    chunks = zip(*(part.split(size) for part in rows), strict=True)
    return torch.stack([checkpoint(function, *chunk, use_reentrant=False) for chunk in chunks]).sum()


def check_vocabularies(student: nn.Module, teacher: nn.Module) -> None:
    """Raise `UserError` unless both models speak of the same number of tokens."""
    ours, theirs = student.config.vocab_size, teacher.config.vocab_size
    if ours != theirs:
        why = f"the student's vocabulary has {ours} tokens and the teacher's {theirs}"
        raise UserError(f"{why}; distil from a teacher with the student's own tokenizer")


@torch.no_grad()
def check_head(model: nn.Module) -> None:
    """Raise `UserError` where logits are not simply head(trunk): we compute them so, at labelled positions only."""
    head = model.get_output_embeddings()
    ids = torch.arange(4, device=head.weight.device)[None] % model.config.vocab_size
    was_training = model.training
    model.eval()
    plain = head(trunk_of(model)(input_ids=ids, use_cache=False).last_hidden_state)
    same = torch.allclose(plain, model(input_ids=ids, use_cache=False).logits, atol=1e-3, rtol=1e-3)
    model.train(was_training)
    if not same:
        raise UserError(f"{type(model).__name__} scales or caps its logits, which training here does not follow")
