"""What embedder, reranker and reader share: their files opened, and rows of token ids as a BERT graph reads them."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import openvino
    from tokenizers import Tokenizer


def open_queue(folder: Path, keep: Callable[..., Any]) -> "tuple[openvino.AsyncInferQueue, list[str]]":
    """Load an artifact's graph (seconds); return a queue that hands each result to `keep`, and its inputs' names."""
    import openvino

    model = openvino.Core().compile_model(folder / "openvino_model.xml", "CPU", {"PERFORMANCE_HINT": "THROUGHPUT"})
    queue = openvino.AsyncInferQueue(model)
    queue.set_callback(keep)
    return queue, [port.any_name for port in model.inputs]


def whole_tokenizer(folder: Path) -> "Tokenizer":
    """Load an artifact's tokenizer; it neither cuts a text nor pads it."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def batches(lengths: Sequence[int], tokens: int) -> Iterator[list[int]]:
    """Group the rows' numbers, longest first, so that a group padded to its longest keeps within `tokens`."""
    longest_first = sorted(range(len(lengths)), key=lambda number: -lengths[number])
    while longest_first:
        size = max(1, tokens // lengths[longest_first[0]])
        yield longest_first[:size]
        del longest_first[:size]


def padded(rows: Sequence[Sequence[int]], types: Sequence[Sequence[int]] | None = None) -> "dict[str, np.ndarray]":
    """Return the inputs, int64, shape (rows, longest row). `types` are the rows' segments, by default all 0."""
    import numpy as np

    ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
    mask, segments = np.zeros_like(ids), np.zeros_like(ids)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = row
        mask[number, : len(row)] = 1
        if types is not None:
            segments[number, : len(row)] = types[number]
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": segments}
