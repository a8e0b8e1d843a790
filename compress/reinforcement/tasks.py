"""Conversations as tasks: what the model is given as tokens, and how what it says is judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Self

from compress.home import UserError
from compress.rating.judge import Item, item_of

if TYPE_CHECKING:
    import numpy as np
    from transformers import PreTrainedTokenizerBase

    from compress.data.conversations import Conversation


@dataclass(frozen=True)
class Task:
    """A conversation cut before its last reply: its tokens, and what that reply should be."""

    prompt: list[int]
    item: Item


@dataclass(frozen=True)
class Tasks:
    """A batch of tasks, as the training loop hands it on."""

    tasks: Sequence[Task]

    def to(self, device: object) -> Self:
        """Return the same: prompts become tensors where they are completed."""
        return self

    @property
    def tokens(self) -> int:
        """How many tokens the prompts have together."""
        return sum(len(task.prompt) for task in self.tasks)


def tasks_of(
    conversations: Sequence["Conversation"], tokenizer: "PreTrainedTokenizerBase", max_tokens: int
) -> list[Task]:
    """Return the tasks whose prompt has at most `max_tokens` tokens; raises `UserError` where none has."""
    items = [item_of(conversation) for conversation in conversations]
    prompts = (
        tokenizer.apply_chat_template(item.messages, tools=item.tools, add_generation_prompt=True, return_dict=True)
        for item in items
    )
    found = [Task(prompt["input_ids"], item) for prompt, item in zip(prompts, items, strict=True)]
    kept = [task for task in found if len(task.prompt) <= max_tokens]
    if not kept:
        raise UserError(f"no conversation leaves room for a reply within {max_tokens} tokens; raise max_tokens")
    return kept


def some_of_each(conversations: Sequence["Conversation"], count: int, seed: int) -> list["Conversation"]:
    """Return at most `count` conversations of each group, drawn by the seed, in their own order."""
    import numpy as np

    places: dict[str, list[int]] = {}
    for place, conversation in enumerate(conversations):
        places.setdefault(conversation.group or "", []).append(place)
    generator = np.random.default_rng(seed)
    kept = [generator.permutation(places[name])[:count] for name in sorted(places)]
    return [conversations[place] for place in sorted(np.concatenate(kept).tolist())]


class TaskFeed:
    """Batches of tasks by step, each group as often as any other, in an order that the seed decides.

    A group's tasks each come once before any comes again. `rows` tasks a batch and process.
    """

    def __init__(self, tasks: Sequence[Task], rows: int, seed: int, processes: int = 1) -> None:
        named = sorted({task.item.group or "" for task in tasks})
        self._groups = [[task for task in tasks if (task.item.group or "") == name] for name in named]
        self._rows, self._seed, self._processes = rows, seed, processes
        self._order = lru_cache(maxsize=2 * len(self._groups))(self._shuffled)
        self.batches_per_epoch = -(-len(tasks) // (rows * processes))

    def batch(self, index: int, process: int = 0) -> Tasks:
        """Return the batch at place `index` of an endless stream, this process's rows of it."""
        first = (index * self._processes + process) * self._rows
        return Tasks([self._task(number) for number in range(first, first + self._rows)])

    def _task(self, number: int) -> Task:
        turn, group = divmod(number, len(self._groups))
        members = self._groups[group]
        epoch, place = divmod(turn, len(members))
        return members[self._order(group, epoch)[place]]

    def _shuffled(self, group: int, epoch: int) -> "np.ndarray":
        import numpy as np

        return np.random.default_rng([self._seed, group, epoch]).permutation(len(self._groups[group]))
