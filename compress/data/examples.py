"""From a stage's files to examples: read, tokenize, say what was left out.

The pure part is in conversations.py, the keeping in example_store.py; this is their plumbing.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from compress.artifact import Artifact
from compress.data.conversations import Example, encode_conversations, read_conversations
from compress.data.example_store import keep_newest, read_examples, write_examples
from compress.home import UserError
from compress.models.loading import load_tokenizer
from compress.stage import StageContext

_KEPT = 4  # tokenized files: some hundred megabytes each

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

    from compress.data.batches import Batch


def load_examples(
    parent: Artifact, files: Sequence[Path], max_tokens: int, context: StageContext
) -> tuple[list[Example], "PreTrainedTokenizerBase"]:
    """Read conversations and tokenize them with the parent's tokenizer, saying how many were too long.

    What was tokenized is kept under the data root: the stages of a recipe share their files.
    """
    tokenizer = load_tokenizer(parent)
    folder = context.home / "cache" / "examples"
    path = folder / f"{_key(parent, files, max_tokens)}.npz"
    examples = read_examples(path)
    if examples is None:
        conversations = [item for file in files for item in read_conversations(file)]
        examples, left_out = encode_conversations(conversations, tokenizer, max_tokens)
        if left_out:
            context.say(f"{left_out:,} of {len(conversations):,} are longer than {max_tokens} tokens and left out")
        write_examples(path, examples)
        keep_newest(folder, _KEPT)
    context.say(f"{len(examples):,} conversations, {sum(map(len, examples)):,} tokens")
    return examples, tokenizer


def encode_texts(texts: Sequence[str], tokenizer: "PreTrainedTokenizerBase", max_tokens: int) -> list[Example]:
    """Tokenize texts for an encoder, special tokens included, cut at `max_tokens`; nothing is labelled."""
    import numpy as np

    rows = tokenizer(list(texts), truncation=True, max_length=max_tokens)["input_ids"]
    return [Example(np.asarray(row, np.int32), np.zeros(len(row), bool)) for row in rows]


def encoder_tokens(artifact: Artifact) -> int:
    """Return how many tokens a sentence encoder reads, by its own settings; more are cut off."""
    for name, key in (("sentence_bert_config.json", "max_seq_length"), ("config.json", "max_position_embeddings")):
        path = artifact.folder / name
        found = json.loads(path.read_text("utf-8")).get(key) if path.is_file() else None
        if found:
            return int(found)
    raise UserError(f"{artifact.manifest.name} does not say how many tokens it reads; import it again")


def sample_batches(examples: Sequence[Example], pad_id: int, samples: int = 128) -> list["Batch"]:
    """Return up to `samples` examples, always the same ones, in batches small enough for any machine."""
    import numpy as np

    from compress.data.batches import Feed

    drawn = np.random.default_rng(0).permutation(len(examples))[:samples]
    feed = Feed([examples[i] for i in drawn], 4096, pad_id, seed=0)
    return [feed.batch(i) for i in range(feed.batches_per_epoch)]


def _key(parent: Artifact, files: Sequence[Path], max_tokens: int) -> str:
    """Return a hash over the conversations, and over what turns them into tokens."""
    digest = hashlib.sha256(f"{max_tokens}".encode())
    tokenizer = [path for path in sorted(parent.folder.glob("*")) if "token" in path.name or path.suffix == ".jinja"]
    for path in (*files, *tokenizer):
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:24]
