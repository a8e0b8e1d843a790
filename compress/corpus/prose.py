"""Plain text work that the readers and the pool share: sentences, spans, and tokenised text made normal again.

detokenise("Jay - Z 's `` 99 Problems '' ( 2004 ) , 50 % off")   'Jay-Z's "99 Problems" (2004), 50% off'
"""

import re
from collections.abc import Sequence

from compress.rating.scores import normalise

# A dot after these ends no sentence; nor does one after a single capital ("J. Smith") or a dotted one ("U.S. Army").
_ABBREVIATIONS = (
    "Mr Mrs Ms Dr Prof St Sr Jr No vs etc al e.g i.e cf approx ca c Inc Ltd Co Corp Gen Col Lt Sgt Rev Hon"
)
_SHORT = {f"{word}." for word in _ABBREVIATIONS.split()}
_END = re.compile(r"[.!?]+[\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-Z0-9])|\n+")
_INVISIBLE = re.compile(r"[\ufeff\u200b-\u200f\u202a-\u202e]")
_SPACING = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"\s+", " "),
        (r"`` ?", '"'),
        (r" ?''", '"'),
        (r" ` (?=\w)", " ‘"),
        (r" ('(?:s|m|d|re|ll|ve)|n't)(?!\w)", r"\1"),  # it 's, do n't
        (r"(\ws) ' (?=\w)", r"\1' "),  # the players ' union
        (r"(?<!\S)' (\w[^']{0,80}?) '(?!\w)", r"'\1'"),  # the ' garden ' city
        (r" - (?=(?:to|and|or|,)\b)", "- "),  # mid - to late 1920s
        (r" - ", "-"),
        (r"(?<=\d) -- (?=\d)", "–"),
        (r"(?<=[a-z]) -- (?=[a-z0-9\"(])|(?<=[),.\"]) -- ", " – "),
        (r"\b([A-Z]\w+) -- (?=[A-Z]\w)", r"\1–"),
        (r" -- ", " – "),
        (r"([(\[]) ", r"\1"),
        (r" ([)\]])", r"\1"),
        (r" ([,;:.!?]+)(?=[\s\"')\]]|$)", r"\1"),
        (r"(\d): (?=\d\d?\b)", r"\1:"),  # 9 : 00 pm
        (r"(?<=\d) %", "%"),
        (r"([$£€₹#]) (?=\d)", r"\1"),
        (r"\bUS (?=\$)", "US"),
        (r"(\d) ?° ([CF])\b", r"\1 °\2"),
        (r"° ([CF])\b", r"°\1"),
        (r"(\d) ([°′″])", r"\1\2"),
        (r"\b(cm|mm|km|m|mi|mg|kg|g|R|ABC) / (?=\w)", r"\1/"),
        (r"\s+", " "),
    )
)


def detokenise(text: str) -> str:
    """Return text as people write it, from the spaced tokens that Natural Questions delivers."""
    text = _INVISIBLE.sub("", text)
    for pattern, plain in _SPACING:
        text = pattern.sub(plain, text)
    return text.strip()


def is_tokenised(text: str) -> bool:
    """Tell whether the text's commas and full stops stand apart from their words."""
    return len(re.findall(r"\w [,.](?: |$)", text)) > len(re.findall(r"\w[,.](?: |$)", text))


def sentences(text: str) -> list[str]:
    """Return the text's sentences and lines, in order; the pieces joined by a space have the same words."""
    pieces, start = [], 0
    for end in _END.finditer(text):
        if not _is_abbreviation(text, end):
            pieces.append(text[start : end.end()].strip())
            start = end.end()
    return [piece for piece in (*pieces, text[start:].strip()) if piece]


def locate(text: str, span: str) -> str | None:
    """Return the place in text that reads as span whatever its spaces and case, as text spells it, else None.

    It starts and ends at the border of a word.
    """
    if _stands(text, span):  # the usual case, and far quicker than a pattern
        return span
    signs = [re.escape(sign) for sign in span if not sign.isspace()]
    if not signs:
        return None
    found = re.search(r"(?<!\w)" + r"\s*".join(signs) + r"(?!\w)", text, re.IGNORECASE)
    return found.group() if found else None


def holds(text: str, answer: str) -> bool:
    """Tell whether text has the answer's words together and whole, in any case and without a leading article."""
    plain = re.sub(r"^(?:the|an?)\s+", "", answer.strip().lower())
    lower = text.lower()
    return plain in lower and bool(re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", lower)) if plain else False


def trimmed(span: str) -> str:
    """Return a span without the marks that annotators took along: spaces, a comma, a sentence's full stop."""
    span = span.strip().rstrip(",;:").strip()
    return re.sub(r"(?:(?<=[a-z]{3})|(?<=\d))\.$", "", span)


def best_first(answers: Sequence[str]) -> tuple[str, ...]:
    """Return the different answers: the most often given first, then those of middling length.

    Annotators take too much or too little; the one between them is what most would say.
    """
    counts: dict[str, int] = {}
    for answer in map(trimmed, answers):
        if answer:
            counts[answer] = counts.get(answer, 0) + 1
    by_length = sorted(counts, key=len)
    middle = (len(by_length) - 1) / 2
    return tuple(sorted(counts, key=lambda answer: (-counts[answer], abs(by_length.index(answer) - middle + 0.1))))


def content_words(text: str) -> set[str]:
    """Return the words that carry meaning, as SQuAD compares words: lower case, no punctuation, no function words."""
    return {word for word in normalise(text).split() if word not in FUNCTION_WORDS}


FUNCTION_WORDS = frozenset(
    "a about after all also am an and any are as at be because been before being between both but by can could did do "
    "does doing during each else for from had has have having he her hers him his how i if in into is it its just me "
    "more most my no nor not of on one only or other our out over own s same she should so some such t than that the "
    "their them then there these they this those to too under until up us very was we were what when where which "
    "while who whom whose why will with would you your".split()
)


def _stands(text: str, span: str) -> bool:
    """Tell whether span stands in text exactly so, at the borders of words."""
    place = text.find(span) if span else -1
    while place >= 0:
        before, after = text[place - 1 : place], text[place + len(span) : place + len(span) + 1]
        if not (_in_word(before) or _in_word(after)):
            return True
        place = text.find(span, place + 1)
    return False


def _in_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def _is_abbreviation(text: str, end: re.Match) -> bool:
    if "\n" in end.group() or not end.group().startswith("."):
        return False
    word = text[: end.start() + 1].rsplit(maxsplit=1)[-1].lstrip("(\"'“[")
    return word in _SHORT or (bool(re.fullmatch(r"(?:[A-Z]\.)+", word)) and word != "I.")
