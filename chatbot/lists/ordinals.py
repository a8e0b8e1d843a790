"""Lists within paragraphs: sentences that count, "First, ... Second, ...", also where a document was cut between."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from chatbot.lists.listing import Item, Listing
from ingest.collection import Passage
from ingest.text import sentences

_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_COUNTS = re.compile(
    rf"(?:the )?(?:(?P<place>{'|'.join(_ORDINALS)})(?:ly)?|(?P<last>last(?:ly)?|finally))(?:,| (?:is|are|was|were)\b)",
    re.IGNORECASE,
)
_WITHIN = re.compile(rf"(?<=[:;])\s+(?=(?:and )?(?:{'|'.join(_ORDINALS)})(?:ly)?,)", re.IGNORECASE)  # one sentence
_REFERS = re.compile(r"\b(?:these|they|this|it|its|their|both)\b", re.IGNORECASE)
_FEWEST = 2
_APART = 3  # sentences from one to the next at most: in between stands what belongs to the one

_Part = tuple[str, Passage]


def ordinals(document: Sequence[Passage]) -> Iterator[Listing]:
    """Yield the runs of sentences that count on from "first", each led by the sentence before it.

    Where that one leans back, the one before it comes too: it tells what is counted.
    """
    for _, passages in groupby(document, key=lambda passage: (passage.heading, "row" in passage.metadata)):
        parts = [(part, passage) for passage in passages for part in _parts(passage.text)]
        for run in _runs(parts):
            spans = [*pairwise(run), (run[-1], run[-1] + 1)]
            items = tuple(_item(parts[start:end]) for start, end in spans)
            yield Listing(items[0].place.heading, _lead(parts[: run[0]]), items, ordered=True)


def _parts(text: str) -> list[str]:
    return [part for sentence in sentences(text) for part in _WITHIN.split(sentence)]


def _lead(before: Sequence[_Part]) -> Passage | None:
    if not before:
        return None
    last, passage = before[-1]
    same = [part for part, place in before if place.id == passage.id]
    return replace(passage, text=" ".join(same[-2:]) if _REFERS.search(last) else last)


def _item(parts: Sequence[_Part]) -> Item:
    """Return an item of its sentences; its place is what of them stands in the passage of the first one."""
    _, passage = parts[0]
    there = [part for part, place in parts if place.id == passage.id]
    text = " ".join(" ".join(part for part, _ in parts).split())
    return Item(f"- {text}", replace(passage, text=" ".join(" ".join(there).split())))


def _runs(parts: Sequence[_Part]) -> list[list[int]]:
    """Return the numbers of the sentences that count, of each run from the first on."""
    runs: list[list[int]] = []
    for number, (part, _) in enumerate(parts):
        counts = _COUNTS.match(part)
        place = _ORDINALS.index(counts["place"].lower()) if counts and counts["place"] else None
        if place == 0:
            runs.append([number])
        elif counts and runs and number - runs[-1][-1] <= _APART and place in (None, len(runs[-1])):
            runs[-1].append(number)
    return [run for run in runs if len(run) >= _FEWEST]
