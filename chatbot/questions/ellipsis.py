"""Questions that only name what is different: "And in July?" after "What did we spend in March 2025?".

filled("And in July?", "What did we spend in March 2025?")     "What did we spend in July 2025?"

The earlier question is asked again with the new thing in the place of its like: a month for a month, a name for a
name, a number for a number, behind the same preposition where the new thing has one. None where nothing is alike.
"""

import re

from chatbot.calendar.months import MONTHS

_OPENING = re.compile(
    r"\W*(?:and|but|or|what about|how about|and what about|and how about)\s+(.+?)\s*\?*\s*", re.IGNORECASE
)
_PREPOSITION = re.compile(
    r"(in|on|at|for|with|by|of|from|to|under|over|after|before|during|without|about|since)\s+", re.IGNORECASE
)
_LONGEST = 4  # words of the new thing
_MONTH = f"(?:{'|'.join(MONTHS)})"
_ARTICLE = re.compile(r"(?:an?|the|my|our)\s+", re.IGNORECASE)
# From the most to the least telling: what a thing is is the first of these that it is whole.
_KINDS = (
    re.compile(rf"\b{_MONTH}\b"),
    re.compile(r"\b(?:1[0-9]|20)\d\d\b"),
    re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*%?(?![\w%])"),
    re.compile(r"\b[A-Z]{2,}[A-Z\d-]*\b"),  # a format or an abbreviation
    re.compile(rf"\b(?:{_ARTICLE.pattern})?[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)*"),  # a name
    re.compile(r"\b(?:an?|the)\s+[a-z][\w-]+\b"),
)
_QUESTION_WORDS = re.compile(
    r"(?:who|what|when|where|why|how|which|is|are|was|were|does|do|did|has|have|can|could|will)\b", re.I
)


def filled(question: str, earlier: str) -> str | None:
    """Return the earlier question with the new thing of `question` in it; None where the one is not of that form."""
    opened = _OPENING.fullmatch(question)
    if not opened or _QUESTION_WORDS.match(opened[1]):
        return None
    preposition = _PREPOSITION.match(opened[1])
    thing = opened[1][preposition.end() :] if preposition else opened[1]
    kind = next((kind for kind in _KINDS if kind.fullmatch(thing)), None)
    if kind is None or len(thing.split()) > _LONGEST:
        return None
    # A question's own first word is a capital for no other reason.
    places = [match for match in kind.finditer(earlier) if match.start() and match[0].lower() != thing.lower()]
    if preposition:
        places = [
            match
            for match in places
            if earlier[: match.start()].rstrip().lower().endswith(f" {preposition[1].lower()}")
        ]
    if not places:
        return None
    bare = _ARTICLE.sub("", thing)
    place = max(places, key=lambda match: _likeness(_ARTICLE.sub("", match[0]), bare))
    new = thing if _ARTICLE.match(place[0]) else bare
    return f"{earlier[: place.start()]}{new}{earlier[place.end() :]}"


def _likeness(one: str, other: str) -> tuple[bool, bool]:
    return _shape(one) == _shape(other), len(one.split()) == len(other.split())


def _shape(text: str) -> str:
    """Return the pattern of letters and digits: INT8 and INT4 have the same."""
    return re.sub(r"[a-z]+", "a", re.sub(r"[A-Z]", "A", re.sub(r"\d", "0", text)))
