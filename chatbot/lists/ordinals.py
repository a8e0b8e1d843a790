"""Lists within a paragraph: sentences that count, "First, ... Second, ... Third, ..."."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from chatbot.lists.listing import Item, Listing
from ingest.collection import Passage
from ingest.text import sentences

_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_COUNTS = re.compile(
    rf"(?:the )?(?:(?P<place>{'|'.join(_ORDINALS)})(?:ly)?|(?P<last>last(?:ly)?|finally))(?:,| (?:is|are|was|were)\b)",
    re.IGNORECASE,
)
_FEWEST = 2
_APART = 3  # sentences from one to the next at most: in between stands what belongs to the one


def ordinals(document: Sequence[Passage]) -> Iterator[Listing]:
    """Yield the runs of sentences that count on from "first", each led by the sentence before it."""
    for passage in document:
        parts = sentences(passage.text)
        for run in _runs(parts):
            spans = [*pairwise(run), (run[-1], run[-1] + 1)]
            items = tuple(_item(passage, parts[start:end]) for start, end in spans)
            lead = replace(passage, text=parts[run[0] - 1]) if run[0] else None
            yield Listing(passage.heading, lead, items, ordered=True)


def _item(passage: Passage, parts: Sequence[str]) -> Item:
    place = replace(passage, text=" ".join(" ".join(parts).split()))
    return Item(f"- {place.text}", place)


def _runs(parts: Sequence[str]) -> list[list[int]]:
    """Return the numbers of the sentences that count, of each run from the first on."""
    runs: list[list[int]] = []
    for number, part in enumerate(parts):
        counts = _COUNTS.match(part)
        place = _ORDINALS.index(counts["place"].lower()) if counts and counts["place"] else None
        if place == 0:
            runs.append([number])
        elif counts and runs and number - runs[-1][-1] <= _APART and place in (None, len(runs[-1])):
            runs[-1].append(number)
    return [run for run in runs if len(run) >= _FEWEST]
