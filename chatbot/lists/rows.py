"""The names of a table's rows as a list, where its first column is called what is asked for."""

from collections.abc import Sequence
from dataclasses import replace

from chatbot.lists.listing import Item, Listing
from chatbot.tables.reading import grids, is_blank
from ingest.collection import Passage
from ingest.text import PATH

_FEWEST = 2


def rows(document: Sequence[Passage]) -> list[Listing]:
    """Return the tables of a document by the names of their rows, over all parts that a table was cut into.

    What the first column is called is part of the heading.
    """
    found: dict[tuple[str, tuple[str, ...]], Listing] = {}
    last: tuple[str, tuple[str, ...]] | None = None
    for passage in document:
        for header, body in grids(passage.text):
            goes_on = is_blank(header[0]) and last and last[0] == passage.heading and len(last[1]) == len(header)
            key = last if goes_on else (passage.heading, tuple(header))
            if is_blank(key[1][0]):
                continue
            name = PATH.join(filter(None, (passage.heading, key[1][0])))
            known = found.get(key) or Listing(name, _lead(passage), ())
            found[key] = replace(known, items=_with(known.items, body, passage))
            last = key
    return [listing for listing in found.values() if len(listing.items) >= _FEWEST]


def _with(known: tuple[Item, ...], body: Sequence[Sequence[str]], passage: Passage) -> tuple[Item, ...]:
    """Return items with those of further rows: a name that several rows have is one item."""
    named = {item.text: item for item in known}
    for row in body:
        if not is_blank(row[0]):
            named.setdefault(f"- {row[0]}", Item(f"- {row[0]}", replace(passage, text=f"| {' | '.join(row)} |")))
    return tuple(named.values())


def _lead(passage: Passage) -> Passage | None:
    """Return the paragraph before a passage's first table."""
    before, _, _ = f"\n{passage.text}".partition("\n|")
    *_, last = before.strip().split("\n\n")
    return replace(passage, text=last) if last and not last.startswith("#") else None
