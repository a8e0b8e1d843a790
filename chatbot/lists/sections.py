"""Sub-headings as items: where a section consists of sections, their names are its list.

# Operating modes  ## Auto mode  ## Laundry mode      "Operating modes": Auto mode, Laundry mode
"""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from chatbot.lists.lines import Kind, Line, lines_of
from chatbot.lists.listing import Item, Listing
from chatbot.lists.listings import paragraph_of
from ingest.collection import Passage

_FEWEST = 2


def sections(document: Sequence[Passage]) -> Iterator[Listing]:
    """Yield, of each heading that has two or more right below it, these as a list."""
    lines = [line for line in lines_of(document) if line.kind is not Kind.BLANK]
    for number, line in enumerate(lines):
        if line.kind is not Kind.HEADING:
            continue
        below = list(takewhile(lambda other, level=line.level: not _ends(other, level), lines[number + 1 :]))
        headings = [other for other in below if other.kind is Kind.HEADING]
        highest = min((heading.level for heading in headings), default=0)
        items = tuple(Item(f"- {each.text}", each.passage) for each in headings if each.level == highest)
        if len(items) >= _FEWEST:
            yield Listing(line.text, _opening(below), items)


def _ends(line: Line, level: int) -> bool:
    return line.kind is Kind.HEADING and line.level <= level


def _opening(below: Sequence[Line]) -> Passage | None:
    """Return the text between a heading and the first one below it."""
    return paragraph_of(list(takewhile(lambda line: line.kind is Kind.TEXT, below)))
