"""Words for a kind of thing that a text has without the word: a letterhead has a telephone number, and no "phone".

"What is the phone number of the shop?" shares no word with the lines that answer it but the shop's name.
"""

import re

from ingest.text import terms

_PHONE = re.compile(
    r"(?<![\w-])(?!\d{4}-\d\d-\d\d)(?:\+|\()?\d(?:[\s()./–-]{0,2}\d){8,14}(?![\w-])"
)  # nine digits: a date has eight
_EMAIL = re.compile(r"(?<![\w.])[\w.+-]+@[\w-]+\.\w")
_KINDS = (
    (_PHONE, frozenset(terms("phone telephone tel number call ring"))),
    (_EMAIL, frozenset(terms("email e-mail mail address"))),
)


def kinds_in(text: str) -> frozenset[str]:
    """Return the terms for the kinds of contacts that stand in a text."""
    return frozenset[str]().union(*(kinds for pattern, kinds in _KINDS if pattern.search(text)))
