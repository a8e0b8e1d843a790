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


def labelled_states(model: nn.Module, batch: Batch, every_layer: bool = False) -> tuple[Tensor, tuple[Tensor, ...]]:
    """Return hidden states [labels, width] that predict the labelled tokens, and, if wanted, those of every layer.

    No attention mask is given: rows are padded on the right, and causal attention never looks there.
    """
    output = trunk_of(model)(input_ids=batch.ids, use_cache=False, output_hidden_states=every_layer)
    states = output.last_hidden_state
    return states.reshape(-1, states.shape[-1])[batch.positions], output.hidden_states or ()


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
