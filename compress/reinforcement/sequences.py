"""Prompts with their replies as batches to learn from: a prompt and all replies to it are one row, read once.

A mask lets a reply's token see the prompt and its own reply, as in drawing.py; here a reply's tokens stand together.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

_MULTIPLE = 256  # few widths, so that compiled layers are compiled for few shapes


@dataclass(frozen=True)
class Tried:
    """A prompt and replies to it, as tokens, and what each reply is weighed by."""

    prompt: Sequence[int]
    replies: Sequence[Sequence[int]]
    weights: Sequence[float]

    def __len__(self) -> int:
        return len(self.prompt) + sum(map(len, self.replies))


@dataclass(frozen=True)
class Rows:
    """Right-padded rows.

    ids, positions: int64 [rows, width]; parts: int64 [rows, width], 0 for a prompt, 1.. for its replies, -1 for
    padding; places: int64 [labels], flat places whose hidden state predicts a reply's token; targets: int64 [labels],
    those tokens; weights: fp32 [labels], those of their replies.
    """

    ids: Tensor
    positions: Tensor
    parts: Tensor
    places: Tensor
    targets: Tensor
    weights: Tensor

    def to(self, device: torch.device) -> "Rows":
        """Return the rows on `device`."""
        return Rows(*(part.to(device, non_blocking=True) for part in vars(self).values()))

    def mask(self, dtype: torch.dtype) -> Tensor:
        """Return what to add to attention scores, [rows, 1, width, width]: 0 where one token sees another."""
        width = self.ids.shape[1]
        before = torch.ones(width, width, dtype=torch.bool, device=self.ids.device).tril()
        own = self.parts[:, :, None] == self.parts[:, None, :]
        seen = before & (own | (self.parts == 0)[:, None, :])
        added = torch.zeros(seen.shape, dtype=dtype, device=seen.device)
        return added.masked_fill_(~seen, torch.finfo(dtype).min)[:, None]


def batches_of(tried: Sequence[Tried], tokens: int, pad_id: int) -> Iterator[Rows]:
    """Yield all as rows, the longest first, at most `tokens` a batch with padding; as many rows for the same width."""
    order = sorted(tried, key=len)
    while order:
        width = -(-len(order[-1]) // _MULTIPLE) * _MULTIPLE
        rows = min(len(tried), max(1, tokens // width))
        order, chosen = order[:-rows], order[-rows:]
        yield rows_of(chosen, rows, width, pad_id)


def rows_of(tried: Sequence[Tried], rows: int, width: int, pad_id: int) -> Rows:
    """Lay prompts and replies out in exactly [rows, width]; there may be fewer of them than rows."""
    ids = np.full((rows, width), pad_id, np.int64)
    positions, parts = np.zeros_like(ids), np.full_like(ids, -1)
    places, targets, weights = [], [], []
    for row, one in enumerate(tried):
        end = first = len(one.prompt)
        ids[row, :end], positions[row, :end], parts[row, :end] = one.prompt, np.arange(end), 0
        for number, (reply, weight) in enumerate(zip(one.replies, one.weights, strict=True), 1):
            here, end = np.arange(end, end + len(reply)), end + len(reply)
            ids[row, here], parts[row, here] = reply, number
            positions[row, here] = first + np.arange(len(reply))
            places += (row * width + np.array([first - 1, *here[:-1]])).tolist()
            targets += reply
            weights += [weight] * len(reply)
    integers = (torch.from_numpy(part) for part in (ids, positions, parts))
    return Rows(*integers, torch.tensor(places), torch.tensor(targets), torch.tensor(weights))
