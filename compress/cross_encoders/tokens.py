"""A question and a passage as one row of tokens, in a tokenizer's own pair format. No torch here.

    pairs = PairTokens.read(artifact.folder)
    ids, second_at = pairs.join(pairs.words("who?"), pairs.words("nobody"))    # [CLS] who ? [SEP] nobody [SEP]

Each text is tokenized once, however many pairs it is in: that is most of the time of preparing a training.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compress.home import UserError

if TYPE_CHECKING:
    import numpy as np

SIZES = "sentence_bert_config.json"  # where sentence-transformers keeps how many tokens a model reads
_AT_ONCE = 10_000


@dataclass(frozen=True)
class PairTokens:
    """A tokenizer and what it puts around and between two texts. `second_type` is the second text's segment."""

    tokenizer: Any
    before: tuple[int, ...]
    between: tuple[int, ...]
    after: tuple[int, ...]
    second_type: int
    pad_id: int
    max_tokens: int

    @classmethod
    def read(cls, folder: Path, max_tokens: int | None = None) -> "PairTokens":
        """Read a model folder; `max_tokens` of a row, special ones included, default to what the folder states."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        probe = tokenizer.encode("a", "b")
        first, second = (probe.sequence_ids.index(text) for text in (0, 1))
        last = len(probe.ids) - probe.sequence_ids[::-1].index(1)
        end_of_first = first + probe.sequence_ids.count(0)
        return cls(
            tokenizer,
            before=tuple(probe.ids[:first]),
            between=tuple(probe.ids[end_of_first:second]),
            after=tuple(probe.ids[last:]),
            second_type=probe.type_ids[second],
            pad_id=_pad_id(folder, tokenizer),
            max_tokens=max_tokens or tokens_of_pairs(folder),
        )

    def words(self, texts: Sequence[str]) -> "list[np.ndarray]":
        """Return each text's tokens without special ones, int32 [n]; what no row has room for is cut off."""
        import numpy as np

        found = []
        for start in range(0, len(texts), _AT_ONCE):
            coded = self.tokenizer.encode_batch(list(texts[start : start + _AT_ONCE]), add_special_tokens=False)
            found += [np.asarray(row.ids[: self.max_tokens], np.int32) for row in coded]
        return found

    def locate(self, text: str, spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
        """Return (first, last) token of each span of characters; one that no row has room for is left out."""
        if not spans:
            return ()
        offsets = self.tokenizer.encode(text, add_special_tokens=False).offsets[: self.max_tokens]
        found = []
        for start, end in spans:
            inside = [place for place, (first, behind) in enumerate(offsets) if first < end and behind > start]
            if inside and offsets[inside[-1]][1] >= end:
                found.append((inside[0], inside[-1]))
        return tuple(found)

    def join(self, question: "np.ndarray", passage: "np.ndarray") -> "tuple[np.ndarray, int]":
        """Return (row of ids, where its second segment begins). The passage is cut to fit, after a third of a row
        at most has gone to the question."""
        import numpy as np

        question = question[: self.max_tokens // 3]
        room = self.max_tokens - len(question) - self.special
        parts = (self.before, question, self.between, passage[:room], self.after)
        return np.concatenate([np.asarray(part, np.int32) for part in parts]), sum(map(len, parts[:3]))

    def length(self, question: "np.ndarray", passage: "np.ndarray") -> int:
        """Return how long `join` makes the row."""
        return min(self.max_tokens, min(len(question), self.max_tokens // 3) + len(passage) + self.special)

    @property
    def special(self) -> int:
        """How many special tokens a row has."""
        return len(self.before) + len(self.between) + len(self.after)


def tokens_of_pairs(folder: Path) -> int:
    """Return how many tokens of a pair the model in `folder` was trained to read."""
    for name, key in ((SIZES, "max_seq_length"), ("config.json", "max_position_embeddings")):
        path = folder / name
        found = json.loads(path.read_text("utf-8")).get(key) if path.is_file() else None
        if found:
            return int(found)
    raise UserError(f"{folder.name} does not say how many tokens it reads; build it again")


def _pad_id(folder: Path, tokenizer: Any) -> int:
    """Return the padding token's number; rows say where they end, so that any number would do."""
    path = folder / "config.json"
    found = json.loads(path.read_text("utf-8")).get("pad_token_id") if path.is_file() else None
    return int(found or 0)
