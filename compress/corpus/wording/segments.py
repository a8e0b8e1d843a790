"""Sentences and words of a passage, by rules for English: abbreviations, initials and decimals end no sentence."""

import re

_ABBREVIATIONS = (
    "Mr|Mrs|Ms|Dr|Prof|St|Ste|Mt|Ft|vs|etc|e\\.g|i\\.e|cf|Nos?|Figs?|Eqs?|al|Inc|Ltd|Co|Corp|Jr|Sr|Gen|Col|Capt|Lt|Sgt"
    "|Maj|Gov|Sen|Rep|Rev|Hon|Pres|Vol|pp?|ca?|approx|est|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|lit|esp|fl"
    "|Bros|Ave|Blvd|Dept|Univ|Ph\\.D|U\\.S|U\\.K|[A-Z]"
)
_ABBREVIATION = re.compile(rf"(?<![^\W_])(?:{_ABBREVIATIONS}|(?:[A-Za-z]\.)+[A-Za-z])\.$")
_END = re.compile(r"[.!?]+(?:\[\d+\])*[\"”’')\]]*(?:\[\d+\])*\s+(?=[\"“‘'(\[]*[A-Z0-9])|\s*\n\s*")
_WORD = re.compile(r"[^\W_]+(?:[-.'’&][^\W_]+)*")
COMMON = frozenset(
    """a about after all also am an and any are as at be because been before being between both but by can could did do
    does during each for from had has have he her here him his how i if in into is it its itself many may might more
    most much must no not of on one only or other our out over she should so some such than that the their them then
    there these they this those through to too under until up was we were what when where which while who whom whose
    why will with within without would you your""".split()
)


def spans(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each sentence in characters; only white space lies between them."""
    found: list[tuple[int, int]] = []
    start = 0
    for end in _END.finditer(text):
        head = text[start : end.end()].rstrip()
        if "\n" not in end.group() and _ABBREVIATION.search(head):
            continue
        found.append((start, start + len(head)))
        start = end.end()
    found.append((start, start + len(text[start:].rstrip())))
    return [(start, end) for start, end in found if text[start:end].strip()]


def sentences(text: str) -> list[str]:
    """Return the sentences of a text in order."""
    return [text[start:end] for start, end in spans(text)]


def words(text: str) -> list[str]:
    """Return every word in lower case, in order; hyphens and apostrophes stay inside."""
    return [match.group().lower().replace("’", "'") for match in _WORD.finditer(text)]


def content(text: str) -> set[str]:
    """Return the words that carry a subject, without possessives, cut to six letters and without a plural's s."""
    return {re.sub(r"'s?$", "", word)[:6].rstrip("s") for word in words(text) if word not in COMMON}


def balanced(text: str) -> bool:
    """Tell whether brackets and double quotes come in pairs."""
    pairs = all(text.count(left) == text.count(right) for left, right in ("()", "[]", "“”"))
    return pairs and text.count('"') % 2 == 0


def length(text: str) -> int:
    """Return the number of words between blanks."""
    return len(text.split())
