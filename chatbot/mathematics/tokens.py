"""The words of arithmetic: numbers as people write them, signs in every costume, names.

Reads text into tokens, and refuses what it does not know. How tokens combine is `syntax`'s concern.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

MAX_LENGTH = 1_000  # characters of one expression
MAX_TOKENS = 300  # numbers, signs and brackets; also bounds how deep a tree can lean to one side
MAX_LITERAL = 500  # digits of one number as written, exponent counted as digits

CONSTANTS = ("pi", "e", "tau")
FUNCTIONS = (
    "sqrt", "cbrt", "root", "exp", "ln", "log", "log2", "log10", "sin", "cos", "tan", "asin", "acos", "atan",
    "abs", "round", "floor", "ceil", "min", "max", "sum", "mean", "median", "factorial", "gcd", "lcm", "comb", "perm",
)  # fmt: skip
_ALIASES = {
    "average": "mean", "avg": "mean", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "lg": "log10",
    "ceiling": "ceil", "choose": "comb", "binomial": "comb", "ncr": "comb", "npr": "perm", "log10": "log10",
    "π": "pi", "τ": "tau",
}  # fmt: skip
_WORDS = {
    "plus": "+", "minus": "-", "times": "*", "multiplied by": "*", "divided by": "/", "over": "/",
    "to the power of": "^", "raised to": "^", "mod": "mod", "modulo": "mod", "of": "of", "percent": "%",
    "per cent": "%", "degrees": "°", "degree": "°", "deg": "°", "factorial": "!",
}  # fmt: skip
_POWERS = {"squared": 2, "cubed": 3}
SCALES = {
    "hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "quadrillion": 15,
    "mn": 6, "bn": 9,
}  # fmt: skip
_SIGNS = str.maketrans(
    {"÷": "/", "×": "*", "·": "*", "⋅": "*", "∙": "*", "−": "-", "–": "-", "∕": "/", "⁄": "/", "＝": "=",
     "[": "(", "]": ")", "{": "(", "}": ")", "’": "'", "√": " sqrt ", "∛": " cbrt "}
)  # fmt: skip
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_CURRENCIES = "$€£¥₹"

_SPACES = "[ \u00a0\u2009\u202f']"
_GROUPED = (
    r"\d{1,3}(?:\.\d{3})+,\d+"  # 1.234,56
    r"|[1-9]\d{0,2}(?:,\d{3})+(?!,?\d)(?:\.\d+)?"  # 1,234.5
    r"|[1-9]\d?(?:,\d{2})+,\d{3}(?!,?\d)(?:\.\d+)?"  # 12,34,567
)
_PLAIN = rf"\d{{1,3}}(?:{_SPACES}\d{{3}})+(?!\d)(?:\.\d+)?|\d+(?:_\d+)*(?:\.\d+(?:_\d+)*|\.(?![\d.]))?|\.\d+"
_EXPONENT = r"(?:[eE][+-]?\d+(?![\d.]))?"
_SCALE = rf"(?:\s*(?P<scale>{'|'.join(SCALES)})\b|(?P<k>k)(?!\w))?"
_NUMBER = re.compile(rf"(?P<digits>(?:{_GROUPED}|\d+,\d+(?![\d,])|{_PLAIN}){_EXPONENT}){_SCALE}", re.IGNORECASE)
_NUMBER_IN_CALL = re.compile(rf"(?P<digits>(?:{_PLAIN}){_EXPONENT}){_SCALE}", re.IGNORECASE)
_WORD_SIGN = re.compile(
    r"(?P<word>" + "|".join(sorted((word.replace(" ", r"\s+") for word in _WORDS), key=len, reverse=True)) + r")\b",
    re.IGNORECASE,
)
_POWER_WORD = re.compile(r"(squared|cubed)\b", re.IGNORECASE)
_SUPERSCRIPT = re.compile("[⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_TIMES_X = re.compile(r"x(?=\s*[\d.(]|\s+[a-z])", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:_\w{1,3}|\d{1,2})?")
_NO_NUMBER = re.compile(r"\.?\d|'")  # 1.2.3 and 1'2: what must not follow a number
_BASE = re.compile(r"[xbo][\da-f]", re.IGNORECASE)  # 0x10 is not 0 × 10
_SIGN = re.compile(r"\*\*|[-+*/^!%°(),;]")


class CalculationError(ValueError):
    """What cannot be worked out, in one sentence that the model and the person both understand."""


@dataclass(frozen=True)
class Token:
    """`kind` is number, sign, function, name or end; `text` its one fixed spelling; `value` a number's value."""

    kind: str
    text: str
    value: Fraction = Fraction(0)


