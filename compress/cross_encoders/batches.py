"""Groups of (question, passage) rows as batches, in an order that a seed and a step number decide.

The rows of a batch are sorted by length and cut into a few blocks, each as wide as its longest row: hardly anything
is padded, though the passages of one group differ in length. The scores come back together in `table_of`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from compress.cross_encoders.data import GroupTokens
from compress.cross_encoders.tokens import PairTokens

_BLOCKS, _LEAST_ROWS = 4, 32
_MULTIPLE = 16  # widths that attention kernels read without copying the mask
_NO_ANSWER, _NOT_THERE = (0, 0), -1  # a span that says so, at the row's first token; no further span
_MOST_SPANS = 8  # of a row: an answer may stand in a passage more than once, and people word it in several ways
_NOWHERE = -1e4  # the score of a passage that is not there: its probability is exactly 0


@dataclass(frozen=True)
class Block:
    """Right-padded rows: ids int64 [rows, width]; lengths and second_at (where the passage begins) int64 [rows].

    spans: int64 [rows, most, 2], the first and last token of each right answer; (0, 0) where none stands in the row,
    -1 for no more of them. A row without any has an answer that is no words of the passage.
    verdicts: int64 [rows], what a passage tells of a question of yes or no (`VERDICTS`), -1 for another question.
    """

    ids: Tensor
    lengths: Tensor
    second_at: Tensor
    spans: Tensor
    verdicts: Tensor

    def to(self, device: torch.device | str) -> "Block":
        """Return the block on `device`."""
        parts = (self.ids, self.lengths, self.second_at, self.spans, self.verdicts)
        return Block(*(part.to(device, non_blocking=True) for part in parts))


@dataclass(frozen=True)
class GroupBatch:
    """Groups, their rows in blocks.

    places: int64 [rows], the cell of the table [groups, passages] that each row of the blocks scores, flat;
    there: bool [groups, passages], where a passage is; answered: bool [groups], whether the first one answers.
    """

    blocks: tuple[Block, ...]
    places: Tensor
    there: Tensor
    answered: Tensor
    second_type: int
    tokens: int

    def to(self, device: torch.device | str) -> "GroupBatch":
        """Return the batch on `device`."""
        parts = (part.to(device, non_blocking=True) for part in (self.places, self.there, self.answered))
        return GroupBatch(tuple(block.to(device) for block in self.blocks), *parts, self.second_type, self.tokens)


def table_of(model: nn.Module, batch: GroupBatch) -> Tensor:
    """Return the model's scores, float32 [groups, passages]; where no passage is, a score of no probability."""
    scores = torch.cat([run(model, block, batch.second_type).logits[:, 0].float() for block in batch.blocks])
    return as_table(scores, batch, _NOWHERE)


def as_table(values: Tensor, batch: GroupBatch, otherwise: float) -> Tensor:
    """Return a value a row, in the order of the blocks, as [groups, passages]; `otherwise` where no passage is."""
    table = values.new_full((batch.there.numel(),), otherwise)
    return table.index_copy(0, batch.places, values).view(batch.there.shape)


def run(model: nn.Module, block: Block, second_type: int) -> Any:
    """Return what a cross-encoder makes of a block's rows."""
    rows, width = block.ids.shape
    columns = torch.arange(width, device=block.ids.device)
    real = columns < block.lengths[:, None]
    if not has_segments(model):
        return model(input_ids=block.ids, attention_mask=real)
    types = ((columns >= block.second_at[:, None]) & real).long() * second_type
    # The mask ready made: given as [rows, width], transformers would ask the device whether anything is padded at all.
    mask = real[:, None, None, :].expand(rows, 1, width, width)
    return model(input_ids=block.ids, attention_mask=mask, token_type_ids=types)


def has_segments(model: nn.Module) -> bool:
    """Tell whether a model is told which tokens are the second text's, as BERT is and MPNet is not."""
    return hasattr(model.config, "type_vocab_size")


