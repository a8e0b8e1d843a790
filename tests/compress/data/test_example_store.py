"""Tokenized conversations are kept: the same come back, a changed file is read anew, a damaged store is no error."""

import os

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from compress.data.conversations import Example
from compress.data.example_store import keep_newest, read_examples, write_examples

tokens = st.lists(st.tuples(st.integers(0, 70_000), st.booleans()), min_size=1, max_size=30)


@given(st.lists(tokens, min_size=1, max_size=5))
def test_examples_come_back_exactly(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("store") / "some.npz"
    examples = [
        Example(
            *(np.asarray(column, kind) for column, kind in zip(zip(*row, strict=True), (np.int32, bool), strict=True))
        )
        for row in rows
    ]
    write_examples(path, examples)
    for ours, theirs in zip(read_examples(path), examples, strict=True):
        assert ours.ids.tolist() == theirs.ids.tolist()
        assert ours.labelled.tolist() == theirs.labelled.tolist()
        assert (ours.ids.dtype, ours.labelled.dtype) == (np.int32, bool)


def test_no_file_and_a_damaged_one_are_nothing(tmp_path):
    assert read_examples(tmp_path / "none.npz") is None
    (tmp_path / "cut.npz").write_bytes(b"PK\x03\x04 cut short")
    assert read_examples(tmp_path / "cut.npz") is None


def test_only_the_newest_are_kept(tmp_path):
    for number in range(5):
        write_examples(tmp_path / f"{number}.npz", [Example(np.arange(3, dtype=np.int32), np.ones(3, bool))])
        os.utime(tmp_path / f"{number}.npz", (number, number))
    keep_newest(tmp_path, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["3.npz", "4.npz"]
