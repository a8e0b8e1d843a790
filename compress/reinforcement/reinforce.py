"""Reinforcement learning: a tuned model tries tasks several times over and learns from what its replies are worth.

    python -m compress reinforce footnote-teacher --name footnote-teacher-tried --data train.jsonl --method lora \
        --groups "brief,full,absent,near miss" --steps 200 --learning-rate 2e-4

For what no token-by-token loss says: when to refuse, and that a wrong answer in good words is no better than none.
reward.py says what a reply is worth, objective.py how that is learnt. Tasks are the conversations before their last
reply; every group of them is tried as often as any other. The loss that is shown is what the replies fall short of the
best reward.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from compress import wire
from compress.artifact import Artifact
from compress.data.conversations import conversations_of
from compress.models.loading import check_kind, load_tokenizer
from compress.reinforcement.reward import reward
from compress.reinforcement.tasks import Task, TaskFeed, tasks_of
from compress.stage import StageContext
from compress.training.tune import Lesson, TuneConfig, fine_tune

if TYPE_CHECKING:
    from peft import PeftModel
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

    from compress.reinforcement.objective import Trying


class ReinforceConfig(TuneConfig):
    """Settings of learning from rewards; `tokens_per_batch` is what is read at once of the replies learnt from."""

    groups: tuple[str, ...] = Field(default=(), description="only conversations of these groups")
    first_calls: tuple[str, ...] = Field(default=(), description="groups whose first reply, a call, is tried")
    tasks: int = Field(default=64, gt=0, description="tried for one step, each process")
    replies: int = Field(default=8, gt=1, description="to each task")
    temperature: float = Field(default=1.0, gt=0, description="at which replies are drawn")
    max_new_tokens: int = Field(default=80, gt=0, description="of a reply; one that does not end is worth nothing")
    drawn_together: int = Field(default=512, gt=0, description="replies; fewer need less memory")


def reinforce(parent: Artifact | None, folder: Path, config: ReinforceConfig, context: StageContext) -> Artifact:
    """Let the parent learn from its own replies and write the result to `folder`."""
    parent = check_kind(parent, "decoder", "reinforce")
    tokenizer = load_tokenizer(parent)
    conversations = [item for path in config.data for item in conversations_of(path, config.groups)]
    asked = [item.until_first_reply() if item.group in config.first_calls else item for item in conversations]
    tasks = tasks_of(asked, tokenizer, config.max_tokens - config.max_new_tokens)
    context.say(f"{len(tasks):,} tasks of {len(conversations):,} conversations")

    from compress.models.adapters import merged_for_use
    from compress.reinforcement.objective import RewardObjective

    def objective(model: "PreTrainedModel", wrapped: "PeftModel | None") -> RewardObjective:
        merged = partial(merged_for_use, wrapped) if wrapped else nullcontext
        return RewardObjective(model, _trying(config, tokenizer, merged))

    def feed(tasks: list[Task], _tokens: int, _pad_id: int, seed: int, processes: int) -> TaskFeed:
        return TaskFeed(tasks, config.tasks, seed, processes)

    return fine_tune(parent, folder, config, context, Lesson("reinforce", tasks, objective, feed))


def _trying(
    config: ReinforceConfig, tokenizer: "PreTrainedTokenizerBase", merged: Callable[[], AbstractContextManager[None]]
) -> "Trying":
    from compress.reinforcement.objective import Trying
    from compress.training.completion import Sampling

    end, pad = tokenizer.eos_token_id, tokenizer.pad_token_id

    def worth(task: Task, reply: list[int]) -> float:
        if not reply or reply[-1] != end:
            return 0.0
        return reward(task.item, wire.parse_reply(tokenizer, tokenizer.decode(reply, skip_special_tokens=True)))

    how = Sampling(config.max_new_tokens, end, pad, config.temperature, config.drawn_together)
    return Trying(config.replies, how, worth, config.tokens_per_batch, merged)
