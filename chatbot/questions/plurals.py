"""Terms that a plural of its own form does not part: "revenue per loaf" is about the column "Loaves sold".

Porter's stems leave loaf and loaves two words. The search keeps them so, as its index does; what names a cell of a
table need not.
"""

import re

from chatbot.calendar.months import spell_may
from ingest.text import terms

_OF_F = "calf elf half hoof knife loaf scarf self sheaf shelf thief wife wolf".split()  # "lives", "leaves": also verbs
_SINGULAR = {re.sub(r"fe?$", "ves", word): word for word in _OF_F} | {
    "children": "child",
    "people": "person",
    "men": "man",
    "women": "woman",
    "feet": "foot",
    "teeth": "tooth",
    "geese": "goose",
    "mice": "mouse",
    "oxen": "ox",
    "indices": "index",
    "matrices": "matrix",
    "vertices": "vertex",
    "criteria": "criterion",
    "phenomena": "phenomenon",
    "crises": "crisis",
}
_MAY = "monthofmay"  # any word that nobody writes
_PLURAL = re.compile(rf"\b(?:{'|'.join(_SINGULAR)})\b", re.IGNORECASE)


def singular(text: str) -> str:
    """Return a text with its irregular plurals in the singular; regular ones are for the stemmer."""
    return _PLURAL.sub(lambda plural: _SINGULAR[plural.group().lower()], text)


def stems(text: str) -> list[str]:
    """Return the terms of a text (`ingest.text.terms`), those of irregular plurals as of their singular.

    The month of May, which as "may" is a stop word, has a term too: a row or a column may be named so.
    """
    return terms(spell_may(singular(text), _MAY))


def stem_set(text: str) -> frozenset[str]:
    """Return the different terms of a text, as `stems` has them."""
    return frozenset(stems(text))
