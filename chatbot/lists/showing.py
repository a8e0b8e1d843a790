"""A list as an answer: what leads to it, each item with its footnote, and how many there are beyond those shown."""

import re

from chatbot.answers.grounding import MARK, Grounded
from chatbot.answers.notes import Notes
from chatbot.lists.listing import Listing
from chatbot.prompts import prompt
from ingest.addresses import name_of
from ingest.collection import Passage
from ingest.text import PATH, sentences

_MOST, _LONGEST = 12, 1400  # items and characters that are shown; more would be a wall
_LEADS = re.compile(
    r"[^.!?]$|\b(?:following|these|below|steps?|ways?|kinds?|things?|points?|parts?|consists?|two|three|four|five|six)\b",
    re.IGNORECASE,
)


def shown(listing: Listing) -> Grounded:
    """Return a list in its own words, item by item."""
    notes, lines, length = Notes(), [_opening(listing)], 0
    for item in listing.items[:_MOST]:
        length += len(item.text)
        if length > _LONGEST and len(lines) > 1:
            break
        lines.append(f"{MARK.sub('', item.text)} {notes.mark(listing.place(item))}")
    more = len(listing.items) - len(lines) + 1
    lines[0] = f"{lines[0]} {notes.mark(_led_by(listing))}"
    if more:
        lines.append(_more(listing, more))
    return Grounded("\n".join(lines), tuple(notes.citations))


def _opening(listing: Listing) -> str:
    """Return the sentence that leads to the items; where the one before them says something else, their heading."""
    last = " ".join(sentences(listing.lead.text)[-1].split()) if listing.lead else ""
    if last and _LEADS.search(last):
        return MARK.sub("", last)
    heading = (listing.heading or listing.items[0].place.title).split(PATH)[-1]
    return f"{heading}:"


def _led_by(listing: Listing) -> Passage:
    """Return the place of the opening: the first item's, if the lead stands in the same passage."""
    first = listing.items[0]
    return listing.lead if listing.lead and listing.lead.id != first.place.id else listing.place(first)


def _more(listing: Listing, count: int) -> str:
    place = listing.items[-1].place
    where = name_of(place.source)
    if place.page:
        where += f", page {place.page}"
    return prompt("more_items").substitute(
        count=count, heading=listing.heading.split(PATH)[-1] or place.title, where=where
    )
