"""Other names of a column: who asks for an "email address" means the column "Email", "how old" the column "Age".

Only what names a column is widened so, never what names a row: a row's words are the document's own.
"""

import re

from chatbot.questions.plurals import stem_set

_WORDINGS = (  # what a question says, and one of the words that the column has for it
    (r"\be-?mail(?: address(?:es)?)?\b", "email mail"),
    (r"\b(?:tele)?phone(?: numbers?)?\b|\bhow can i (?:call|phone|ring)\b", "phone telephone tel mobile"),
    (
        r"\bhow long (?:is|was|are|were|does|did)\b|\b(?:run(?:ning)? ?time|duration|length)\b",
        "runtime duration length",
    ),
    (r"\bhow many (?:people|inhabitants|residents) (?:live|lives|lived|are living)\b|\binhabitants\b", "population"),
    (r"\bhow old\b", "age"),
    (r"\bhow tall\b|\bhow high\b", "height"),
    (r"\bhow heavy\b|\bhow much (?:does|do|did)\b.+\bweigh\b", "weight"),
    (
        r"\bhow much (?:is|are|was|were)\b|\bhow much (?:does|do|did)\b.+\bcost\b|\bwhat (?:does|do|did)\b.+\bcost\b",
        "price cost",
    ),
    (r"\bhow much\b", "amount"),
    (r"\bspen[dt]\b", "paid debit withdrawal money"),  # "Paid out": what is paid in stands elsewhere in the row
    (r"\bhow (?:large|big) (?:is|was|are|were)\b", "area size"),
    (r"\bwho wrote\b|\bwritten by\b", "author"),
    (r"\bwho directed\b|\bdirected by\b", "director"),
    (r"\bwhen was .+\bborn\b", "birthday birthdate"),
    (r"\bwebsite\b|\bweb ?(?:page|address)\b|\bhome ?page\b", "website url homepage"),
)
_WORDINGS = tuple((re.compile(said, re.IGNORECASE), stem_set(names)) for said, names in _WORDINGS)
_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")  # a unit
_WHEN = re.compile(r"\bwhen (?:did|does|do|was|were|is)\b", re.IGNORECASE)
_DATE = stem_set("date")
_SAME = 5  # letters that two words of one family open with


def in_its_words(question: str, name: str) -> frozenset[str]:
    """Return the terms of a question, where it calls a column of that name otherwise with the column's own."""
    asked = stem_set(question)
    stands = _stands_for(question, stem_set(_BRACKETS.sub(" ", name)))
    return asked if stands is None else (asked - stands) | stem_set(name)


def _stands_for(question: str, label: frozenset[str]) -> frozenset[str] | None:
    """Return which of a question's terms a column of that label stands for; None where it goes by another name.

    "When did she subscribe?" is for the column "Subscription Date", or "Date": of a date, when is asked.
    """
    for said, names in _WORDINGS:
        if names & label and label <= names and (found := said.search(question)):
            return stem_set(found[0])
    if _DATE <= label and _WHEN.search(question):
        rest = label - _DATE
        if not rest:
            return frozenset()  # the column "Date" tells when whatever happened that its row names
        return alike(stem_set(question), rest) or None
    return None


def alike(terms: frozenset[str], label: frozenset[str]) -> frozenset[str]:
    """Return which terms are of one family with a label's: "subscribe" with those of "Subscription Date"."""
    return frozenset(term for term in terms if any(_is_like(term, other) for other in label))


def _is_like(term: str, other: str) -> bool:
    """Tell whether two terms are of one word, as "subscrib" and "subscript" are: most of their letters agree."""
    same = next((n for n, (a, b) in enumerate(zip(term, other, strict=False)) if a != b), min(len(term), len(other)))
    return same >= _SAME and same >= min(len(term), len(other)) - 2
