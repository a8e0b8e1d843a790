"""A model's own replies are made likelier where they are better than its others to the same task.

REINFORCE with a leave-one-out baseline: of some replies to one task, each is held against the mean of the others, and
the log likelihood of the whole reply is weighed by the difference. Williams, "Simple Statistical Gradient-Following
Algorithms" (1992); Ahmadian et al., "Back to Basics: Revisiting REINFORCE Style Optimization" (2024), section 3.2.
There is one step for each round of replies, so that they are the model's own as it is, and no ratio has to be clipped.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint

from compress.data.batches import collate
from compress.data.conversations import Example
from compress.models.structure import trunk_of
from compress.reinforcement.tasks import Task, Tasks
from compress.training.completion import Sampling, complete, with_completion
from compress.training.objectives import check_head


@dataclass(frozen=True)
class Trying:
    """How a model tries a task: so many replies, drawn so; what a reply's tokens are worth, from 0 to 1.

    tokens: how many are read together when the replies are learnt from, padding included. `merged` is where the model
    is in one piece for drawing, its adapter added in.
    """

    replies: int
    how: Sampling
    worth: Callable[[Task, list[int]], float]
    tokens: int
    merged: Callable[[], AbstractContextManager[None]] = nullcontext


class RewardObjective(nn.Module):
    """What a model's replies fall short of the best reward, with the gradient that makes better ones likelier."""

    def __init__(self, model: nn.Module, trying: Trying) -> None:
        super().__init__()
        check_head(model)
        self.model = model
        self._trying = trying

    def forward(self, batch: Tasks) -> tuple[Tensor, Tensor]:
        """Return (1 - reward summed over all replies, their number)."""
        trying = self._trying
        prompts = [task.prompt for task in batch.tasks for _ in range(trying.replies)]
        with trying.merged():
            replies = complete(self.model, prompts, trying.how)
        asked = [task for task in batch.tasks for _ in range(trying.replies)]
        worth = torch.tensor([trying.worth(task, reply) for task, reply in zip(asked, replies, strict=True)])
        gains = leave_one_out(worth.view(-1, trying.replies)).flatten()
        rows = [with_completion(*row) for row in zip(prompts, replies, strict=True)]
        wanted = -sum(self._likelihoods(rows, gains), start=self._nothing())
        shortfall = (1 - worth).sum().to(wanted.device)
        return shortfall + wanted - wanted.detach(), torch.tensor(len(worth), device=wanted.device)

    def _likelihoods(self, rows: Sequence[Example], gains: Tensor) -> list[Tensor]:
        """Return sums of gain times log likelihood, a batch each; replies with nothing to gain are not read."""
        order = sorted((i for i in range(len(rows)) if gains[i]), key=lambda i: len(rows[i]))
        found = []
        while order:
            width = -(-len(rows[order[-1]]) // 64) * 64
            count = max(1, self._trying.tokens // width)
            order, chosen = order[:-count], order[-count:]
            found.append(self._likelihood([rows[i] for i in chosen], gains[chosen], width))
        return found

    def _likelihood(self, rows: Sequence[Example], gains: Tensor, width: int) -> Tensor:
        device = next(self.model.parameters()).device
        batch = collate(rows, len(rows), width, self._trying.how.pad_id).to(device)
        weights = gains.to(device)[batch.positions // width]

        def likelihood(ids: Tensor, positions: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
            states = trunk_of(self.model)(input_ids=ids, use_cache=False).last_hidden_state
            logits = self.model.get_output_embeddings()(states.reshape(-1, states.shape[-1])[positions]).float()
            return -(F.cross_entropy(logits, targets, reduction="none") * weights).sum()

        # Computed again in the backward pass: what all replies together would keep has no room.
        return checkpoint(likelihood, batch.ids, batch.positions, batch.targets, weights, use_reentrant=False)

    def _nothing(self) -> Tensor:
        """Return 0 with a gradient of 0, for where no reply is better than another."""
        return 0.0 * sum(parameter.sum() for parameter in self.model.parameters() if parameter.requires_grad)


def leave_one_out(rewards: Tensor) -> Tensor:
    """Return each reward less the mean of the others in its row; rewards [tasks, replies], at least two replies."""
    count = rewards.shape[1]
    return (rewards - rewards.mean(1, keepdim=True)) * (count / (count - 1))
