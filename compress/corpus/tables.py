"""Two tools in a row: find figures in the documents, then calculate with them.

    system → question → search_documents → passages → calculate("(1350 - 1200) / 1200 * 100") → "12.5"
    → "The revenue … rose by 12.5 % from 2021 to 2022 [1]: (1350 - 1200) / 1200 * 100 = 12.5"

Beside these stand look-ups, so that a table does not mean a calculation, and questions whose figures are not
all there.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from compress.corpus import assistant, grids, table_sums, table_tasks
from compress.corpus.expressions import parse, write
from compress.corpus.items import Passage, Reading
from compress.corpus.passages_text import show
from compress.corpus.sums import evaluate, result_text, style
from compress.corpus.table_tasks import Task

_LOOK_UPS, _MISSING, _COMPARISONS = 0.3, 0.15, 0.15  # of the conversations
_DISTRACTORS = (0, 1, 1, 2, 2, 3)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")
_WHAT = re.compile(r"What (is|was|are|were) (?:the )?(.+?)\s*\?$", re.IGNORECASE)
_CONSTANTS = {Fraction(n) for n in (1, 2, 3, 4, 5, 100)}


@dataclass(frozen=True)
class Scene:
    """What a conversation is made of: the passages as shown, and the numbers of those that hold the figures."""

    question: str
    passages: list[Passage]
    marks: tuple[int, ...]


def two_tools(rng: random.Random, count: int) -> Iterator[dict[str, Any]]:
    """Yield `count` conversations about invented documents with figures: calculations, look-ups and refusals."""
    for _ in range(count):
        chance = rng.random()
        family = rng.choice(grids.families())
        owners = _owners(family, rng)
        grid = grids.draw_grid(family, owners[0], rng)
        others = [grids.draw_grid(family, owner, rng, like=grid) for owner in owners[1:]]
        if chance < _MISSING:
            yield _refused(grid, others, rng)
        elif chance < _MISSING + _LOOK_UPS:
            yield _conversation(table_tasks.look_up(grid, rng), grid, others[: rng.choice(_DISTRACTORS)], rng)
        elif chance < _MISSING + _LOOK_UPS + _COMPARISONS:
            task = table_tasks.compare(grid, others[0], rng)
            yield _conversation(task, grid, others[: rng.randint(1, 3)], rng)
        else:
            yield _conversation(table_sums.compute(grid, rng), grid, others[: rng.choice(_DISTRACTORS)], rng)


def computed(reading: Reading, distractors: tuple[Passage, ...], rng: random.Random) -> dict[str, Any] | None:
    """Return a conversation for a reading with a derivation; None where its numbers are not all in its passages.

    The derivation must come to the gold answer: as it is, or times 100 where that is a percentage.
    """
    expression, unit = _derived(reading)
    asked = _WHAT.fullmatch(" ".join(reading.question.split()))
    if expression is None or asked is None:
        return None
    passages = [*reading.passages, *distractors]
    order = rng.sample(range(len(passages)), len(passages))
    wanted = _numbers(expression) - _CONSTANTS
    holding = [place for place, passage in enumerate(reading.passages) if wanted & _numbers(passage.text)]
    found = set().union(*(_numbers(reading.passages[place].text) for place in holding))
    if not wanted or not wanted <= found:
        return None
    marks = tuple(sorted(order.index(place) + 1 for place in holding))
    scene = Scene(reading.question, [passages[place] for place in order], marks)
    verb, subject = asked[1].lower(), asked[2]
    answer = f"the {subject} {verb} {{value}}" + (f" {unit}" if unit else "")
    return _calculated(scene, Task(reading.question, answer, unit, expression), "two tools: report", rng)


def value_shown(value: Fraction) -> str:
    """Write a result for a sentence: exact with up to two decimals, else `about` and rounded."""
    number = Decimal(value.numerator) / Decimal(value.denominator)
    places = 2 if abs(number) >= Decimal("0.1") or not number else 2 - number.adjusted()
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{rounded.normalize():f}"
    return text if Fraction(text) == value else f"about {text}"


def _conversation(task: Task, grid: grids.Grid, others: list[grids.Grid], rng: random.Random) -> dict[str, Any]:
    """Return a look-up or a calculation, its passages shuffled."""
    written = [grids.passage(one, rng) for one in (grid, *others)]
    order = rng.sample(range(len(written)), len(written))
    marks = tuple(sorted(order.index(place) + 1 for place in task.used))
    scene = Scene(task.question, [written[place] for place in order], marks)
    if task.expression is not None:
        return _calculated(scene, task, "two tools", rng)
    text = scene.passages[marks[0] - 1].text
    value = next(shown for shown in (grids.shown(task.value, True), task.value) if shown in text)
    chosen = style(rng)
    brief = f"{value} {task.unit}".rstrip()
    said = f"{brief} [{marks[0]}]" if chosen == "brief" else f"{_sentence(task.answer, value)} [{marks[0]}]."
    messages = [*_searched(scene, chosen), assistant.said(said)]
    return _finished(messages, [value], "answer", "table look-up")


def _calculated(scene: Scene, task: Task, group: str, rng: random.Random) -> dict[str, Any]:
    expression, chosen = str(task.expression), style(rng)
    result = result_text(expression)
    value = Fraction(evaluate(expression))
    # "fell by" says the sign already
    value = abs(value) if " fell by " in task.answer else value
    shown, marks = value_shown(value), " ".join(f"[{mark}]" for mark in scene.marks)
    full = f"{_sentence(task.answer, shown)} {marks}: {expression} = {result}"
    said = " ".join(filter(None, (shown, task.unit, marks))) if chosen == "brief" else full
    messages = [
        *_searched(scene, chosen),
        assistant.called("calculate", expression=expression),
        assistant.returned(result),
        assistant.said(said),
    ]
    return _finished(messages, [shown.removeprefix("about ")], "answer", group)


def _refused(grid: grids.Grid, others: list[grids.Grid], rng: random.Random) -> dict[str, Any]:
    """Ask for what only the last of the other documents would hold, or none, and show all but that one."""
    *near, absent = others
    task = table_tasks.missing(grid, absent, rng)
    passages = [grids.passage(one, rng) for one in (grid, *near[: rng.choice(_DISTRACTORS)])]
    rng.shuffle(passages)
    messages = [*_searched(Scene(task.question, passages, ()), style(rng)), assistant.said(assistant.refusal())]
    return _finished(messages, [], "refusal", "figures missing")


def _sentence(answer: str, value: str) -> str:
    """Fill a value in, its unit perhaps empty, and begin with a capital."""
    text = " ".join(answer.format(value=value).split())
    return text[0].upper() + text[1:]


def _searched(scene: Scene, chosen: assistant.Style) -> list[assistant.Message]:
    return [
        assistant.system(chosen),
        assistant.asked(scene.question),
        assistant.called(assistant.SEARCH, query=scene.question),
        assistant.returned(show(scene.passages)),
    ]


def _finished(messages: list[assistant.Message], answers: Sequence[str], kind: str, group: str) -> dict[str, Any]:
    return {
        "messages": messages,
        "tools": assistant.tools(),
        "answers": list(answers),
        "kind": kind,
        "group": group,
    }


def _owners(family: grids.Family, rng: random.Random) -> list[str]:
    """Invent five owners, no two alike."""
    owners: dict[str, None] = {}
    while len(owners) < 5:
        owners[grids.draw_owner(family, rng)] = None
    return list(owners)


def _derived(reading: Reading) -> tuple[str | None, str]:
    """Return (expression, unit) of a reading's derivation; (None, "") where it does not come to the answer."""
    derivation = (reading.derivation or "").translate(str.maketrans("[]{}–−×÷", "()()--*/"))
    tree = parse(derivation)
    expression = write(tree) if tree is not None else None
    gold = re.fullmatch(r"\s*\$?(-?[\d,]*\.?\d+)\s*(.*?)\s*", reading.answers[0]) if reading.answers else None
    if expression is None or gold is None or not re.search(r"\d [-+*/] ", expression):
        return None, ""
    answer, unit = Fraction(gold[1].replace(",", "")), gold[2].replace("percent", "%")
    for times, text in ((1, expression), (100, f"{expression} * 100")):
        if times == 100 and re.search(r"^[^()]*[+-] [^()]*$", expression):
            text = f"({expression}) * 100"
        try:
            value = evaluate(text)
        except ValueError:
            return None, ""
        if abs(Fraction(value) - answer) <= Fraction(1, 100) and (
            times == 1 or unit == "%" or "percent" in reading.question
        ):
            return text, "%" if times == 100 else unit
    return None, ""


def _numbers(text: str) -> set[Fraction]:
    return {Fraction(number.replace(",", "").rstrip(".")) for number in _NUMBER.findall(text)}
