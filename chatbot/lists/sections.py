"""Sections as lists: where one consists of sections, their names are its items, of a short one its sentences may be.

# Operating modes  ## Auto mode  ## Laundry mode      "Operating modes": Auto mode, Laundry mode
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from chatbot.lists.lines import Kind, Line, lines_of
from chatbot.lists.listing import Item, Listing
from chatbot.lists.listings import paragraph_of
from chatbot.lists.synonyms import other_words
from ingest.collection import Passage
from ingest.text import PATH, sentences

_FEWEST = 2
_NO_PROSE = re.compile(r"\||```")  # a table, program code
_NUMBERED = re.compile(r"\d{1,3}[.)] ")
_MOST = 6  # sentences of a section that are its points; more are a treatise


def sections(document: Sequence[Passage]) -> Iterator[Listing]:
    """Yield, of each heading that has two or more right below it, these as a list."""
    lines = [line for line in lines_of(document) if line.kind is not Kind.BLANK]
    for number, line in enumerate(lines):
        if line.kind is not Kind.HEADING:
            continue
        below = list(takewhile(lambda other, level=line.level: not _ends(other, level), lines[number + 1 :]))
        headings = [other for other in below if other.kind is Kind.HEADING]
        highest = min((heading.level for heading in headings), default=0)
        items = tuple(Item(_item(each.text), each.passage) for each in headings if each.level == highest)
        if len(items) >= _FEWEST:
            yield Listing(line.text, _opening(below), items)


def points(document: Sequence[Passage]) -> Iterator[Listing]:
    """Yield the sentences of each short section that is called a kind of list, "Drawbacks" say, as its items."""
    for passage in document:
        if not other_words(passage.heading.split(PATH)[-1]):
            continue
        lines = list(lines_of([passage]))
        text = " ".join(line.text for line in lines if line.kind is Kind.TEXT)
        parts = sentences(text)
        plain = all(line.kind in (Kind.TEXT, Kind.BLANK, Kind.HEADING) for line in lines)
        if plain and not _NO_PROSE.search(text) and _FEWEST <= len(parts) <= _MOST:
            yield Listing(
                passage.heading, None, tuple(Item(f"- {part}", replace(passage, text=part)) for part in parts)
            )


def _item(heading: str) -> str:
    return heading if _NUMBERED.match(heading) else f"- {heading}"


def _ends(line: Line, level: int) -> bool:
    return line.kind is Kind.HEADING and line.level <= level


def _opening(below: Sequence[Line]) -> Passage | None:
    """Return the text between a heading and the first one below it."""
    return paragraph_of(list(takewhile(lambda line: line.kind is Kind.TEXT, below)))
