"""Arithmetic as people type it → a small syntax tree. Parses only: what a tree is worth, `calculator` says.

Nothing is ever evaluated by Python: the tree can hold numbers, known names and the operators below, no more.
`render` turns a tree back into text in one fixed form; parsing that text gives the same tree again.

The grammar, weakest binding first (`of` and a missing sign, as in `2(3 + 4)`, count as ×):
    sum: product (("+" | "-") product)*        product: signed (("*" | "/" | "mod" | "of") signed)*
    signed: "-" signed | power                 power: postfix ("^" signed)?       postfix: atom ("!" | "%" | "°")*
    atom: number | name | name "(" sum ("," sum)* ")" | name atom | "(" sum ")"
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from chatbot.mathematics.tokens import CalculationError, Token, tokenize

MAX_DEPTH = 60

_SUM = {"+", "-"}
_PRODUCT = {"*", "/", "mod", "of"}
_POSTFIX = {"!", "%", "°"}
_BINDING = {"+": 1, "-": 1, "*": 2, "/": 2, "mod": 2, "of": 2, "^": 4}
_SIGN_BINDING, _POSTFIX_BINDING, _ATOM_BINDING = 3, 5, 6


@dataclass(frozen=True)
class Number:
    """A literal: its exact value and its digits without thousands separators."""

    value: Fraction
    text: str


@dataclass(frozen=True)
class Name:
    """A constant, or an unknown of an equation."""

    name: str


@dataclass(frozen=True)
class Unary:
    """`-` before its operand; `!`, `%` or `°` after it."""

    op: str
    operand: Tree


@dataclass(frozen=True)
class Binary:
    """`+ - * / ^ mod of` between two operands."""

    op: str
    left: Tree
    right: Tree


@dataclass(frozen=True)
class Call:
    """A named function with its arguments."""

    name: str
    args: tuple[Tree, ...]


Tree = Number | Name | Unary | Binary | Call


def parse(text: str, *, unknowns: bool = False) -> Tree:
    """Parse one expression; raise `CalculationError` with a sentence that says what to change.

    With `unknowns` any other name is an unknown of an equation, and `x` is never read as ×.
    """
    return _Parser(tokenize(text, unknowns=unknowns)).parse()


def render(tree: Tree, weakest: int = 0) -> str:
    """Write a tree as text with as few brackets as its meaning allows."""
    match tree:
        case Number(_, text):
            return text
        case Name(name):
            return name
        case Call(name, args):
            return f"{name}({', '.join(render(arg) for arg in args)})"
        case Unary("-", operand):
            text, binding = "-" + render(operand, _SIGN_BINDING), _SIGN_BINDING
        case Unary(op, operand):
            text, binding = render(operand, _POSTFIX_BINDING) + op, _POSTFIX_BINDING
        case Binary("^", base, exponent):
            text, binding = f"{render(base, _POSTFIX_BINDING)} ^ {render(exponent, _SIGN_BINDING)}", _BINDING["^"]
        case Binary(op, left, right):
            binding = _BINDING[op]
            text = f"{render(left, binding)} {op} {render(right, binding + 1)}"
    return f"({text})" if binding < weakest else text


class _Parser:
    """Recursive descent over tokens; `_deeper` bounds the recursion and so the depth of the tree."""

    ends: ClassVar[Token] = Token("end", "the end")

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    def parse(self) -> Tree:
        tree = self.sum()
        if self.next.kind != "end":
            raise CalculationError(_unexpected(self.next, after=self.tokens[self.at - 1]))
        return tree

    @property
    def next(self) -> Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else self.ends

    def take(self) -> Token:
        token = self.next
        self.at += 1
        return token

    def sum(self) -> Tree:
        self._deeper()
        tree = self.product()
        while self.next.text in _SUM:
            tree = Binary(self.take().text, tree, self.product())
        self.depth -= 1
        return tree

    def product(self) -> Tree:
        tree = self.signed()
        while True:
            if self.next.text in _PRODUCT:
                tree = Binary(self.take().text, tree, self.signed())
            elif self._multiplies_unsaid():
                tree = Binary("*", tree, self.power())
            else:
                return tree

    def _multiplies_unsaid(self) -> bool:
        """`2(3 + 4)` and `2 pi`; never `2 3`, and never `10 % (3)`, which is a remainder elsewhere."""
        starts = self.next.kind in ("name", "function") or self.next.text == "("
        return starts and self.tokens[self.at - 1].text != "%"

    def signed(self) -> Tree:
        if self.next.text not in _SUM:
            return self.power()
        self._deeper()
        sign, operand = self.take().text, self.signed()
        self.depth -= 1
        return Unary("-", operand) if sign == "-" else operand

    def power(self) -> Tree:
        base = self.postfix(self.atom())
        if self.next.text != "^":
            return base
        self.take()
        self._deeper()
        exponent = self.signed()
        self.depth -= 1
        return Binary("^", base, exponent)

    def postfix(self, tree: Tree) -> Tree:
        count = 0
        while self.next.text in _POSTFIX:
            count += 1
            if count > 3:
                raise CalculationError(f"Too many {self.next.text!r} in a row.")
            tree = Unary(self.take().text, tree)
        return tree

    def atom(self) -> Tree:
        token = self.take()
        if token.kind == "number":
            return Number(token.value, token.text)
        if token.kind == "function":
            return self.call(token.text)
        if token.kind == "name":
            return Name(token.text)
        if token.text == "(":
            inside = self.sum()
            self.close()
            return inside
        raise CalculationError(_unexpected(token, after=None))

    def call(self, name: str) -> Tree:
        if self.next.text != "(":  # sqrt 2, √2
            self._deeper()
            argument = self.postfix(self.atom())
            self.depth -= 1
            return Call(name, (argument,))
        self.take()
        args = [self.sum()]
        while self.next.text == ",":
            self.take()
            args.append(self.sum())
        self.close()
        return Call(name, tuple(args))

    def close(self) -> None:
        if self.next.text != ")":
            if self.next.kind != "end":
                raise CalculationError(_unexpected(self.next, after=self.tokens[self.at - 1]))
            raise CalculationError("A bracket is opened but not closed.")
        self.take()

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise CalculationError(f"The expression is nested more than {MAX_DEPTH} deep; work it out in parts.")


def _unexpected(token: Token, after: Token | None) -> str:
    """Say what is wrong with a token that stands behind the operand `after`, or where an operand is missing."""
    if token.kind == "end":
        return "The expression is not complete: a number is missing at the end."
    if token.text == ",":
        return f"The comma {'after ' + repr(after.text) if after else 'here'} is not one of a number or a function."
    if after is None:
        return f"A number is missing before {token.text!r}."
    if token.text == ")":
        return "A bracket is closed that was not opened."
    if after.text == "%":
        return "After a percent sign say what it is taken of, as in '15% of 80'; for a remainder write '10 mod 3'."
    return f"A sign such as + or * is missing between {after.text!r} and {token.text!r}."
