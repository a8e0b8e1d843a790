"""Conversations and plain texts as token ids: what training, pruning and evaluation read.

A conversation is one JSON line `{"messages": [...], "tools": [...]?, "answers": [...]?, "kind"?, "group"?}`.
The tokenizer's chat template renders it and its `{% generation %}` marks say which tokens the assistant
wrote: only those carry a loss, and not those of a message with "weight": 0 (history). Batching is next
door, in batches.py.

    conversations = read_conversations(Path("train.jsonl"))
    examples, left_out = encode_conversations(conversations, tokenizer, max_tokens=2048)
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from compress.faults import first_fault
from compress.home import UserError

if TYPE_CHECKING:
    import numpy as np
    from transformers import PreTrainedTokenizerBase

Kind = Literal["answer", "refusal", "tool", "chat"]
ROW_TOKENS = 256  # of a row of plain text where perplexity is measured: figures of other lengths do not compare
_ROLES = ("system", "user", "assistant", "tool")


class Conversation(BaseModel):
    """One line of a conversations file. Keys not named here are allowed and not read."""

    model_config = ConfigDict(frozen=True)

    messages: list[dict[str, Any]] = Field(min_length=2)
    tools: list[dict[str, Any]] | None = None
    answers: list[str] | None = Field(default=None, description="gold answers; an empty list: there is none")
    kind: Kind | None = None
    group: str | None = Field(default=None, description="evaluation reports each group by itself as well")

    @field_validator("messages")
    @classmethod
    def _check_messages(cls, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for place, message in enumerate(messages, start=1):
            if message.get("role") not in _ROLES:
                raise ValueError(f"message {place} needs a role: one of {', '.join(_ROLES)}")
            if not isinstance(message.get("content", ""), str):
                raise ValueError(f"message {place} needs its content as text")
            if message.get("weight", 1) not in (0, 1):
                raise ValueError(f"message {place} has a weight that is neither 0 nor 1")
            if message["role"] != "assistant" and "content" not in message:
                raise ValueError(f"message {place} has no content")
            if "content" not in message and not message.get("tool_calls"):
                raise ValueError(f"message {place} has neither content nor tool_calls")
        if not any(message["role"] == "assistant" for message in messages):
            raise ValueError("no message is the assistant's")
        return messages

    def until_first_reply(self) -> "Conversation":
        """Return the conversation up to its first reply, which tells itself of what kind it is."""
        first = next(place for place, message in enumerate(self.messages, start=1) if message["role"] == "assistant")
        return self.model_copy(update={"messages": self.messages[:first], "kind": None, "answers": None})


@dataclass(frozen=True)
class Example:
    """One sequence: `ids` int32 [n]; `labelled` bool [n], true where the token carries a loss."""

    ids: "np.ndarray"
    labelled: "np.ndarray"

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def weight(self) -> int:
        """How many tokens carry a loss. The first never does: nothing comes before it."""
        return int(self.labelled[1:].sum())


def read_conversations(path: Path) -> list[Conversation]:
    """Read a JSONL file; raises `UserError` naming the file and the line of the first fault."""
    return [_conversation(record, path, number) for number, record in read_json_lines(path)]


def conversations_of(path: Path, groups: Sequence[str]) -> list[Conversation]:
    """Return a file's conversations of some groups, all if none is named; raises `UserError` where it has none."""
    found = read_conversations(path)
    chosen = [item for item in found if item.group in groups] if groups else found
    if not chosen:
        there = ", ".join(sorted({item.group for item in found if item.group}))
        raise UserError(f"{path} has no conversation of {', '.join(groups)}; its groups are {there or 'none'}")
    return chosen


