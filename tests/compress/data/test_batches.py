"""Batches keep every example once an epoch, in few fixed shapes, in an order that only the seed and step decide."""

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from compress.data.batches import Feed, bucket_widths, collate
from compress.data.conversations import Example

LENGTHS = st.lists(st.integers(2, 300), min_size=1, max_size=60)


def examples_of(lengths):
    """Return examples whose first token is their number: they can be told apart in a batch."""
    made = []
    for number, length in enumerate(lengths):
        ids = np.full(length, 7, np.int32)
        ids[0] = number + 1000
        labelled = np.zeros(length, bool)
        labelled[length // 2 :] = True
        made.append(Example(ids, labelled))
    return made


@given(lengths=LENGTHS, processes=st.integers(1, 3), seed=st.integers(0, 5), tokens=st.integers(64, 2048))
@settings(max_examples=40, deadline=None)
def test_an_epoch_holds_every_example_once_over_all_processes(lengths, processes, seed, tokens):
    feed = Feed(examples_of(lengths), tokens, pad_id=0, seed=seed, processes=processes)
    seen, shapes = [], set()
    for index in range(feed.batches_per_epoch, 2 * feed.batches_per_epoch):
        widths = set()
        for process in range(processes):
            batch = feed.batch(index, process)
            seen += (batch.ids[batch.lengths > 0, 0] - 1000).tolist()
            shapes.add(tuple(batch.ids.shape))
            widths.add(batch.ids.shape[1])
            assert batch.ids.numel() <= max(tokens, batch.ids.shape[1])
        assert len(widths) == 1  # no process waits for a wider one
    assert sorted(seen) == list(range(len(lengths)))
    assert len(shapes) <= 6


@given(lengths=LENGTHS)
@settings(max_examples=40, deadline=None)
def test_every_length_fits_a_width(lengths):
    widths = bucket_widths(lengths)
    assert widths == sorted(set(widths))
    assert len(widths) <= 6
    assert max(lengths) <= widths[-1] < max(lengths) + 64
    assert all(width % 64 == 0 for width in widths)


def test_the_order_is_the_seeds_and_differs_by_epoch():
    lengths = list(range(2, 60))
    first, again = (Feed(examples_of(lengths), 256, 0, seed=3) for _ in range(2))
    other = Feed(examples_of(lengths), 256, 0, seed=4)
    count = first.batches_per_epoch
    assert [first.batch(i).ids.tolist() for i in range(2 * count)] == [
        again.batch(i).ids.tolist() for i in range(2 * count)
    ]
    assert [first.batch(i).ids.tolist() for i in range(count)] != [other.batch(i).ids.tolist() for i in range(count)]
    assert [first.batch(i).ids.tolist() for i in range(count)] != [
        first.batch(i + count).ids.tolist() for i in range(count)
    ]


def test_positions_point_at_the_state_before_each_labelled_token():
    labelled = np.array([True, False, True, True])  # the first token never has one before it
    batch = collate([Example(np.array([5, 6, 7, 8], np.int32), labelled)], rows=2, width=64, pad_id=9)
    assert batch.positions.tolist() == [1, 2]
    assert batch.targets.tolist() == [7, 8]
    assert batch.lengths.tolist() == [4, 0]
    assert batch.tokens == int(batch.real().sum()) == 4
    assert torch.all(batch.ids[batch.real() == False] == 9)  # noqa: E712 - elementwise