def tokenize(text: str, *, unknowns: bool = False) -> list[Token]:
    """Split an expression into tokens; raise `CalculationError` at the first thing that is no arithmetic."""
    if len(text) > MAX_LENGTH:
        raise CalculationError(f"The expression is longer than {MAX_LENGTH:,} characters; work it out in parts.")
    text = _tidy(text)
    if not text:
        raise CalculationError("There is nothing to calculate: write an expression such as 40366 / 439.")
    return _Reader(text, unknowns).read()


def _tidy(text: str) -> str:
    """One spelling for signs, no currency signs, no leading or trailing `=` and `?`."""
    text = text.translate(_SIGNS)
    text = "".join(str(int(c)) if unicodedata.category(c) == "Nd" else c for c in text)  # ３ and ٣ are 3
    if len(set(text) & set(_CURRENCIES)) > 1:
        raise CalculationError("The expression mixes currencies; exchange rates are not known here.")
    text = re.sub(f"[{_CURRENCIES}]", "", text)
    return re.sub(r"^\s*=|[\s=?]+$", "", text).strip()


class _Reader:
    """Walks over the text once; knows whether it stands inside a function's brackets, where commas separate."""

    def __init__(self, text: str, unknowns: bool) -> None:
        self.text, self.unknowns = text, unknowns
        self.at = 0
        self.tokens: list[Token] = []
        self.brackets: list[bool] = []  # for each open bracket: is it, or is it inside, a function's?

    def read(self) -> list[Token]:
        while self.at < len(self.text):
            if self.text[self.at].isspace():
                self.at += 1
            elif not (self._number() or self._word() or self._sign()):
                raise CalculationError(f"{self._rest()!r} is not arithmetic that this calculator knows.")
            if len(self.tokens) > MAX_TOKENS:
                raise CalculationError(f"The expression has more than {MAX_TOKENS} parts; work it out in steps.")
        return self.tokens

    def _number(self) -> bool:
        in_call = bool(self.brackets and self.brackets[-1])
        found = (_NUMBER_IN_CALL if in_call else _NUMBER).match(self.text, self.at)
        if not found:
            return False
        thousands = bool(found["k"]) and not self.unknowns  # in an equation, k is an unknown
        self.at = found.end("digits") if found["k"] and not thousands else found.end()
        if _NO_NUMBER.match(self.text, self.at) or (found["digits"] == "0" and _BASE.match(self.text, self.at)):
            raise CalculationError(f"{found[0] + self._rest()!r} is not a number that this calculator can read.")
        text = _plain_digits(found["digits"])
        value = _value(text)
        if thousands or found["scale"]:
            value *= 1000 if thousands else 10 ** SCALES[found["scale"].lower()]
            text += "k" if thousands else f" {found['scale'].lower()}"
        self.tokens.append(Token("number", text, value))
        return True

    def _word(self) -> bool:
        previous = self.tokens[-1] if self.tokens else None
        operand_before = previous is not None and (
            previous.kind in ("number", "name") or previous.text in (")", "!", "%", "°")
        )
        if found := _SUPERSCRIPT.match(self.text, self.at):
            power = found[0].translate(_SUPERSCRIPTS)
            return self._take(found, *_power_tokens(power))
        if found := _POWER_WORD.match(self.text, self.at):
            return self._take(found, *_power_tokens(str(_POWERS[found[0].lower()])))
        if (found := _WORD_SIGN.match(self.text, self.at)) and (operand_before or found[0].lower() == "minus"):
            return self._take(found, Token("sign", _WORDS[re.sub(r"\s+", " ", found[0].lower())]))
        if not self.unknowns and operand_before and (found := _TIMES_X.match(self.text, self.at)):
            return self._take(found, Token("sign", "*"))
        found = _NAME.match(self.text, self.at)
        return bool(found) and self._name(found)

    def _name(self, found: re.Match[str]) -> bool:
        name = _ALIASES.get(found[0].lower(), found[0].lower())
        if name in FUNCTIONS:
            return self._take(found, Token("function", name))
        if name in CONSTANTS and not (self.unknowns and found[0].isupper()):  # in E = m c^2, E is an unknown
            return self._take(found, Token("name", name))
        if self.unknowns:
            letters = found[0] if len(found[0]) == 2 and found[0].isalpha() else [found[0]]  # xy is x times y
            return self._take(found, *(Token("name", letter) for letter in letters))
        raise CalculationError(f"{found[0][:40]!r} is not a number, sign or function that this calculator knows.")

    def _sign(self) -> bool:
        found = _SIGN.match(self.text, self.at)
        if not found:
            return False
        sign = {"**": "^", ";": ","}.get(found[0], found[0])
        if sign == "(":
            calls = bool(self.tokens) and self.tokens[-1].kind == "function"
            if calls:
                self._refuse_ambiguous_commas()
            self.brackets.append(calls or bool(self.brackets and self.brackets[-1]))
        elif sign == ")" and self.brackets:
            self.brackets.pop()
        return self._take(found, Token("sign", sign))

    def _refuse_ambiguous_commas(self) -> None:
        """`mean(1,200, 1,400)` could be four numbers or two: ask, rather than guess."""
        inside = self.text[self.at : self.text.find(")", self.at) + 1]
        if re.search(r"\d,\d{3}(?!\d)", inside) and re.search(r",\s|;", inside):
            raise CalculationError("Inside a function's brackets write numbers without thousands commas, as in 1200.")

    def _take(self, found: re.Match[str], *tokens: Token) -> bool:
        self.at = found.end()
        self.tokens.extend(tokens)
        return True

    def _rest(self) -> str:
        return self.text[self.at : self.at + 20]


