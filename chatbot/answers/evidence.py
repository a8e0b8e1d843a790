"""Where the passages answer a question, as a reader sees it: the words, their sentence, and how sure it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from chatbot.answers.announced import announced
from chatbot.answers.kinds import fits
from chatbot.answers.lacking import lacks
from chatbot.answers.neighbours import beside, numbers_of
from chatbot.answers.prose import LEANS_BACK
from chatbot.answers.reader import Found, Reader
from ingest.collection import Passage
from ingest.text import header_of, sentences, terms, words

# Margins (`reader.Found`), chosen on questions about held-out articles and everyday documents (dev). From LIKELY on
# they outweigh a draft that refuses, though they may be a little less likely than none: of 22 everyday documents that
# no reader learnt from it is right between LIKELY and 0 in 8 of 9 cases, and 2 of 66 near misses lie there.
SURE, LIKELY, DOUBTFUL = 4.0, -1.0, -3.0
CERTAIN = 100.0  # of what code has found by the question's own words: surer than any reader
_AT_ONCE = 2  # passages that are read side by side, on two cores
# The reranker's logits by which a passage is not read: so far behind what comes first, or so low past the second. Of
# 283 questions about everyday documents (dev) 99 % have the right passage in two; of those in four none is lost.
FAR_BEHIND, HOPELESS = 4.0, -3.5
_RANK_COST = 3.0  # logits: what put the passages in order mostly knows which one answers

_WHY = re.compile(
    r"\bwhy\b|\bhow (?:do|does|did|is|are|was|were|can|could|should|would|will|has|have|to)\b", re.IGNORECASE
)
_ITEM = re.compile(r"[-*•] |\d{1,3}[.)] ")
_ITEMS = 12  # of a list that is quoted whole
_SHORT_ITEM = 60  # words
_MARK = re.compile(r"\[\d+\]")
DENIES = re.compile(r"\b(?:not?|never|none|nobody|nothing|neither|nor|cannot|without)\b|n['’]t\b", re.IGNORECASE)


@dataclass(frozen=True)
class Evidence:
    """`words` answer, and stand in `window`, the sentence or table row around them, cut out of its passage.

    `named` is a table's cell that the question names, nobody had to guess: `said` shows it without the cells of its
    row that do not matter. A reader that points at a row may have missed the cell, so that all of the row is shown.
    """

    words: str
    window: Passage
    margin: float
    said: str = ""
    named: bool = False

    @property
    def sure(self) -> bool:
        """Whether nothing else need be read."""
        return self.margin >= SURE

    @property
    def likely(self) -> bool:
        """Whether this may stand in for what a language model wrote, a refusal included."""
        return self.margin >= LIKELY

    @property
    def doubtful(self) -> bool:
        """Whether the passages probably hold no answer."""
        return self.margin < DOUBTFUL

    def stands_in(self, text: str) -> bool:
        """Tell whether a text has the words, whole and together; case, articles and signs aside."""
        return f" {_bare(self.words)} " in f" {_bare(text)} "

    def is_all_of(self, text: str) -> bool:
        """Tell whether a text has the words and no others; footnotes aside."""
        return _bare(self.words) == _bare(_MARK.sub(" ", text))


def evidence(reader: Reader, question: str, passages: Sequence[Passage]) -> Evidence | None:
    """Return the likeliest answer in any of the passages, of the kind that was asked for if there is one.

    One of another kind, or whose place lacks what is asked for, is doubtful, however sure the reader is. None where
    there is none, or it is a table's header.
    """

    def promise(each: Found) -> tuple[bool, float]:
        return fits(question, each.text), each.margin - _RANK_COST * passages.index(each.passage)

    every = read_until_sure(reader, question, passages)
    found = max(every, key=promise, default=None)
    if found is None or _is_header(found):
        return None
    found = _announced(question, every) or beside(reader, question, found) or found
    window = window_around(found, question)
    answers = fits(question, found.text) and not lacks(question, window, passages)
    return Evidence(found.text, window, found.margin if answers else min(found.margin, DOUBTFUL - 1))


def read_until_sure(reader: Reader, question: str, passages: Sequence[Passage]) -> list[Found]:
    """Return the likeliest answer of each passage that need be read, in their order.

    Reading is what an answer waits for. Mostly the reader is sure of what the reranker put first, or of nothing: the
    others are read only where the first two hold no sure answer.
    """
    worth = worth_reading(passages)
    first = reader.find(question, worth[:_AT_ONCE])
    if any(each.margin >= SURE and fits(question, each.text) for each in first):
        return first
    return [*first, *reader.find(question, worth[_AT_ONCE:])]


def worth_reading(passages: Sequence[Passage]) -> list[Passage]:
    """Return the first passage and those that are not far behind it nor, past the second, hopeless.

    Without a reranker's scores these are all.
    """
    behind = passages[0].score - FAR_BEHIND if passages else 0.0

    def may_answer(number: int, passage: Passage) -> bool:
        return number == 0 or passage.score >= (behind if number < _AT_ONCE else max(behind, HOPELESS))

    return [passage for number, passage in enumerate(passages) if may_answer(number, passage)]


def window_around(found: Found, question: str) -> Passage:
    """Return the passage of an answer, cut down to the sentence or the row that holds it (`_around`)."""
    return replace(found.passage, text=_around(found, question))


def asks_why(question: str) -> bool:
    """Tell whether a question wants an explanation: why, or how something is or is done."""
    return bool(_WHY.search(question))


def _announced(question: str, every: Sequence[Found]) -> Found | None:
    """Return the sentence that names all of so many things, where so many were asked for and its passage may tell."""
    for found in every:
        told = announced(question, found.passage.text) if found.margin >= LIKELY else None
        if told:
            start = found.passage.text.index(told)
            return replace(found, start=start, end=start + len(told))
    return None


def _around(found: Found, question: str) -> str:
    """Return the sentence that holds an answer, or a table's row with its header.

    The sentence before comes with it where it leans back on that one, and both neighbours where an explanation is
    wanted. A short item comes whole, with its whole list where it is the list that was asked for, or with the line
    that leads to it where it needs that one.
    """
    parts = sentences(found.passage.text)
    inside = numbers_of(parts, found)
    if not inside:
        return found.passage.text
    first, last = inside[0], inside[-1]
    if all(parts[number].startswith("|") for number in inside):
        return "\n".join(dict.fromkeys([*header_of(parts, last), parts[last]]))
    first, last = _item_around(found.passage.text, parts, first, last)
    inside = list(range(first, last + 1))
    if listed := _list_around(question, parts, first) or _led_item(parts, first, last):
        return "\n".join(listed)
    wide = asks_why(question)
    leans = LEANS_BACK.match(parts[first]) and not _ITEM.match(parts[first])
    before = [first - 1] if wide or leans else []
    after = [last + 1] if wide else []
    shown = [parts[number] for number in [*before, *inside, *after] if _is_prose(parts, number)]
    return " ".join(shown) or parts[last]


def _item_around(text: str, parts: Sequence[str], first: int, last: int) -> tuple[int, int]:
    """Return the first and the last sentence of the short item that these stand in: what they tell of opens it."""
    start, end = first, last
    while start and not _ITEM.match(parts[start]) and _goes_on(text, parts[start - 1], parts[start]):
        start -= 1
    while end + 1 < len(parts) and not _ITEM.match(parts[end + 1]) and _goes_on(text, parts[end], parts[end + 1]):
        end += 1
    short = _ITEM.match(parts[start]) and len(words(" ".join(parts[start : end + 1]))) <= _SHORT_ITEM
    return (start, end) if short else (first, last)


def _goes_on(text: str, part: str, after: str) -> bool:
    """Tell whether a sentence follows in the line of another, or in an indented one."""
    return bool(re.search(rf"{re.escape(part)}(?:[ \t]+|\n[ \t]{{2,}}){re.escape(after)}", text))


def _list_around(question: str, parts: Sequence[str], number: int) -> list[str]:
    """Return a list and the line that leads to it, where that line has more of the question than the item found."""
    first = last = number
    while first and _ITEM.match(parts[first]):
        first -= 1
    while last + 1 < len(parts) and _ITEM.match(parts[last + 1]):
        last += 1
    asked, lead = set(terms(question)), parts[first]
    leads = first < number and lead.endswith(":") and last - first <= _ITEMS
    if leads and len(asked & set(terms(lead))) > len(asked & set(terms(parts[number]))):
        return list(parts[first : last + 1])
    return []


def _led_item(parts: Sequence[str], first: int, last: int) -> list[str]:
    """Return items and the line that leads to them, where these say nothing without it, or that denies what they say.

    "It does not provide:" stands over "printing".
    """
    lead = first
    while lead and _ITEM.match(parts[lead]):
        lead -= 1
    if lead == first or not parts[lead].endswith(":"):
        return []
    whole = all(part.endswith((".", "!", "?")) for part in parts[first : last + 1])
    return [] if whole and not DENIES.search(parts[lead]) else [parts[lead], *parts[first : last + 1]]


def _is_header(found: Found) -> bool:
    """Tell whether an answer stands in the header of a table, which names what its rows say."""
    parts = sentences(found.passage.text)
    inside = numbers_of(parts, found)
    return bool(inside) and [parts[number] for number in inside] == header_of(parts, inside[-1])


def _is_prose(parts: Sequence[str], number: int) -> bool:
    return 0 <= number < len(parts) and not parts[number].startswith(("#", "|"))


def _bare(text: str) -> str:
    return " ".join(word for word in words(text) if word not in ("a", "an", "the"))
