"""A model's own replies are made likelier where they are better than its others to the same task.

REINFORCE with a leave-one-out baseline: of some replies to one task, each is held against the mean of the others, and
the log likelihood of the whole reply is weighed by the difference. Williams, "Simple Statistical Gradient-Following
Algorithms" (1992); Ahmadian et al., "Back to Basics: Revisiting REINFORCE Style Optimization" (2024), section 3.2.
There is one step for each round of replies, so that they are the model's own as it is, and no ratio has to be clipped.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from compress.models.adapters import merged_weights
from compress.models.structure import trunk_of
from compress.reinforcement.reward import Worth
from compress.reinforcement.rounds import Round
from compress.reinforcement.sequences import Rows, Tried, batches_of
from compress.reinforcement.tasks import Task, Tasks
from compress.training.completion import Sampling
from compress.training.drawing import Drawer
from compress.training.objectives import check_head, in_chunks


@dataclass(frozen=True)
class Trying:
    """How a model tries a task: so many replies, drawn so, in this number format; what a reply's tokens are worth.

    tokens: how many are read together when the replies are learnt from, padding included. `note` hears of each round.
    """

    replies: int
    how: Sampling
    worth: Callable[[Task, list[int]], Worth]
    tokens: int
    note: Callable[[Round], None] = lambda _: None
    dtype: torch.dtype = torch.float32
    graph: bool = True


class RewardObjective(nn.Module):
    """What a model's replies fall short of the best reward, with the gradient that makes better ones likelier."""

    def __init__(self, model: nn.Module, trying: Trying) -> None:
        super().__init__()
        check_head(model)
        self.model, self._trying = model, trying
        self.drawer = Drawer(model, trying.how, trying.replies, trying.dtype, trying.graph)

    def forward(self, batch: Tasks) -> tuple[Tensor, Tensor]:
        """Return (1 - reward summed over all replies, their number)."""
        trying, began = self._trying, time.monotonic()
        self.drawer.refresh(merged_weights(self.model))
        replies = self.drawer.draw([task.prompt for task in batch.tasks])
        drawn = time.monotonic()
        worths = [[trying.worth(task, one) for one in own] for task, own in zip(batch.tasks, replies, strict=True)]
        rewards = torch.tensor([[worth.value for worth in own] for own in worths])
        gains = leave_one_out(rewards)
        judged = time.monotonic()
        trying.note(Round(batch.tasks, replies, worths, gains.tolist(), drawn - began, judged - drawn))
        wanted = self._wanted(batch.tasks, replies, gains)
        return (1 - rewards).sum().to(wanted.device) + wanted, torch.tensor(rewards.numel(), device=wanted.device)

    def _wanted(self, tasks: list[Task], replies: list[list[list[int]]], gains: Tensor) -> Tensor:
        """Return 0, with the gradient of minus the sum of gain times log likelihood.

        It is summed a batch at a time, so that one batch's states alone are held. Replies with nothing to gain are
        not read.
        """
        tried = []
        for task, own, weights in zip(tasks, replies, gains.tolist(), strict=True):
            kept = [(reply, weight) for reply, weight in zip(own, weights, strict=True) if weight]
            if kept:
                tried.append(Tried(task.prompt, *zip(*kept, strict=True)))
        learning = [parameter for parameter in self.model.parameters() if parameter.requires_grad]
        sums = [torch.zeros_like(parameter) for parameter in learning]
        for rows in batches_of(tried, self._trying.tokens, self._trying.how.pad_id):
            loss = -self._likelihood(rows.to(self.model.device))
            torch._foreach_add_(sums, list(torch.autograd.grad(loss, learning)))
        weighed = sum((parameter * part).sum() for parameter, part in zip(learning, sums, strict=True))
        return weighed - weighed.detach()

    def _likelihood(self, rows: Rows) -> Tensor:
        kind = rows.ids.device.type
        dtype = torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else self.model.dtype
        output = trunk_of(self.model)(
            input_ids=rows.ids, position_ids=rows.positions, attention_mask=rows.mask(dtype), use_cache=False
        )
        states = output.last_hidden_state
        head = self.model.get_output_embeddings()

        def likelihood(states: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
            return -(F.cross_entropy(head(states).float(), targets, reduction="none") * weights).sum()

        chosen = states.reshape(-1, states.shape[-1])[rows.places]
        return in_chunks(likelihood, chosen, rows.targets, rows.weights)


def leave_one_out(rewards: Tensor) -> Tensor:
    """Return each reward less the mean of the others in its row; rewards [tasks, replies], at least two replies."""
    count = rewards.shape[1]
    return (rewards - rewards.mean(1, keepdim=True)) * (count / (count - 1))
