"""How one answer is scored: pure functions of texts and calls.

f1("It is Paris [1].", ["Paris"])                                  0.5
same_call({"name": "calculate", "arguments": {"expression": "2*3"}}, ...)   by exact value
"""

import ast
import operator
import re
import string
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_CITATION = re.compile(r"\[(\d{1,3})\]")
_LONGEST_EXPRESSION = 200  # characters; longer ones are compared as text
_LARGEST_EXPONENT = 64
_SIGNS = str.maketrans({"×": "*", "÷": "/", "−": "-", "–": "-", "·": "*", "^": "^"})
_OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def normalise(text: str) -> str:
    """Return a text as SQuAD compares it: no citations, lower case, no punctuation, no articles, single spaces.

    Rajpurkar et al., "SQuAD: 100,000+ Questions for Machine Comprehension of Text" (2016), its evaluation script.
    """
    bare = _CITATION.sub(" ", text).lower()
    bare = "".join(sign for sign in bare if sign not in string.punctuation)
    return " ".join(_ARTICLES.sub(" ", bare).split())


def exact_match(answer: str, golds: Sequence[str]) -> float:
    """Return 1.0 where the answer equals a gold answer after normalisation, else 0.0."""
    return float(any(normalise(answer) == normalise(gold) for gold in golds))


def f1(answer: str, golds: Sequence[str]) -> float:
    """Return the best harmonic mean of word precision and recall over the gold answers, 0 to 1."""
    return max((_f1(normalise(answer).split(), normalise(gold).split()) for gold in golds), default=0.0)


def contains(answer: str, golds: Sequence[str]) -> bool:
    """Tell whether a gold answer's words stand in the answer, together and whole."""
    words = f" {normalise(answer)} "
    return any(f" {bare} " in words for gold in golds if (bare := normalise(gold)))


def word_count(answer: str) -> int:
    """Return how many words an answer has; citations are none."""
    return len(_CITATION.sub(" ", answer).split())


def citations(text: str) -> set[int]:
    """Return the numbers cited as [n]."""
    return {int(number) for number in _CITATION.findall(text)}


def cites_rightly(answer: str, reference: str) -> bool:
    """Tell whether the answer cites at least one passage, and none that the reference does not cite."""
    cited = citations(answer)
    return bool(cited) and cited <= citations(reference)


def same_call(call: Mapping[str, Any], reference: Mapping[str, Any]) -> bool:
    """Tell whether a call does what the reference call does; both {"name", "arguments"}.

    A search is right by its name alone: many queries find the same passage. Every other tool must get the same
    arguments: expressions are compared by exact value where they have one, all else as text without case and spaces.
    """
    if call.get("name") != reference.get("name"):
        return False
    if str(reference["name"]).startswith("search"):
        return True
    ours, theirs = call.get("arguments") or {}, reference.get("arguments") or {}
    return ours.keys() == theirs.keys() and all(_same_argument(ours[key], theirs[key]) for key in theirs)


def arithmetic_value(expression: str) -> Fraction | None:
    """Return the exact value of + - * / ^ ** and brackets, "of" and %; None for anything else or anything big.

    A percentage is a hundredth, but after + or - calculators disagree about what it is of: that gives None.
    """
    text = expression.translate(_SIGNS).replace("^", "**").replace("$", "").strip().rstrip("=").strip()
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    if len(text) > _LONGEST_EXPRESSION or re.search(r"[+-]\s*[\d.]+\s*%", text):
        return None
    text = re.sub(r"%\s*of\b", "/100*", text)
    text = re.sub(r"([\d.]+)\s*%", r"(\1/100)", text)
    try:
        return _value(ast.parse(text, mode="eval").body)
    except (SyntaxError, ValueError, ZeroDivisionError, RecursionError, MemoryError):
        return None


def _value(node: ast.expr) -> Fraction:
    """Return the value of a syntax tree; raises ValueError for anything that is not plain arithmetic."""
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
        return Fraction(str(node.value))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        return -_value(node.operand) if isinstance(node.op, ast.USub) else _value(node.operand)
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_value(node.left), _value(node.right))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        base, exponent = _value(node.left), _value(node.right)
        if exponent.denominator == 1 and abs(exponent) <= _LARGEST_EXPONENT and abs(base) < 10**12:
            return base**exponent
    raise ValueError("no plain arithmetic")


def _same_argument(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, str) and isinstance(theirs, str):
        values = arithmetic_value(ours), arithmetic_value(theirs)
        if None not in values:
            return values[0] == values[1]
    return _plain(ours) == _plain(theirs)


def _plain(argument: Any) -> str:
    return "".join(str(argument).lower().split())


def _f1(words: list[str], gold: list[str]) -> float:
    if not words or not gold:
        return float(words == gold)
    common = sum((Counter(words) & Counter(gold)).values())
    return 2 * common / (len(words) + len(gold))
