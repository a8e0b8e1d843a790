"""Plain arithmetic of datasets, parsed and written in the one form that the training data keeps to."""

import ast
import re

from compress.rating.scores import arithmetic_value

_SIGNS = {ast.Add: ("+", 1), ast.Sub: ("-", 1), ast.Mult: ("*", 2), ast.Div: ("/", 2)}


def parse(text: str) -> ast.expr | None:
    """Parse plain arithmetic; None for anything else."""
    text = re.sub(r"([\d.]+)\s*%", r"(\1/100)", text.replace(",", "").replace("$", ""))
    text = re.sub(r"(?<![\d.])0+(?=\d)", "", text)
    try:
        return ast.parse(text.strip(), mode="eval").body if arithmetic_value(text) is not None else None
    except SyntaxError:
        return None


def write(tree: ast.expr) -> str | None:
    """Write a tree with + - * / and as few brackets as it needs, whole numbers without `.0`; None for other trees."""
    try:
        return _text(tree, 0)
    except ValueError:
        return None


def _text(tree: ast.expr, weakest: int) -> str:
    if isinstance(tree, ast.Constant):
        text = str(tree.value)
        return text.removesuffix(".0")
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub):
        return f"-{_text(tree.operand, 3)}"
    if isinstance(tree, ast.BinOp) and type(tree.op) in _SIGNS:
        sign, binding = _SIGNS[type(tree.op)]
        right = binding if sign in "+*" and _same(tree.right, sign) else binding + 1
        after = _text(tree.right, right)
        after = f"({after})" if after.startswith("-") else after
        text = f"{_text(tree.left, binding)} {sign} {after}"
        return f"({text})" if binding < weakest else text
    raise ValueError("no plain arithmetic")


def _same(tree: ast.expr, sign: str) -> bool:
    """Tell whether a tree joins its parts by the same sign, so that brackets around it change nothing."""
    return isinstance(tree, ast.BinOp) and _SIGNS.get(type(tree.op), ("", 0))[0] == sign
