"""English that means arithmetic, rewritten as an expression: `add 5 and 7` → `5 + 7`.

Pure text to text. Whether the outcome is an expression at all, `arithmetic` checks by parsing it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_GREETING = re.compile(
    r"(?:(?:hi|hello|hey|please|ok|okay|so|now|and|well|then|quick question|thanks?)(?:\s+(?:there|footnote|again))?"
    r"[,!.:]*\s+)+"
)
_ASKING = re.compile(
    r"(?:can|could|would|will)\s+you\s+(?:please\s+)?|please\s+"
    r"|(?:do you know|tell me|let me know|i (?:want|need|would like) to know)\s+"
)
_PLAIN_LEAD = re.compile(
    r"(?:what(?:['’]?s|\s+is|\s+are|\s+does|\s+do|\s+will|\s+would)|how\s+much\s+(?:is|are|does|do|would)"
    r"|how\s+many\s+(?:is|are)|what(?=\s+[-$€£(\d])|give\s+me|provide|show\s+me|find)\s+"
)
_EXPLICIT_LEAD = re.compile(
    r"(?:calculate|compute|evaluate|work\s+out|figure\s+out|simplify|determine"
    r"|(?:the\s+)?(?:result|value|answer|outcome)\s+(?:of|to|for|when you))\s*:?\s+"
)
_TAIL = re.compile(
    r"[\s,]*(?:\bequals?(?:\s+to)?|\bis|\bbe|\bmake|\bcome\s+(?:out\s+)?to|\bplease|\bfor\s+me|\bexactly|\bin\s+total|\baltogether"
    r"|\bas\s+a\s+(?:decimal|number))$"
)
_CURRENCY_WORD = re.compile(r"(?<=\d)\s+(?:(?:us\s+)?dollars?|bucks|euros?|pounds?|usd|eur|gbp)\b")

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
)
_UNITS += "seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = {word: n for n, word in enumerate(_UNITS)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_SMALL_WORD = "|".join(sorted(_SMALL, key=len, reverse=True))
_COUNT = re.compile(
    rf"\b(?:(?P<hundreds>{_SMALL_WORD}|a)\s+hundred\b(?:\s+(?:and\s+)?(?P<rest>{_SMALL_WORD})\b)?|(?P<plain>{_SMALL_WORD})\b)"
    rf"(?:[\s-]+(?P<unit>{'|'.join(_UNITS[1:10])})\b)?"
)

# One number as it stands in a sentence, with what belongs to it.
N = r"(-?[$€£]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:\s?(?:hundred|thousand|million|billion|trillion|k|bn)\b)?\s?%?)"
_PERCENT = r"(?:percent|per cent|percentage)"

# Inside an expression: (pattern, replacement).
_INLINE = [
    (r"^(?:the\s+)?(?:sum|product|difference|quotient)\s+of\s+(?=.*\d\s*(?:[-+*/x÷×]|plus|minus|times|divided))", ""),
    (r"\b(?:the\s+)?square\s+root\s+of\b", " sqrt "),
    (r"\b(?:the\s+)?cube\s+root\s+of\b", " cbrt "),
    (rf"\b(?:the\s+)?(\d+)(?:st|nd|rd|th)\s+root\s+of\s+{N}", r" root(\2, \1) "),
    (rf"\b(?:the\s+)?square\s+of\s+{N}", r" (\1)^2 "),
    (rf"\b(?:the\s+)?cube\s+of\s+{N}", r" (\1)^3 "),
    (r"\b(?:the\s+)?(?:natural\s+log(?:arithm)?|ln)\s+of\b", " ln "),
    (r"\b(?:the\s+)?(?:log(?:arithm)?)\s+of\b", " log "),
    (r"\b(?:the\s+)?factorial\s+of\b", " factorial "),
    (r"\b(?:the\s+)?absolute\s+value\s+of\b", " abs "),
    (r"\b(?:the\s+)?(sin|cos)(?:e|ine)?\s+of\b", r" \1 "),
    (r"\b(?:the\s+)?tan(?:gent)?\s+of\b", " tan "),
    (r"\bto\s+the\s+(\d+)(?:st|nd|rd|th)?(?:\s+power)?\b", r" ^ \1 "),
    (r"\b(?:a|one)?\s*half\s+(?:of|the|a)\b", " 1/2 of "),
    (r"\b(?:a|one)\s+third\s+of\b", " 1/3 of "),
    (r"\b(?:a|one)\s+quarter\s+of\b", " 1/4 of "),
    (r"\b(?:twice|double)\s+(?=[\d(])", " 2 * "),
    (r"\btriple\s+(?=[\d(])", " 3 * "),
    (r"\b(?:percent|per\s+cent)\b", "%"),
]
_INLINE = [(re.compile(pattern), replacement) for pattern, replacement in _INLINE]

# The whole of what is asked: (pattern, replacement).
_WHOLE = [
    (rf"add\s+(?:up\s+)?{N}\s+(?:and|to|with)\s+{N}", r"\1 + \2"),
    (rf"(?:subtract|take(?:\s+away)?)\s+{N}\s+from\s+{N}", r"\2 - \1"),
    (rf"multiply\s+{N}\s+(?:by|and|with)\s+{N}", r"\1 * \2"),
    (rf"divide\s+{N}\s+by\s+{N}", r"\1 / \2"),
    (rf"(?:the\s+)?difference\s+(?:between|of)\s+{N}\s+and\s+{N}", r"abs(\1 - \2)"),
    (rf"(?:the\s+)?quotient\s+of\s+{N}\s+and\s+{N}", r"\1 / \2"),
    (rf"(?:the\s+)?ratio\s+(?:of|between)\s+{N}\s+(?:to|and)\s+{N}", r"\1 / \2"),
    (rf"(?:the\s+)?remainder\s+(?:of|when|if)\s+{N}\s+(?:is\s+)?(?:divided\s+by|over|/)\s+{N}", r"\1 mod \2"),
    (rf"how\s+(?:many\s+times|often)\s+(?:does|can|will)\s+{N}\s+(?:go|fit)\s+in(?:to)?\s+{N}", r"\2 / \1"),
    (rf"(?:increase|raise)\s+{N}\s+by\s+{N}", r"\1 + \2"),
    (rf"{N}\s+(?:increased|raised)\s+by\s+{N}", r"\1 + \2"),
    (rf"(?:decrease|reduce|lower)\s+{N}\s+by\s+{N}", r"\1 - \2"),
    (rf"{N}\s+(?:decreased|reduced|lowered)\s+by\s+{N}", r"\1 - \2"),
    (rf"(?<!-){N}(?<=%)\s+(?:off(?:\s+of)?|less\s+than)\s+{N}", r"\2 - \1"),
    (rf"{N}(?<=%)\s+more\s+than\s+{N}", r"\2 + \1"),
    (rf"(?:an?\s+|the\s+)?{N}(?<=%)\s+tip\s+(?:on|for)\s+(?:a\s+)?{N}(?:\s+(?:bill|meal))?", r"\1 of \2"),
    (rf"what\s+(?:%|{_PERCENT})\s+of\s+{N}\s+is\s+{N}", r"\2 / \1 * 100"),
    (rf"what\s+(?:%|{_PERCENT})\s+is\s+{N}\s+(?:out\s+)?of\s+{N}", r"\1 / \2 * 100"),
    (rf"{N}\s+is\s+what\s+(?:%|{_PERCENT})\s+of\s+{N}", r"\1 / \2 * 100"),
    (rf"{N}\s+(?:out\s+of\s+{N}\s+)?(?:as|in)\s+(?:a\s+)?(?:%|{_PERCENT})(?:\s+of\s+{N})?", "share"),
    (
        rf"(?:the\s+|by\s+(?:what|how\s+many)\s+)?(?:%|{_PERCENT})\s+(?:increase|growth|change|difference|rise|gain)\s+"
        rf"(?:from|between)\s+{N}\s+(?:to|and)\s+{N}",
        r"(\2 - \1) / \1 * 100",
    ),
    (rf"(?:the\s+)?(?:%|{_PERCENT})\s+(?:decrease|drop|fall|loss)\s+(?:from|between)\s+{N}\s+(?:to|and)\s+{N}",
     r"(\1 - \2) / \1 * 100"),
    (rf"(?:the\s+)?(?:increase|growth|change|rise)\s+from\s+{N}\s+to\s+{N}\s+(?:in|as\s+a)\s+(?:%|{_PERCENT})",
     r"(\2 - \1) / \1 * 100"),
    (rf"(?:the\s+)?(?:decrease|drop|fall)\s+from\s+{N}\s+to\s+{N}\s+(?:in|as\s+a)\s+(?:%|{_PERCENT})",
     r"(\1 - \2) / \1 * 100"),
]  # fmt: skip
_WHOLE = [(re.compile(pattern), replacement) for pattern, replacement in _WHOLE]

_OF_MANY = {
    "average": "mean", "mean": "mean", "median": "median", "sum": "sum", "total": "sum", "product": "product",
    "minimum": "min", "smallest": "min", "maximum": "max", "largest": "max", "gcd": "gcd", "lcm": "lcm",
    "greatest common divisor": "gcd", "least common multiple": "lcm", "lowest common multiple": "lcm",
}  # fmt: skip
_LIST = re.compile(rf"(?:the\s+)?(?P<name>{'|'.join(_OF_MANY)})\s+(?:of|between)\s+(?:the\s+numbers\s+)?(?P<items>.+)")
_BETWEEN_ITEMS = re.compile(r"\s*,\s*and\s+|\s+and\s+|,\s+|;\s*")
_PLACES = re.compile(
    rf"[\s,]+(?:rounded\s+)?to\s+(\d|{'|'.join(_UNITS)})\s+(?:decimal\s+places?|decimals?|places|d\.?p\.?)$"
)


@dataclass(frozen=True)
class Asked:
    """What is left of a question without its greeting and lead-in.

    `led` if there was any lead-in such as `what is`, `explicit` if one such as `calculate`.
    """

    text: str
    led: bool
    explicit: bool


def asked(question: str) -> Asked:
    """Return the heart of a question in lower case."""
    text = re.sub(r"\s+", " ", question.lower().replace("’", "'")).strip()
    text = re.sub(r"[\s?=.]+$", "", text)
    text = text if re.search(r"(?:^| )\d+!$", text) else text.rstrip("! ")
    led = explicit = False
    for _ in range(4):  # hello, could you tell me / what is / the result of
        for pattern in (_GREETING, _ASKING, _PLAIN_LEAD):
            if pattern.match(text):
                text, led = pattern.sub("", text, count=1), led or pattern is _PLAIN_LEAD
        if _EXPLICIT_LEAD.match(text):
            text, explicit = _EXPLICIT_LEAD.sub("", text, count=1), True
    return Asked(_TAIL.sub("", text), led, explicit)


def as_expression(text: str) -> str:
    """Rewrite words as signs and functions, as far as they are known; anything else stays as it is."""
    text = _CURRENCY_WORD.sub("", with_digits(text))
    if found := _PLACES.search(text):
        inner = as_expression(text[: found.start()])
        return f"round({inner}, {_SMALL.get(found[1], found[1])})"
    text = re.sub(r"(?<=\d)\s*\b(?:percent|per\s+cent)\b", "%", text)
    for pattern, replacement in _WHOLE:
        if found := pattern.fullmatch(text):
            return _share(found) if replacement == "share" else found.expand(replacement)
    if (found := _LIST.fullmatch(text)) and (listed := _of_many(_OF_MANY[found["name"]], found["items"])):
        return listed
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    return text.strip()


def with_digits(text: str) -> str:
    """Write number words as digits: `twenty-five times three` → `25 times 3`."""

    def digits(found: re.Match[str]) -> str:
        if found["plain"]:
            value = _SMALL[found["plain"]]
            if found["unit"] and value < 20:  # "two three" is two numbers
                return f"{value} {_SMALL[found['unit']]}"
        else:
            value = 100 * _SMALL.get(found["hundreds"], 1) + _SMALL.get(found["rest"] or "", 0)
        return str(value + _SMALL.get(found["unit"] or "", 0))

    return _COUNT.sub(digits, re.sub(r"\ban? (?=(?:thousand|million|billion)\b)", "1 ", text))


def _share(found: re.Match[str]) -> str:
    """`12 as a percentage of 80`, `12 out of 80 as a percentage`; a lone number is no share of anything."""
    part, whole = found[1], found[2] or found[3]
    return f"{part} / {whole} * 100" if whole else found[0]


def _of_many(name: str, items: str) -> str | None:
    """Return `mean(3, 4, 8)`, or None where there are not two numbers at least."""
    numbers: list[str] = []
    for item in _BETWEEN_ITEMS.split(items):
        parts = [item] if re.fullmatch(N, item) else item.split(",")
        if not all(re.fullmatch(N, part) for part in parts):
            return None
        numbers += [part.replace(",", "") if len(parts) == 1 else part for part in parts]
    if len(numbers) < 2:
        return None
    return " * ".join(numbers) if name == "product" else f"{name}({', '.join(numbers)})"
