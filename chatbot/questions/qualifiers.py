"""What an amount is asked for with or without: "the total without the sales tax", "the price including delivery".

    qualifier("How much was the total before tax?")       without tax; of "How much was the total"

A document says the same of its amounts: "Total excl. VAT", "Net amount", "£500 plus shipping".
"""

import re
from dataclasses import dataclass, replace

WITH, WITHOUT = "with", "without"

_TAX, _DISCOUNT = "tax", "discount"
_KINDS = {
    _TAX: r"tax(?:es)?|vat|gst|hst|pst|duty|duties",
    "shipping": r"shipping|delivery|postage|freight|carriage",
    "tip": r"tips?|gratuit(?:y|ies)",
    _DISCOUNT: r"discounts?|coupons?|vouchers?|rebates?|rewards?|reductions?",
}
_AMOUNT = re.compile(
    r"\bhow much\b|\b(?:price|cost|total|amount|bill|fee|rent|sum|fare|charge|salary|wage|earning|income|profit|pay"
    r"|balance)s?\b",
    re.IGNORECASE,
)
_OPENS = re.compile(r"\W*(?:and |but |so )?(?:how much|what|the|tell me|give me)\b", re.IGNORECASE)
_EARNED = re.compile(
    r"\b(?:salary|wages?|earnings|income|profit)\b(?! tax)|\b(?:the|my|his|her|their|your|net|gross) (?:\w+ )?pay\b",
    re.IGNORECASE,
)
_NET = r"\bnet\b(?! of\b| weight\b)"
_ANY_KIND = (  # before whatever else a bill may list
    (WITHOUT, r"without|excluding|excl\b\.?|exclusive of|not (?:including|counting)"),
    (WITH, r"including|incl\b\.?|inclusive of"),
)
_BEFORE_THING = (
    (
        WITHOUT,
        r"without|w/o|exclud(?:ing|es?)|excl\b\.?|exclusive of|not (?:including|counting|incl\b\.?)|before|ex|pre",
    ),
    (WITH, r"with|includ(?:ing|es?)|incl\b\.?|inclusive of|after"),
)
_BEHIND_THING = (
    (WITHOUT, r"(?:(?:is|are|was|were) )?(?:excluded\b|excl\b|not incl\w*|extra\b)"),
    (WITH, r"(?:(?:is|are|was|were) )?(?:included\b(?! in\b)|incl\b)"),
)
_SUBTRACTED, _ADDED = r"net of|less|minus|after deducting", r"plus|\+"
_BETWEEN = r"[ -](?:[\w%.'’-]+ ){0,3}?"


@dataclass(frozen=True)
class Qualifier:
    """What an amount is to be with or without, by the words for it, and the rest of the question.

    `said` are the words of the question that say it. `kind` is "" for what only the documents show to be a part of an
    amount: "without breakfast". `earned` amounts are lower after tax, all others higher. Of a `loose` one a document
    need not say it: it is enough that it does not say otherwise.
    """

    sense: str
    kind: str
    thing: str
    rest: str
    earned: bool = False
    said: str = ""
    loose: bool = False

    @property
    def is_of_tax(self) -> bool:
        """Whether tax is what an amount to be paid is to be with or without: a subtotal is told before it."""
        return self.kind == _TAX and not self.earned

    def names(self, label: str) -> bool:
        """Tell whether a label is one of the thing itself: "Sales tax (8 %)"."""
        return bool(re.search(rf"\b(?:{self.thing})\b", label, re.IGNORECASE)) and not self.told(label)

    def told(self, text: str) -> frozenset[str]:
        """Return whether a text says with or without the thing, both where it says both; empty where neither."""
        found = {sense for sense, pattern in _patterns(self, _ADDED) if re.search(pattern, text, re.IGNORECASE)}
        if self.kind == _TAX:
            net, gross = (WITH, WITHOUT) if self.earned else (WITHOUT, WITH)
            found |= {net} if re.search(_NET, text, re.IGNORECASE) else set()
            found |= {gross} if re.search(r"\bgross\b(?! weight)", text, re.IGNORECASE) else set()
        return frozenset(found)


def qualifier(question: str) -> Qualifier | None:
    """Return what an amount is asked for with or without; None where no amount is, or nothing is said of it."""
    text = " ".join(question.split())
    if not _OPENS.match(text) or not _AMOUNT.search(text):
        return None
    earned = bool(_EARNED.search(text))
    for kind, thing in _KINDS.items():
        asked = Qualifier("", kind, thing, "", earned and kind == _TAX)
        for sense, pattern in _patterns(asked, ""):
            if found := re.search(pattern, text, re.IGNORECASE):
                return _of(asked, sense, text, found)
        # "plus tax" asks for the amount with it, where a document that says so tells the amount without.
        if found := re.search(rf"\b(?:{_ADDED}){_BETWEEN}(?:{thing})\b", text, re.IGNORECASE):
            return _of(asked, WITH, text, found)
    return _any_kind(text)


def is_added(label: str) -> bool:
    """Tell whether a line of a bill is no thing bought, but a tax, a tip, shipping or a discount."""
    return any(re.search(rf"\b(?:{thing})\b", label, re.IGNORECASE) for thing in _KINDS.values())


def _any_kind(text: str) -> Qualifier | None:
    for sense, words in _ANY_KIND:
        thing = r"(?:(?:the|any|my|our|all|an?) )*(?P<thing>[a-z-]+(?: [a-z-]+)?)"
        found = re.search(rf"\b(?:{words}) {thing}(?=\W*$| (?:of|for|on|at|in)\b)", text, re.IGNORECASE)
        if found:
            return _of(Qualifier("", "", re.escape(found["thing"]), ""), sense, text, found)
    return None


def _of(asked: Qualifier, sense: str, text: str, found: re.Match[str]) -> Qualifier:
    rest = " ".join(f"{text[: found.start()]} {text[found.end() :]}".split())
    return replace(asked, sense=sense, rest=rest, said=found[0])


def _patterns(asked: Qualifier, added: str) -> list[tuple[str, str]]:
    """Return the patterns that say with or without a thing; `added` are words for what is not yet in an amount."""
    thing = rf"{_BETWEEN}(?:{asked.thing})\b"
    lowers = asked.kind == _DISCOUNT or asked.earned
    patterns = [(WITH if lowers else WITHOUT, rf"\b(?:{_SUBTRACTED}){thing}")]
    patterns += [(sense, rf"(?<!not )\b(?:{words}){thing}") for sense, words in _BEFORE_THING]
    patterns += [(sense, rf"\b(?:{asked.thing}) {words}") for sense, words in _BEHIND_THING]
    return patterns + ([(WITHOUT, rf"(?:\b|(?<=\s))(?:{added}){thing}")] if added else [])
