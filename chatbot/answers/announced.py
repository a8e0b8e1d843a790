"""The sentence that names as many things as were asked for: "What are the three ways ...?", "in three ways: by ...".

A reader points at one of them, or at what is told of one of them later.
"""

import re

from chatbot.questions.plurals import stem_set
from ingest.text import sentences

_COUNTS = "two three four five six seven eight nine ten".split()
_ASKED = re.compile(
    rf"\W*(?:what|which|name|list|tell me)\b.*?\b(?P<count>{'|'.join(_COUNTS)}|[2-9]|10) (?P<thing>[^\W\d_]+s)\b", re.I
)


def announced(question: str, text: str) -> str | None:
    """Return the sentence of a text that announces so many things of the kind asked for and names them, else None."""
    asked = _ASKED.match(question)
    if not asked:
        return None
    number = str(_COUNTS.index(asked["count"].lower()) + 2) if not asked["count"].isdecimal() else asked["count"]
    counts = f"{number}|{_COUNTS[int(number) - 2]}"
    lead = re.compile(rf"\b(?:{counts}) (?:[^\W\d_]+ )?{asked['thing']}\b[^.:]*:\s*\S[^:]*(?:,|;| and | or )", re.I)
    found = [part for part in sentences(text) if lead.search(part) and not part.startswith(("|", "#"))]
    rest = stem_set(question) - stem_set(f"{asked['count']} {asked['thing']}")
    told = [part for part in found if not rest or rest & stem_set(part)]
    return told[0] if len(told) == 1 else None
