"""What `evaluate` does: open one assistant after another, ask the file's questions, and tell the result."""

import gc
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from chatbot.agent import Assistant
from chatbot.rating.comparison import compare, table
from chatbot.rating.evaluation import Item, Outcome, evaluate, read_items, report
from chatbot.rating.scoring import summary
from chatbot.settings import Settings
from compress.console import progress, say
from compress.home import Stopped, UserError

Result = tuple[dict[str, Any], str]  # what --json prints, and what is read


def assess(file: Path, settings: Settings) -> Result:
    """Ask every question of a file. Raises `UserError` where the file, the model or the collection is no good."""
    outcomes, scores = _ask(_items(file), settings)
    return _with_misses(outcomes, scores), report(outcomes, scores)


def assess_both(file: Path, first: Settings, second: Settings) -> Result:
    """Ask every question twice, the second assistant loaded when the first is gone, and compare."""
    items = _items(file)
    if (first.model, first.mode) == (second.model, second.mode):
        raise UserError("both sides are the same; give another model to --against or another mode to --against-mode")
    before, scores = _ask(items, first)
    gc.collect()  # a loaded model sits in reference cycles, and two may not fit
    after, others = _ask(items, second)
    compared = compare(before, after)
    names = tuple(f"{each['model']} ({each['mode']} mode)" for each in (scores, others))
    result = _with_misses(before, scores) | {"against": _with_misses(after, others), "comparison": compared}
    return result, table(compared, names)


def _items(file: Path) -> list[Item]:
    items = read_items(file)
    if not items:
        raise UserError(f"{file} has no questions; add at least one")
    return items


def _ask(items: Sequence[Item], settings: Settings) -> tuple[list[Outcome], dict[str, Any]]:
    assistant = Assistant.open(settings, say)
    outcomes = []
    try:
        with progress(f"asking {settings.model}", len(items)) as bar:
            for outcome in evaluate(assistant, items):
                outcomes.append(outcome)
                bar.advance(0)
    except KeyboardInterrupt:
        asked = f"{len(outcomes)} of {len(items)} were asked"
        raise Stopped(f"a score wants every question, and {asked}: nothing is kept") from None
    return outcomes, summary(outcomes) | {"model": settings.model, "mode": assistant.mode}


def _with_misses(outcomes: Sequence[Outcome], scores: dict[str, Any]) -> dict[str, Any]:
    return scores | {"misses": [outcome.model_dump() for outcome in outcomes if not outcome.passed]}
