"""Lists within a sentence: "in two steps: (1) ...; (2) ...", "These include the A, which ...; the B, ...; the C"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from chatbot.answers.prose import ITEMS, LEANS_BACK, NO_PROSE
from chatbot.lists.listing import Item, Listing
from ingest.collection import Passage
from ingest.text import sentences, terms

_FEWEST = 2
_LONGEST = 80  # words of an item
_PARTED = 3  # items between semicolons: of two, the second may be a sentence of its own
_MARK = re.compile(r"(?<!\w)\((?P<mark>\d{1,2}|[a-z])\)\s+(?=\w)")
_LEAD = re.compile(
    r"(?P<lead>[^;]*?(?:\b(?:includes?|are|comprises?|consists? of|contains?|covers?)\b|:))\s+(?P<rest>.+)"
)
_BETWEEN = re.compile(r";\s+(?:(?:and|or)\s+)?")
_NOT_READ = NO_PROSE + ITEMS


def enumerations(document: Sequence[Passage]) -> Iterator[Listing]:
    """Yield the sentences that enumerate with marks or semicolons, each as a list."""
    for passage in document:
        parts = [" ".join(part.split()) for part in sentences(passage.text)]
        for number, part in enumerate(parts):
            if part.startswith(_NOT_READ):
                continue
            found = _marked(" ".join(parts[number:])) if _MARK.search(part) else _parted(part)
            if found:
                before = parts[number - 1] if number and not parts[number - 1].startswith(_NOT_READ) else ""
                yield _listing(passage, before, *found)


def _marked(text: str) -> tuple[str, list[str], bool] | None:
    """Return what stands before the first mark, and from each mark to the next, the last one to its sentence's end."""
    marks = [mark for mark in _MARK.finditer(text)]
    run = marks[:1] if marks and marks[0]["mark"] in ("1", "a") else []
    for mark in marks[1:]:
        if run and _number(mark["mark"]) == _number(run[-1]["mark"]) + 1:
            run.append(mark)
    if len(run) < _FEWEST:
        return None
    items = [text[one.start() : other.start()] for one, other in pairwise(run)]
    items.append(sentences(text[run[-1].start() :])[0])
    short = max(len(item.split()) for item in items) <= _LONGEST
    return (text[: run[0].start()], items, True) if short else None


def _parted(text: str) -> tuple[str, list[str], bool] | None:
    """Return what leads to items between semicolons, and these."""
    found = _LEAD.fullmatch(text)
    items = _BETWEEN.split(found["rest"]) if found else []
    return (found["lead"], items, False) if len(items) >= _PARTED and terms(found["lead"]) else None


def _listing(passage: Passage, before: str, lead: str, items: Sequence[str], ordered: bool) -> Listing:
    """Return a list; what leads to it is the sentence before too where the lead says nothing or leans back on it."""
    lead = " ".join(lead.split())
    if not terms(lead) or LEANS_BACK.match(lead):
        lead = f"{before} {lead}".strip()
    shown = tuple(
        Item(f"- {item}", replace(passage, text=item))
        for item in (" ".join(item.split()).rstrip(";,") for item in items)
    )
    return Listing(passage.heading, replace(passage, text=lead) if lead else None, shown, ordered)


def _number(mark: str) -> int:
    return int(mark) if mark.isdecimal() else ord(mark) - ord("a") + 1
