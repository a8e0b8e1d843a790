"""Word problems of open datasets, each with one expression for the calculator.

GSM8K (Cobbe et al., "Training Verifiers to Solve Math Word Problems", 2021) marks its steps `<<48/2=24>>`: they are
put together into one expression by putting each step in the place of its result. MAWPS (Koncel-Kedziorski et al.,
"MAWPS: A Math Word Problem Repository", 2016) has an equation. Only what works out to the
dataset's own answer is kept.
"""

import ast
import hashlib
import json
import random
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from compress.corpus.expressions import parse, write
from compress.corpus.sums import calculation, style
from compress.rating.scores import arithmetic_value

MOST_OPERATIONS = 4
_CONSTANTS = {Fraction(n) for n in (1, 2, 3, 4, 5, 7, 10, 12, 24, 30, 52, 60, 100, 365, 1000)}
_HELD_OUT = 20  # one in so many GSM8K problems is held out
_STEP = re.compile(r"<<([^=<>]+)=([^<>]+)>>")
_NUMBER = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_WORDS = (
    "", "one once single first", "two twice double both pair half second", "three triple thrice third",
    "four quarter fourth", "five fifth", "six sixth", "seven week", "eight", "nine", "ten", "eleven", "twelve dozen",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_IN_WORDS = {word: value for value, words in enumerate(_WORDS) for word in words.split()}
_TRAIN_FILES = ("mawps_trainset.json", "mawps_validset.json")
_SINGLE_TRAIN_FILES = ("mawps-single_trainset.json", "mawps-single_validset.json")
_TEST_FILES = ("mawps_testset.json", "mawps-single_testset.json")


def problems(folder: Path, rng: random.Random) -> Iterator[dict[str, Any]]:
    """Yield conversations with a key "split": train or test; `folder` holds gsm8k/ and mawps/ as published.

    MAWPS's two test sets are the test; GSM8K gives one in twenty, by a hash of the question. No question is twice.
    Files that are not there are skipped.
    """
    seen: set[str] = set()
    for source, split, question, expression in _all(folder):
        key = normalised(question)
        if key not in seen:
            seen.add(key)
            group = f"word problems: {source}"
            yield {**calculation(question, expression, style(rng), group), "split": split}


def normalised(question: str) -> str:
    """Return a question's letters and digits alone: the same problem is published spaced in two ways."""
    return re.sub(r"\W+", "", question.lower())


def gsm8k(record: dict[str, str]) -> str | None:
    """Return one expression for a record's marked steps; None where they do not make a short one with its answer."""
    answer = _fraction(record["answer"].rpartition("####")[2])
    given = _given(record["question"])
    expression = composed(_STEP.findall(record["answer"]), given, answer) if answer is not None else None
    return checked(expression, record["question"], answer)


def composed(steps: list[tuple[str, str]], given: set[Fraction], answer: Fraction) -> str | None:
    """Put each step in the place of its result in later ones, and return the expression of the last.

    None where it is not certain which number is meant: a step's result that the question gives as well, or that two
    steps have, or a step that no later one uses.
    """
    trees: dict[Fraction, ast.expr] = {}
    used: set[Fraction] = set()
    last = None
    for left, right in steps:
        value, tree = _fraction(right), parse(left)
        if value is None or tree is None or arithmetic_value(ast.unparse(tree)) != value:
            return None
        last = _Substitution(trees, used).visit(tree)
        if value in trees:
            return None
        trees = {**trees, value: last}
    if last is None or used & given or used != trees.keys() - {answer}:
        return None
    return write(last)


def mawps(record: dict[str, Any]) -> tuple[str, str | None]:
    """Return (question, expression or None) of a record of either MAWPS layout."""
    question = untokenised(record.get("original_text") or record["sQuestion"])
    equation = record.get("equation") or record["lEquations"][0]
    answer = _fraction(str(record["ans"] if "ans" in record else record["lSolutions"][0]))
    sides = [side.strip() for side in equation.split("=")]
    formula = [side for side in sides if side.lower() != "x"]
    tree = parse(formula[0]) if len(sides) == 2 and len(formula) == 1 else None
    return question, checked(write(tree), question, answer) if tree is not None else None


def untokenised(text: str) -> str:
    """Undo the spaces that a tokeniser put before punctuation and inside `$ 3.00` and `don 't`."""
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"\s+([.,;:!?%)])", r"\1", text)
    text = re.sub(r"([$(])\s+", r"\1", text)
    text = re.sub(r"\s+('(?:s|t|re|ve|ll|d|m)\b)", r"\1", text)
    text = re.sub(r"(?<=n) 't\b", "'t", re.sub(r"(?<=[a-z]) n't\b", "n't", text))
    return re.sub(r"([.?!])(?=[A-Z])", r"\1 ", text)


def checked(expression: str | None, question: str, answer: Fraction | None) -> str | None:
    """Return the expression if it has the answer, few operations, and no number that the question does not give."""
    if expression is None or answer is None:
        return None
    value = arithmetic_value(expression)
    operations = len(re.findall(r"[-+*/] ", expression))
    close = value is not None and abs(value - answer) <= abs(answer) / 10**6
    if not close or not 1 <= operations <= MOST_OPERATIONS:
        return None
    numbers = {Fraction(number) for number in _NUMBER.findall(expression)}
    if any(len(number) > 9 for number in _NUMBER.findall(expression)):
        return None
    return expression if numbers - _CONSTANTS <= _given(question) else None


class _Substitution(ast.NodeTransformer):
    """Puts earlier steps in the place of their results."""

    def __init__(self, trees: dict[Fraction, ast.expr], used: set[Fraction]) -> None:
        self._trees = trees
        self._used = used

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        value = Fraction(str(node.value))
        if value not in self._trees:
            return node
        self._used.add(value)
        return self._trees[value]


def _all(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    """Yield (source, split, question, expression), all test problems first, so that none is trained on."""
    tests = [("mawps", "test", *mawps(record)) for name in _TEST_FILES for record in _json(folder / "mawps" / name)]
    shut_out = {normalised(question) for _, _, question, _ in tests}
    yield from (problem for problem in tests if problem[3])
    for name in (*_TRAIN_FILES, *_SINGLE_TRAIN_FILES):
        for record in _json(folder / "mawps" / name):
            question, expression = mawps(record)
            if expression and normalised(question) not in shut_out:
                yield "mawps", "train", question, expression
    path = folder / "gsm8k" / "train.jsonl"
    if not path.exists():
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if (expression := gsm8k(record)) and normalised(record["question"]) not in shut_out:
                yield "gsm8k", split_of(record["question"]), " ".join(record["question"].split()), expression


def split_of(question: str) -> str:
    """Return train or test, the same at every run."""
    digest = hashlib.sha256(normalised(question).encode()).digest()
    return "train" if digest[0] * 256 + digest[1] >= 65_536 // _HELD_OUT else "test"


def _json(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text("utf-8")) if path.exists() else []


def _fraction(text: str) -> Fraction | None:
    try:
        return Fraction(text.strip().replace(",", "").replace("$", "").rstrip("%"))
    except (ValueError, ZeroDivisionError):
        return None


def _given(question: str) -> set[Fraction]:
    """Return the numbers in a question: digits, words to twenty, and parts such as 1/2 or 20%."""
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", question)
    found = {Fraction(number) for number in _NUMBER.findall(plain)}
    found |= {number / 100 for number in found}
    return found | {Fraction(_IN_WORDS[word]) for word in re.findall(r"[a-z]+", plain.lower()) if word in _IN_WORDS}
