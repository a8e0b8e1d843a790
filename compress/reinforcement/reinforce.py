"""Reinforcement learning: a tuned model tries tasks several times over and learns from what its replies are worth.

    python -m compress reinforce smollm2-135m --name tried --data train.jsonl --groups "brief,full,absent,near miss" \\
        --method lora --adapter compress/pretrained/footnote-teacher --each 1500 --tasks 32 --replies 8 --steps 300 \\
        --learning-rate 1e-4 --max-new-tokens 64 --max-tokens 1300 --tokens-per-batch 16384 --keep-in kept/tried

For what no token-by-token loss says: when to refuse, and that a wrong answer in good words is no better than none.
reward.py says what a reply is worth and what its prices do; drawing.py draws replies, objective.py learns from them.
Tasks are the conversations before their last reply; every group of them is tried as often as any other. The loss that
is shown is what the replies fall short of the best reward; rounds.py tells the rest, in `keep_in`/log.jsonl too.

On four GPUs a run each, so that they may differ, here in what is wrong (a wrong answer, a wrong refusal):

    i=0; for prices in "0 0" "-1 -1" "-3 -3" "-3 -2"; do set -- $prices
        CUDA_VISIBLE_DEVICES=$i python -m compress reinforce ... --name tried-$i --keep-in kept/tried-$i \\
            --wrong-answer $1 --wrong-refusal $2 2> tried-$i.txt &
        i=$((i + 1)); done; wait
"""

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from compress import wire
from compress.artifact import Artifact
from compress.data.conversations import conversations_of
from compress.models.loading import check_kind, load_tokenizer
from compress.reinforcement.reward import Prices, Worth, reward
from compress.reinforcement.rounds import Log
from compress.reinforcement.tasks import Task, TaskFeed, some_of_each, tasks_of
from compress.stage import StageContext
from compress.training.tune import Lesson, TuneConfig, fine_tune

if TYPE_CHECKING:
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
    each: int | None = Field(default=None, gt=0, description="at most so many conversations of a group, drawn by seed")
    wrong_answer: float = Field(default=0.0, ge=-4, lt=1, description="worth of one where there is an answer")
    wrong_refusal: float = Field(default=0.0, ge=-4, lt=1, description="worth of refusing where there is an answer")
    graph: bool = Field(default=True, description="CUDA graphs for drawing, where there is a GPU")


def reinforce(parent: Artifact | None, folder: Path, config: ReinforceConfig, context: StageContext) -> Artifact:
    """Let the parent learn from its own replies and write the result to `folder`."""
    parent = check_kind(parent, "decoder", "reinforce")
    tokenizer = load_tokenizer(parent)
    found = [item for path in config.data for item in conversations_of(path, config.groups)]
    conversations = some_of_each(found, config.each, config.seed) if config.each else found
    asked = [item.until_first_reply() if item.group in config.first_calls else item for item in conversations]
    tasks = tasks_of(asked, tokenizer, config.max_tokens - config.max_new_tokens)
    context.say(f"{len(tasks):,} tasks of {len(conversations):,} conversations")

    from compress.reinforcement.objective import RewardObjective

    log = _log(config, context)

    def objective(model: "PreTrainedModel", _wrapped: object) -> RewardObjective:
        return RewardObjective(model, _trying(config, tokenizer, log))

    def feed(tasks: list[Task], _tokens: int, _pad_id: int, seed: int, processes: int) -> TaskFeed:
        return TaskFeed(tasks, config.tasks, seed, processes)

    return fine_tune(parent, folder, config, context, Lesson("reinforce", tasks, objective, feed, log.step))


def _log(config: ReinforceConfig, context: StageContext) -> Log:
    """Return what tells of the rounds; of several processes the first one writes."""
    from accelerate import PartialState

    return Log(
        context.say, config.keep_in / "log.jsonl" if config.keep_in and PartialState().is_main_process else None
    )


def _trying(config: ReinforceConfig, tokenizer: "PreTrainedTokenizerBase", log: Log) -> "Trying":
    import torch

    from compress.reinforcement.objective import Trying
    from compress.training.completion import Sampling
    from compress.training.optimizer import uses_bf16

    end, prices = tokenizer.eos_token_id, Prices(config.wrong_answer, config.wrong_refusal)

    def worth(task: Task, reply: list[int]) -> Worth:
        if not reply or reply[-1] != end:
            return reward(task.item, None, prices)
        said = wire.parse_reply(tokenizer, tokenizer.decode(reply, skip_special_tokens=True))
        return reward(task.item, said, prices)

    how = Sampling(config.max_new_tokens, end, tokenizer.pad_token_id, config.temperature)
    dtype = torch.bfloat16 if uses_bf16(config) else torch.float32
    return Trying(config.replies, how, worth, config.tokens_per_batch, log.round, dtype, config.graph)