class GroupFeed:
    """The batches of a run, by step: seeded, shared out over processes, every group once an epoch.

    A batch takes about `tokens_per_batch` real tokens a process. Of a group that has more than `negatives` passages
    besides its first, so many are drawn anew each epoch.
    """

    def __init__(
        self,
        groups: Sequence[GroupTokens],
        tokens_per_batch: int,
        pairs: PairTokens,
        negatives: int,
        seed: int = 0,
        processes: int = 1,
    ):
        self._groups, self._pairs, self._negatives = groups, pairs, negatives
        self._seed, self._processes = seed, processes
        sizes = [_expected_tokens(group, pairs, negatives) for group in groups]
        together = max(1.0, tokens_per_batch / (sum(sizes) / len(sizes))) * processes
        self.batches_per_epoch = max(1, min(round(len(groups) / together), len(groups) // processes))
        self._plan = lru_cache(maxsize=2)(self._plan_epoch)

    def batch(self, index: int, process: int = 0) -> GroupBatch:
        """Return the batch at place `index` of the endless stream of epochs, this process's groups of it."""
        epoch, place = divmod(index, self.batches_per_epoch)
        mine = self._plan(epoch)[place][process :: self._processes]
        return collate_groups([self._drawn(number, epoch) for number in mine], self._pairs)

    def _plan_epoch(self, epoch: int) -> list[np.ndarray]:
        order = np.random.default_rng([self._seed, epoch]).permutation(len(self._groups))
        return np.array_split(order, self.batches_per_epoch)

    def _drawn(self, number: int, epoch: int) -> GroupTokens:
        group = self._groups[number]
        first, *others = group.passages
        if len(others) <= self._negatives:
            return group
        kept = np.random.default_rng([self._seed, epoch, number]).permutation(len(others))[: self._negatives]
        return replace(group, passages=(first, *(others[i] for i in kept)))


def feed_of(pairs: PairTokens, negatives: int) -> Callable[..., GroupFeed]:
    """Return what `training.Run` takes for a feed: batches of a tokenizer's rows."""

    def feed(groups: Sequence[GroupTokens], tokens: int, _: int, seed: int, processes: int) -> GroupFeed:
        return GroupFeed(groups, tokens, pairs, negatives, seed, processes)

    return feed


def collate_groups(groups: Sequence[GroupTokens], pairs: PairTokens) -> GroupBatch:
    """Return groups as one batch."""
    most = max(len(group.passages) for group in groups)
    there = np.zeros((len(groups), most), bool)
    rows, places, spans, verdicts = [], [], [], []
    for number, group in enumerate(groups):
        there[number, : len(group.passages)] = True
        rows += [pairs.join(group.question, passage) for passage in group.passages]
        places += [number * most + slot for slot in range(len(group.passages))]
        spans += [_spans_in(group, pairs), *[[_NO_ANSWER]] * (len(group.passages) - 1)]
        asks = group.verdict is not None
        verdicts += [group.verdict if asks else _NOT_THERE, *[0 if asks else _NOT_THERE] * (len(group.passages) - 1)]
    order = np.argsort([-len(ids) for ids, _ in rows], kind="stable")
    cuts = np.array_split(order, max(1, min(_BLOCKS, len(rows) // _LEAST_ROWS)))
    return GroupBatch(
        blocks=tuple(
            _block([rows[i] for i in cut], [spans[i] for i in cut], np.asarray(verdicts)[cut], pairs.pad_id)
            for cut in cuts
        ),
        places=torch.from_numpy(np.asarray(places)[order]),
        there=torch.from_numpy(there),
        answered=torch.tensor([group.answered for group in groups]),
        second_type=pairs.second_type,
        tokens=sum(len(ids) for ids, _ in rows),
    )


def _spans_in(group: GroupTokens, pairs: PairTokens) -> list[tuple[int, int]]:
    """Return where the answers stand in the row of a group's first passage; one that is cut off is not there."""
    if not group.answered:
        return [_NO_ANSWER]
    ids, at = pairs.join(group.question, group.passages[0])
    end = len(ids) - len(pairs.after)
    return [(at + first, at + last) for first, last in group.spans if at + last < end][:_MOST_SPANS]


def _block(
    rows: Sequence[tuple[np.ndarray, int]], spans: Sequence[list[tuple[int, int]]], verdicts: np.ndarray, pad_id: int
) -> Block:
    lengths = np.asarray([len(ids) for ids, _ in rows])
    width = -(-int(lengths.max()) // _MULTIPLE) * _MULTIPLE
    ids = np.full((len(rows), width), pad_id, np.int64)
    for place, (row, _) in enumerate(rows):
        ids[place, : len(row)] = row
    second_at = np.asarray([at for _, at in rows])
    marked = np.full((len(rows), max(1, *map(len, spans)), 2), _NOT_THERE, np.int64)
    for place, found in enumerate(spans):
        marked[place, : len(found)] = found or _NOT_THERE
    return Block(*(torch.from_numpy(part) for part in (ids, lengths, second_at, marked, verdicts)))


def _expected_tokens(group: GroupTokens, pairs: PairTokens, negatives: int) -> float:
    lengths = [pairs.length(group.question, passage) for passage in group.passages]
    others = lengths[1:]
    return lengths[0] + (sum(others) / len(others) * min(len(others), negatives) if others else 0.0)
