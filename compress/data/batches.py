"""Examples as right-padded batches of few, fixed shapes, in an order that a seed and a step number decide.

Fixed shapes let `torch.compile` build each graph once. Rows are padded on the right, so plain causal
attention (no mask at all, the fast kernel) never shows padding to a real token. Step k of a run always
gets the same batches, on however many processes: a resumed run needs no more than its step number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch

from compress.data.conversations import Example

_MULTIPLE = 64  # widths the matrix units like


@dataclass(frozen=True)
class Batch:
    """Right-padded rows.

    ids: int64 [rows, width]; lengths: int64 [rows], 0 for a row that only fills the shape;
    positions: int64 [labels], flat places (row * width + column) whose hidden state predicts a labelled token;
    targets: int64 [labels], those tokens.
    """

    ids: torch.Tensor
    lengths: torch.Tensor
    positions: torch.Tensor
    targets: torch.Tensor

    def to(self, device: torch.device | str) -> "Batch":
        """Return the batch on `device`."""
        parts = (self.ids, self.lengths, self.positions, self.targets)
        return Batch(*(part.to(device, non_blocking=True) for part in parts))

    def real(self) -> torch.Tensor:
        """Return bool [rows, width]: true where a token is no padding."""
        columns = torch.arange(self.ids.shape[1], device=self.ids.device)
        return columns[None, :] < self.lengths[:, None]

    @property
    def tokens(self) -> int:
        """How many real tokens it holds."""
        return int(self.lengths.sum())


def collate(examples: Sequence[Example], rows: int, width: int, pad_id: int) -> Batch:
    """Pad examples into a batch of exactly [rows, width]; there may be fewer examples than rows."""
    ids = np.full((rows, width), pad_id, np.int64)
    lengths = np.zeros(rows, np.int64)
    labelled = np.zeros((rows, width), bool)
    for row, example in enumerate(examples):
        lengths[row] = len(example)
        ids[row, : len(example)] = example.ids
        labelled[row, : len(example)] = example.labelled
    labelled[:, 0] = False  # nothing comes before the first token
    targets_at = np.flatnonzero(labelled)
    parts = (ids, lengths, targets_at - 1, ids.reshape(-1)[targets_at])
    return Batch(*(torch.from_numpy(part) for part in parts))


def bucket_widths(lengths: Sequence[int], count: int = 6) -> list[int]:
    """Return at most `count` widths, ascending, multiples of 64, each holding about as many tokens as the others."""
    ordered = np.sort(np.asarray(lengths))
    shares = np.cumsum(ordered) / ordered.sum()
    cuts = [ordered[np.searchsorted(shares, (k + 1) / count)] for k in range(count - 1)] + [ordered[-1]]
    return sorted({-(-int(cut) // _MULTIPLE) * _MULTIPLE for cut in cuts})


class Feed:
    """The batches of a run, by step: seeded, bucketed by length, shared out over processes.

    Each batch takes `tokens_per_batch` tokens a process, padding included; all processes get the same width
    at the same time, so that none waits for another.
    """

    def __init__(self, examples: Sequence[Example], tokens_per_batch: int, pad_id: int, seed: int, processes: int = 1):
        self.examples = examples
        self.pad_id = pad_id
        self._seed = seed
        self._processes = processes
        widths = bucket_widths([len(example) for example in examples])
        places = np.searchsorted(widths, [len(example) for example in examples])
        self._width_of = np.asarray(widths)[places]
        self._rows = {width: self._rows_at(width, max(1, tokens_per_batch // width)) for width in widths}
        self._plan = lru_cache(maxsize=2)(self._plan_epoch)
        self.batches_per_epoch = len(self._plan(0))

    def batch(self, index: int, process: int = 0) -> Batch:
        """Return the batch at place `index` of the endless stream of epochs, this process's rows of it."""
        epoch, place = divmod(index, self.batches_per_epoch)
        width, members = self._plan(epoch)[place]
        rows = self._rows[width]
        mine = members[process * rows : (process + 1) * rows]
        return collate([self.examples[i] for i in mine], rows, width, self.pad_id)

    def _rows_at(self, width: int, most: int) -> int:
        """Return how many rows a process takes at a width: as few as give no more batches than `most` rows would."""
        members = int((self._width_of == width).sum())
        batches = -(-members // (most * self._processes))
        return -(-members // (batches * self._processes)) if batches else 1

    def _plan_epoch(self, epoch: int) -> list[tuple[int, list[int]]]:
        """Return the (width, example numbers) of every batch of an epoch; each example is in exactly one."""
        generator = np.random.default_rng([self._seed, epoch])
        order = generator.permutation(len(self.examples))
        plan = []
        for width, rows in self._rows.items():
            members = order[self._width_of[order] == width].tolist()
            together = rows * self._processes
            plan += [(width, members[at : at + together]) for at in range(0, len(members), together)]
        return [plan[i] for i in generator.permutation(len(plan))]