def read_json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line number from 1, object); blank lines are passed over, an empty file is a `UserError`."""
    found = False
    for number, line in _lines(path):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise UserError(f"{path}, line {number}: no valid JSON ({error.msg}); mend or remove that line") from None
        if not isinstance(record, dict):
            raise UserError(f"{path}, line {number}: a JSON object is wanted, like {{...}}; mend or remove that line")
        found = True
        yield number, record
    if not found:
        raise UserError(f"{path} is empty; give a file with at least one line")


def encode_conversations(
    conversations: Iterable[Conversation], tokenizer: "PreTrainedTokenizerBase", max_tokens: int
) -> tuple[list[Example], int]:
    """Render and tokenize; returns the examples and how many conversations were too long and left out.

    A long conversation is left out whole: cut off, it would lose the very answer it is there to teach.
    Raises `UserError` where nothing is left, or the template does not tell what the assistant wrote.
    """
    examples, left_out = [], 0
    for conversation in conversations:
        example = _encode(conversation, tokenizer)
        if len(example) > max_tokens:
            left_out += 1
        else:
            examples.append(example)
    if not examples:
        raise UserError(f"no conversation is short enough for {max_tokens} tokens; raise max_tokens")
    if not any(example.weight for example in examples):
        why = "the chat template does not tell what the assistant wrote; put {% generation %} marks around it"
        raise UserError(why)
    return examples, left_out


def read_texts(path: Path) -> list[str]:
    """Read plain texts for distillation, pruning or calibration; raises `UserError` naming file and line.

    A `.jsonl` file gives each line's "text" (or "passage"); any other file its paragraphs, parted by blank lines.
    """
    if path.suffix == ".jsonl":
        return [_text_of(record, path, number) for number, record in read_json_lines(path)]
    paragraphs = "".join(line for _, line in _lines(path)).split("\n\n")
    texts = [paragraph.strip() for paragraph in paragraphs if paragraph.strip()]
    if not texts:
        raise UserError(f"{path} is empty; give a file with at least one paragraph")
    return texts


def pack_texts(texts: Sequence[str], tokenizer: "PreTrainedTokenizerBase", width: int) -> list[Example]:
    """Join texts end to end (an end-of-text token after each) and cut them into rows of `width` tokens.

    Every token is labelled and none is padding, but for the last row. A row may begin in the middle of a
    text, and a text sees the one before it: harmless for language modelling, and no token is wasted.
    """
    import numpy as np

    stream: list[int] = []
    for ids in tokenizer(list(texts), add_special_tokens=False)["input_ids"]:
        stream.extend([*ids, tokenizer.eos_token_id])
    rows = [np.asarray(stream[start : start + width], np.int32) for start in range(0, len(stream), width)]
    return [Example(row, np.ones(len(row), bool)) for row in rows if len(row) > 1]


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8") as file:
            yield from enumerate(file, start=1)
    except FileNotFoundError:
        raise UserError(f"there is no file {path}; check the path") from None
    except IsADirectoryError:
        raise UserError(f"{path} is a folder; name a file in it") from None
    except UnicodeDecodeError:
        raise UserError(f"{path} is no UTF-8 text; convert it first") from None


def _conversation(record: dict[str, Any], path: Path, number: int) -> Conversation:
    try:
        return Conversation.model_validate(record)
    except ValidationError as error:
        why = first_fault(error, "the line")
        raise UserError(f"{path}, line {number}: {why}; mend or remove that line") from None


def _encode(conversation: Conversation, tokenizer: "PreTrainedTokenizerBase") -> Example:
    """Tokenize; the template's marks, or failing them its growth message by message, say what the assistant wrote."""
    import numpy as np

    encoded = tokenizer.apply_chat_template(
        conversation.messages, tools=conversation.tools, return_dict=True, return_assistant_tokens_mask=True
    )
    labelled = np.asarray(encoded["assistant_masks"], bool)
    if not labelled.any():
        labelled = _labelled_by_growth(conversation, tokenizer, len(labelled))
    return Example(np.asarray(encoded["input_ids"], np.int32), labelled)


def _labelled_by_growth(conversation: Conversation, tokenizer: "PreTrainedTokenizerBase", count: int) -> "np.ndarray":
    """Return bool [count], true for what each assistant message adds to the rendered text.

    For templates without {% generation %} marks. Where rendering fewer messages gives no beginning of the whole (some
    templates rewrite earlier turns), nothing is labelled.
    """
    import numpy as np

    def render(messages: list[dict[str, Any]], prompt: bool = False) -> str:
        return tokenizer.apply_chat_template(
            messages, tools=conversation.tools, tokenize=False, add_generation_prompt=prompt
        )

    messages, labelled = conversation.messages, np.zeros(count, bool)
    whole = render(messages)
    offsets = np.asarray(tokenizer(whole, add_special_tokens=False, return_offsets_mapping=True)["offset_mapping"])
    for place, message in enumerate(messages):
        if message["role"] != "assistant" or not place or message.get("weight") == 0:
            continue
        start, end = render(messages[:place], prompt=True), render(messages[: place + 1]).rstrip()
        if not (whole.startswith(end) and end.startswith(start)):
            return np.zeros(count, bool)
        labelled |= (offsets[:, 0] >= len(start)) & (offsets[:, 1] <= len(end))
    return labelled


def _text_of(record: dict[str, Any], path: Path, number: int) -> str:
    text = record.get("text", record.get("passage"))
    if not isinstance(text, str) or not text.strip():
        raise UserError(f'{path}, line {number}: "text" is missing or empty; mend or remove that line')
    return text
