"""What a place that a reader points at lacks, so that it answers something else, however sure the reader is.

The name alone often makes it sure: of "Who founded the bakery?" it points at whoever sorts the bakery's mail, and of
"When was SKU-5512 audited?", whose cell is empty, at the date of the row above.
"""

import re
from collections.abc import Sequence

from chatbot.answers.kinds import asks_contact
from chatbot.answers.subject import is_of_another
from chatbot.questions.plurals import stem_set
from ingest.collection import Passage
from ingest.text import terms, words

_CODE = re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[^\W\d_])[\w-]+(?![\w-])")
_ORIGIN = re.compile(
    r"\W*(?:who\b(?: \w+){0,3}?|(?:which|what) \w+) (?:co-?)?"
    r"(?:(?P<founded>found(?:ed|ers?)|establish\w*)|(?P<invented>invent\w*)|(?P<designed>design(?:ed|ers?)))\b",
    re.IGNORECASE,
)
# Before a noun these say what it is like, "the invented town", not that someone did it.
_LIKE = re.compile(
    r"\b(?:an?|the|this|that|these|its|our)\s+(?:invented|established|developed|proposed)\b", re.IGNORECASE
)
_HOW_MUCH_MORE = re.compile(
    r"\bhow (?:much|many|far)\b(?: \w+){0,6}? (?:more|less|fewer|\w+er)\b.*\bthan\b", re.IGNORECASE | re.DOTALL
)
_MORE = re.compile(
    r"\b(?:more|less|fewer|than|differ\w*|gap|exce\w+|double|twice|half|times|ahead|behind|above|below|over|under)\b|"
    r"\w(?:er|ier) by\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(r"\b(?:earlier|sooner|later)\b", re.IGNORECASE)
_BEFORE = re.compile(r"\b(?:before|after|prior|in advance|past)\b", re.IGNORECASE)
_VERSION = re.compile(r"\W*(?:which|what) ((?:[\w+#.-]+ ){0,2})version\b(?: of ([\w+#.-]+))?", re.IGNORECASE)
_WORDS = {  # of which a place that tells has one
    "founded": """found founded founder founders founding cofounded cofounder foundation establish created creator
        creation started start starts began begun set launched opened built formed originated brainchild""",
    "invented": """invented inventor invention developed developer created creator creation designed designer devised
        discovered discoverer introduced proposed made built pioneered pioneer father coined conceived patented""",
    "designed": """designed designer design designs architect architecture drawn drew planned plan plans devised
        conceived developed developer created creator made built builder styled""",
}
_WORDS = {kind: stem_set(words) for kind, words in _WORDS.items()}
_OPPOSED = (  # a value of the one is never one of the other: gross pay is no net pay, an issue date no due date
    ("net", "gross"),
    ("opening", "closing"),
    ("previous", "present current"),
    ("issue issued start starts begin begins from", "end ends expiry expire expires until due"),
    ("minimum least", "maximum most"),
)
_OPPOSED = tuple(tuple(frozenset(side.split()) for side in pair) for pair in _OPPOSED)
_RUNS_OUT = re.compile(r"\bruns? out\b", re.IGNORECASE)
_CONTACTS = stem_set("phone telephone tel fax number call ring email e-mail mail address")
_FIELD = re.compile(r"(?P<label>[^\W_][^:|\n]*?)\s*:\s+\S")
_BEGINNING = 4  # letters
_LINE = 12  # words of a form's line; running text may tell of both


def lacks_comparison(question: str, text: str) -> bool:
    """Tell whether a text that was found for "how much more is A than B?" compares nothing: A's price is no answer."""
    if not _HOW_MUCH_MORE.search(question) or _MORE.search(text):
        return False
    return not (_EARLIER.search(question) and _BEFORE.search(text))  # "10 minutes before" is so much earlier


def lacks_origin(question: str, text: str) -> bool:
    """Tell whether a text that was found for who founded, invented or designed something speaks of no such thing."""
    asked = _ORIGIN.match(question)
    return bool(asked) and not _WORDS[asked.lastgroup] & stem_set(_LIKE.sub(" ", text))


def lacks_version(question: str, text: str) -> bool:
    """Tell whether a text that was found for the version of something does not speak of that."""
    asked = _VERSION.match(question)
    wanted = stem_set(" ".join(filter(None, asked.groups()))) if asked else frozenset()
    return bool(wanted) and not wanted & stem_set(text)


def is_opposite(question: str, text: str) -> bool:
    """Tell whether a form's line or a table's row gives the other of two things that exclude each other."""
    if not text.startswith("|") and len(text.split()) > _LINE:
        return False
    asked, told = set(words(_RUNS_OUT.sub("expires", question))), set(words(text))
    pairs = [pair for one, other in _OPPOSED for pair in ((one, other), (other, one))]
    return any(asked & one and not asked & other and told & other and not told & one for one, other in pairs)


def lacks_owner(question: str, text: str) -> bool:
    """Tell whether a document has none of the words that say whose telephone number or address of mail is asked for.

    There is one in many a document, and whoever is asked for it gives it. A word counts by how it begins: a "roofer"
    may be "Pettigrew Roofing".
    """
    if not asks_contact(question):
        return False
    owners = set(terms(question)) - _CONTACTS
    there = {term[:_BEGINNING] for term in terms(text)}
    return bool(owners) and there.isdisjoint(term[:_BEGINNING] for term in owners)


def lacks(question: str, window: Passage, passages: Sequence[Passage]) -> bool:
    """Tell whether a window out of one of the passages cannot answer a question.

    It compares nothing or speaks of no founding, inventing, designing or version, which was asked for, gives the
    opposite, is a form's line and another of that label has more of the question over it, or a table's row and another
    has its code.
    """
    if lacks_comparison(question, window.text):
        return True
    text = window.with_headings
    if lacks_origin(question, text) or lacks_version(question, text) or is_opposite(question, window.text):
        return True
    if is_of_another(question, window.text, window) or _belongs_to_others(question, window, passages):
        return True
    return window.text.startswith("|") and any(
        code not in _codes(text) and any(code in _codes(passage.text) for passage in passages)
        for code in _codes(question)
    )


def _belongs_to_others(question: str, window: Passage, passages: Sequence[Passage]) -> bool:
    """Tell whether a form's line is one of several of its label, and what the question says stands over another."""
    line = _FIELD.match(window.text)
    if not line or len(window.text.split()) > _LINE:
        return False
    asked = stem_set(question) - stem_set(line["label"])
    left = asked - stem_set(next((each for each in passages if each.id == window.id), window).with_headings)
    others = [each for each in passages if re.search(rf"^{re.escape(line['label'])}\s*:", each.text, re.MULTILINE)]
    return any(asked - stem_set(each.with_headings) < left for each in others)


def _codes(text: str) -> set[str]:
    return {code.casefold() for code in _CODE.findall(text)}
