"""Equations in words: whole numbers are drawn, and what makes the equations of riddles.txt true of them.

"A number doubled plus 6 is 106. What is it?" → 2x + 6 = 106 → x = 50
"""

import random
import re
from fractions import Fraction

from compress.corpus import drawn
from compress.corpus.sums import Sum, roughly, wordings
from compress.rating.scores import arithmetic_value

_COMPUTED = re.compile(r"\{(c\d?)\}")
_PRODUCT = re.compile(r"(?<=[\d)])(?=[xy(])|(?<=[xy])(?=\()")  # where a times sign is left out
_SOME_LETTERS = re.compile(r"[xy]")


def riddle(rng: random.Random) -> tuple[str, str, str]:
    """Return a question, its equation, or two between commas, and the solution as the chat's solver writes it."""
    meaning = rng.choice(wordings("riddles.txt"))
    question, equation, solution = riddle_of(meaning, rng.choice(meaning.wordings), rng)
    return roughly(question, rng), equation, solution


def riddle_of(meaning: Sum, wording: str, rng: random.Random) -> tuple[str, str, str]:
    """Return question, equation and solution of a meaning of riddles.txt and one of its wordings."""
    letters = drawn.slots(meaning.expression) | drawn.slots(wording)
    letters = {name: letter for name, letter in letters.items() if name[0] != "c"}
    while True:
        texts = drawn.draw_all(letters, rng)
        plain = {name: text for name, (_, text) in texts.items()}
        roots = {"x": rng.randint(2, 50), "y": rng.randint(2, 50)}
        results = _results(meaning.expression, plain, roots)
        in_order = not meaning.falling or roots["x"] > roots["y"]
        if results is not None and in_order and _one_solution(drawn.fill(meaning.expression, plain | results)):
            break
    question = drawn.fill(wording, {name: text for name, (text, _) in texts.items()} | results)
    question = drawn.sentences(question) if wording[-1] in "?." else question
    equation = drawn.fill(meaning.expression, plain | results)
    if "y" in equation:
        return question, equation, f"x = {roots['x']}, y = {roots['y']}"
    return question, equation, " or ".join(f"x = {root}" for root in _solutions(equation, roots["x"]))


def _results(expression: str, plain: dict[str, str], roots: dict[str, int]) -> dict[str, str] | None:
    """Return what makes each equation true, a whole number above zero; None where nothing does."""
    results = {}
    for equation in expression.split(", "):
        name = _COMPUTED.search(equation)
        left = _excess(drawn.fill(equation, plain | {name[1]: "0"} if name else plain), roots)
        if left.denominator != 1 or (left <= 0 if name else left != 0):
            return None
        if name:
            results[name[1]] = str(left)
    return results


def _one_solution(equations_: str) -> bool:
    """Tell whether two equations in x and y meet in one point."""
    if "y" not in equations_:
        return True
    steps = []
    for equation in equations_.split(", "):
        start, *others = (_excess(equation, {"x": x, "y": y}) for x, y in ((0, 0), (1, 0), (0, 1)))
        steps.append([other - start for other in others])
    (a, b), (c, d) = steps
    return a * d != b * c


def _solutions(equation: str, root: int) -> list[Fraction]:
    """Return the root and, where the equation is quadratic, the other one, in order."""
    at = [_excess(equation, {"x": value}) for value in (0, 1, 2)]
    square = (at[2] - 2 * at[1] + at[0]) / 2
    both = {Fraction(root), -(at[1] - at[0] - square) / square - root} if square else {Fraction(root)}
    return sorted(both)


def _excess(equation: str, roots: dict[str, int]) -> Fraction:
    """Return left side minus right side, for these values of the letters."""
    text = _SOME_LETTERS.sub(lambda found: f"({roots[found[0]]})", _PRODUCT.sub("*", equation))
    left, right = (arithmetic_value(side) for side in text.split(" = "))
    return left - right