def _power_tokens(power: str) -> list[Token]:
    sign = [Token("sign", "-")] if power.startswith("-") else []
    digits = power.lstrip("-")
    return [Token("sign", "^"), *sign, Token("number", digits, _value(digits))]


def _plain_digits(written: str) -> str:
    """Drop separators: `1,234.5`, `1.234,5`, `1 234.5`, `1_234.5` → `1234.5`; `3,5` → `3.5`."""
    mantissa, e, exponent = written.lower().partition("e")
    mantissa = re.sub(rf"{_SPACES}|_", "", mantissa)
    if re.fullmatch(r"\d{1,3}(\.\d{3})+,\d+", mantissa):
        mantissa = mantissa.replace(".", "").replace(",", ".")
    elif re.fullmatch(_GROUPED, mantissa):
        mantissa = mantissa.replace(",", "")
    mantissa = mantissa.replace(",", ".").rstrip(".") or "0"
    return ("0" + mantissa if mantissa.startswith(".") else mantissa) + e + exponent


def _value(digits: str) -> Fraction:
    exponent = digits.partition("e")[2].lstrip("+-") or "0"
    if len(exponent) > 5 or int(exponent) > MAX_LITERAL or len(digits) > MAX_LITERAL:
        raise CalculationError(f"A number has more than {MAX_LITERAL} digits, more than this calculator takes.")
    return Fraction(digits)
