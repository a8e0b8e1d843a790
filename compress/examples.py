"""From a stage's files to examples: read, tokenize, say what was left out; a teacher's own answers, made once.

The pure parts are in data.py and completion.py; this is their plumbing.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from compress.artifact import Artifact
from compress.data import Example, encode_conversations, read_conversations
from compress.home import UserError
from compress.models import load_model, load_tokenizer
from compress.stage import StageContext

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

    from compress.batches import Batch
    from compress.completion import Sampling


def load_examples(
    parent: Artifact, files: Sequence[Path], max_tokens: int, context: StageContext
) -> tuple[list[Example], "PreTrainedTokenizerBase"]:
    """Read conversations and tokenize them with the parent's tokenizer, saying how many were too long."""
    conversations = [item for path in files for item in read_conversations(path)]
    tokenizer = load_tokenizer(parent)
    examples, left_out = encode_conversations(conversations, tokenizer, max_tokens)
    context.say(f"{len(examples):,} conversations, {sum(map(len, examples)):,} tokens")
    if left_out:
        context.say(f"{left_out:,} of {len(conversations):,} are longer than {max_tokens} tokens and left out")
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

    from compress.batches import Feed

    drawn = np.random.default_rng(0).permutation(len(examples))[:samples]
    feed = Feed([examples[i] for i in drawn], 4096, pad_id, seed=0)
    return [feed.batch(i) for i in range(feed.batches_per_epoch)]


def teacher_examples(
    teacher: Artifact, examples: Sequence[Example], how: "Sampling", workspace: Path, context: StageContext
) -> list[Example]:
    """Return the examples with the teacher's own last turns. Made once, on the first process, and kept in a file."""
    import numpy as np
    from accelerate import PartialState

    path, key = workspace / "teacher.npz", _key(teacher, examples, how)
    state = PartialState()
    if state.is_main_process and _stored(path, key) is None:
        made = _ask(teacher, examples, how, context)
        workspace.mkdir(parents=True, exist_ok=True)
        ends = np.cumsum([len(example) for example in made])
        ids, labelled = (np.concatenate([getattr(item, part) for item in made]) for part in ("ids", "labelled"))
        temporary = path.with_suffix(".tmp.npz")
        np.savez(temporary, key=key, ends=ends, ids=ids, labelled=labelled)
        temporary.replace(path)
    state.wait_for_everyone()
    found = _stored(path, key)
    assert found is not None, "the first process has just written it"
    return found


def _ask(teacher: Artifact, examples: Sequence[Example], how: "Sampling", context: StageContext) -> list[Example]:
    import torch

    from compress.completion import completed_by

    model = load_model(teacher)
    if torch.cuda.is_available():
        model = model.to("cuda", torch.bfloat16)
    with context.progress("asking the teacher", total=len(examples)) as bar:
        return completed_by(model, examples, how, lambda done: bar.update(0, completed=done))


def _stored(path: Path, key: str) -> list[Example] | None:
    import numpy as np

    if not path.is_file():
        return None
    with np.load(path, allow_pickle=False) as file:
        if str(file["key"]) != key:
            return None
        ends = file["ends"][:-1]
        return [Example(*pair) for pair in zip(*(np.split(file[k], ends) for k in ("ids", "labelled")), strict=True)]


def _key(teacher: Artifact, examples: Sequence[Example], how: "Sampling") -> str:
    import hashlib

    digest = hashlib.sha256(f"{teacher.manifest.hash} {how}".encode())
    for example in examples:
        digest.update(example.ids.tobytes())
    return digest.hexdigest()
