"""Which list of the found documents a question wants, if any.

What leads to the items, their heading and the paragraph before them, must have nearly all of the question's words, the
rare ones most; what its document is about helps, and the items a little. Where a reader points into an item, less is
enough.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from chatbot.answers.evidence import Evidence
from chatbot.lists.listing import Listing
from chatbot.lists.synonyms import families
from chatbot.questions.plurals import stem_set, stems
from chatbot.questions.several import Several, called
from ingest.collection import Passage

_ENUMERATES = re.compile(r"[,;].*\b(?:and|or)\b", re.DOTALL)
_SURE = 0.75  # of the question's weighted words
_POINTED = 0.4  # where the reader points into an item
_TELLING = 0.5  # of those words that what its document is about has not: they say which of a document's lists it is
_WITHIN = 0.5  # what a word in an item counts beside one that leads to them
_NAMED, _COUNTED, _ORDERED = 0.3, 0.15, 0.1  # for a list that is called so, has as many items, or has an order
_PLACE_COST = 0.04  # of a list one passage lower


@dataclass(frozen=True)
class Wanting:
    """What a question wants, and what its words weigh; `pointed` is where a reader sees the answer."""

    several: Several
    weights: Mapping[str, float]
    pointed: Evidence | None = None
    subjects: Mapping[str, frozenset[str]] = field(default_factory=dict)  # what each document is about, by its source

    def share(self, terms: Iterable[str], of: frozenset[str] | None = None) -> float:
        """Return the weighted share of the question's words, or of some of them, that are among terms."""
        of = self.several.about if of is None else of
        whole = sum(map(self._weight, of))
        return sum(self._weight(term) for term in of.intersection(terms)) / whole if whole else 1.0

    def _weight(self, term: str) -> float:
        return self.weights.get(term, 1.0)


def wanted(
    wanting: Wanting, lists: Sequence[Listing], found: Sequence[Passage], *, named: bool = False
) -> Listing | None:
    """Return the list that is wanted; None where none surely is; with `named` it must be called as asked."""
    ranks = {passage.id: rank for rank, passage in reversed(list(enumerate(found)))}
    rated = [
        (_score(wanting, each) - _PLACE_COST * ranks.get(_first(each, ranks), len(found)), each)
        for each in lists
        if (_first(each, ranks) or _is_called(wanting, each)) and _fits(wanting, each, named=named)
    ]
    return max(rated, key=lambda rating: rating[0])[1] if rated else None


def _is_called(wanting: Wanting, listing: Listing) -> bool:
    """Tell whether a list is called as what is wanted is: such a one need not have been found, only its document."""
    things = called(wanting.several)
    return bool(things) and things <= listing.name


def _first(listing: Listing, ranks: Mapping[str, int]) -> str | None:
    """Return the best found passage that a list, or what leads to it, stands in."""
    places = [item.place.id for item in listing.items] + ([listing.lead.id] if listing.lead else [])
    return min((id_ for id_ in places if id_ in ranks), key=ranks.__getitem__, default=None)


def _fits(wanting: Wanting, listing: Listing, *, named: bool) -> bool:
    if _is_about_one(wanting, listing) or _is_of_another_kind(wanting, listing):
        return False
    things = wanting.several.things if named else called(wanting.several)
    if not things <= listing.over or (named and not things) or _is_told_elsewhere(wanting, listing, named=named):
        return _is_pointed_at(wanting, listing)
    around = _around(wanting, listing)
    telling = named or wanting.share(listing.over, wanting.several.about - around) >= _TELLING
    return (telling and _covered(wanting, listing) >= _SURE) or _is_pointed_at(wanting, listing)


def _is_of_another_kind(wanting: Wanting, listing: Listing) -> bool:
    """Tell whether a list is called by words for something else than is asked for: "Limitations" are no pros."""
    asked, said = families(wanting.several.things), families(listing.name, listing.announced)
    return bool(asked and said) and not asked & said


def _is_about_one(wanting: Wanting, listing: Listing) -> bool:
    """Tell whether some items begin with what is asked about: a treasurer's duties are not all a committee's.

    Where all of them do, it is the name of the whole: "Kettle-S", "Kettle-L".
    """
    asked = wanting.several.about - stem_set(listing.heading) - _around(wanting, listing)
    begins = [bool(asked.intersection(stems(item.text)[:1])) for item in listing.items]
    return any(begins) and not all(begins)


def _score(wanting: Wanting, listing: Listing) -> float:
    several = wanting.several
    is_called = bool(several.things) and several.things <= listing.name
    counted = several.count == len(listing.items)
    return (
        _covered(wanting, listing)
        + wanting.share(listing.over)
        + _NAMED * is_called
        + _COUNTED * counted
        + _ORDERED * (several.way and listing.ordered)
        + _is_pointed_at(wanting, listing)
    )


def _covered(wanting: Wanting, listing: Listing) -> float:
    leading = listing.over | _around(wanting, listing)
    return wanting.share(leading) + _WITHIN * wanting.share(listing.within - leading)


def _around(wanting: Wanting, listing: Listing) -> frozenset[str]:
    """Return the terms of what its document is about: of the title, the file's name and how it opens."""
    return wanting.subjects.get(listing.items[0].place.source, frozenset())


def _is_pointed_at(wanting: Wanting, listing: Listing) -> bool:
    """Tell whether the reader points into an item, or at a lead or a heading that only opens the list."""
    pointed = wanting.pointed
    if pointed is None or pointed.doubtful or _covered(wanting, listing) < _POINTED:
        return False
    items = any(
        pointed.window.id == item.place.id
        and pointed.stands_in(item.text)
        and wanting.share(stem_set(item.text)) <= wanting.share(listing.over | _around(wanting, listing))
        for item in listing.items
    )
    opens = listing.is_led and pointed.window.id == listing.lead.id
    return items or (opens and pointed.stands_in(f"{listing.heading} {listing.lead.text}"))


def _is_told_elsewhere(wanting: Wanting, listing: Listing, *, named: bool) -> bool:
    """Tell whether the reader surely points at several things that are none of the list's.

    That counts for nothing against items that are called what is asked for.
    """
    pointed = wanting.pointed
    things = called(wanting.several)
    if pointed is None or not pointed.sure or (things and things <= listing.name and not named):
        return False
    if not _ENUMERATES.search(pointed.words):
        return False
    return not any(pointed.window.id == item.place.id for item in listing.items) or not pointed.stands_in(
        " ".join(item.text for item in listing.items)
    )
