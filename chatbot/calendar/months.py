"""The months by name and abbreviation, and which "May" is one.

"in May", "May 2025" and the cell "May" are; "May I ...?" and "you may" are not.
"""

import re

from chatbot.calendar.years import YEAR

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# In any case, "Sept." too; for use inside other patterns.
MONTH = rf"(?:{'|'.join((*MONTHS, 'Sept', *(name[:3] for name in MONTHS)))})\b\.?"
_MAY = re.compile(r"\bmay\b", re.IGNORECASE)
_PREPOSITION = re.compile(r"\b(?:in|of|for|during|since|until|till|from|by|before|after)\s+$", re.IGNORECASE)
_ITS_YEAR = re.compile(rf",?\s+{YEAR}\b")
_OF_A_VERB = re.compile(r"\s+(?:i|we|you|he|she|it|they|be|not)\b", re.IGNORECASE)
_IN_A_SENTENCE = re.compile(r"[\w,;:)%>/–—-]\s*$")  # and not at its start, where any word has a capital
_OF_A_MONTH = re.compile(r"\W*$|\s*[-–—/,;:.)]|\s+(?:\d|was\b|is\b|had\b|has\b)")


def month_number(name: str) -> int:
    """Return 1 to 12 for what `MONTH` matches."""
    return next(n for n, month in enumerate(MONTHS, 1) if month[:3].lower() == name[:3].lower())


def spell_may(text: str, word: str) -> str:
    """Return a text with `word` for the month of May, so that it cannot be taken for the verb, a stop word."""
    return _MAY.sub(lambda found: word if _is_month(found) else found[0], text)


def _is_month(found: re.Match[str]) -> bool:
    """Tell whether a "may" is the month: however it is written where only that fits, else by its capital."""
    before, after = found.string[: found.start()], found.string[found.end() :]
    alone = not re.search(r"\w", before + after)
    if alone or _PREPOSITION.search(before) or _ITS_YEAR.match(after):
        return True
    if found[0] != "May" or _OF_A_VERB.match(after):
        return False
    return bool(_IN_A_SENTENCE.search(before) or _OF_A_MONTH.match(after))
