"""What each round of trying came to, told while the run goes on: by it a run is judged before it ends."""

import json
import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compress.reinforcement.reward import Worth
from compress.reinforcement.tasks import Task

_EVERY = 10  # steps that one line on stderr is the mean of


@dataclass(frozen=True)
class Round:
    """Replies to tasks, as tokens, what each was worth and what it gained over the others; seconds that it took."""

    tasks: Sequence[Task]
    replies: Sequence[Sequence[list[int]]]
    worths: Sequence[Sequence[Worth]]
    gains: Sequence[Sequence[float]]
    drawing: float
    judging: float


@dataclass(frozen=True)
class Reply:
    """One reply of a round; `pull` is what it gained if it refused, else 0.

    The mean of all pulls says where a round pushes the model as a whole: above 0 to more refusals of everything.
    """

    group: str
    tokens: int
    worth: float
    refused: bool
    pull: float


class Log:
    """Takes rounds in; after each step it appends a line of JSON to `file`, if any, and now and then says a line.

    Means over all replies of a step, and over those of each group: `reward`, `refused` (share), `pull` (see Reply).
    """

    def __init__(self, say: Callable[[str], None], file: Path | None = None) -> None:
        self._say, self._file = say, file
        self._replies: list[Reply] = []
        self._seconds: dict[str, float] = defaultdict(float)
        self._judged_at = 0.0
        self._recent: deque[tuple[list[Reply], dict[str, float]]] = deque(maxlen=_EVERY)

    def round(self, done: Round) -> None:
        """Take in a round, before it is learnt from."""
        for task, *own in zip(done.tasks, done.replies, done.worths, done.gains, strict=True):
            for tokens, worth, gain in zip(*own, strict=True):
                pull = gain if worth.refused else 0.0
                self._replies.append(Reply(task.item.group or "", len(tokens), worth.value, worth.refused, pull))
        self._seconds["drawing"] += done.drawing
        self._seconds["judging"] += done.judging
        self._judged_at = time.monotonic()

    def step(self, number: int) -> None:
        """Tell of the rounds since the last step, now learnt from."""
        self._seconds["learning"] = time.monotonic() - self._judged_at
        self._recent.append((self._replies, dict(self._seconds)))
        self._replies, self._seconds = [], defaultdict(float)
        if self._file:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"step": number, **_summary([self._recent[-1]])}) + "\n")
        if number % _EVERY == 0 or number == 1:
            self._say(f"step {number}: {_line(_summary(self._recent))}")


def _summary(steps: Sequence[tuple[list[Reply], dict[str, float]]]) -> dict[str, Any]:
    replies = [reply for own, _ in steps for reply in own]
    groups = sorted({reply.group for reply in replies})
    return {
        **_means(replies),
        "tokens": _mean([reply.tokens for reply in replies]),
        "seconds": {name: _mean([seconds[name] for _, seconds in steps]) for name in steps[0][1]},
        "groups": {name: _means([reply for reply in replies if reply.group == name]) for name in groups},
    }


def _means(replies: Sequence[Reply]) -> dict[str, float]:
    return {name: _mean([getattr(reply, own) for reply in replies]) for name, own in _MEANS.items()}


_MEANS = {"reward": "worth", "refused": "refused", "pull": "pull"}


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4)


def _line(found: dict[str, Any]) -> str:
    seconds = ", ".join(f"{name} {value:.2f} s" for name, value in found["seconds"].items())
    of = found["groups"].items()
    groups = "; ".join(f"{name or 'all'} {own['reward']:.2f}, {own['refused']:.0%}" for name, own in of)
    whole = f"reward {found['reward']:.3f}, pull {found['pull']:+.3f}, {found['tokens']:.0f} tokens a reply"
    return f"{whole}; {seconds}; reward and share refused: {groups}"
