"""A list of a document: what leads to it, and its items, each with the passage that it stands in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from chatbot.lists.synonyms import other_words
from chatbot.questions.plurals import stem_set
from chatbot.questions.several import NUMBERS
from ingest.collection import Passage
from ingest.text import PATH, sentences, words

_OPENS = re.compile(r"[^.!?]\s*$|\b(?:following|these|below)\b[^.!?]*[.:]\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Item:
    """An item as it is shown, its number or a dash before it; `place` is its passage cut down to it, word for word."""

    text: str
    place: Passage


@dataclass(frozen=True)
class Listing:
    """Items under a heading, behind a paragraph, the `lead`, None where there is none."""

    heading: str
    lead: Passage | None
    items: tuple[Item, ...]
    ordered: bool = False

    @property
    def is_led(self) -> bool:
        """Whether the paragraph before the items ends by announcing them, by a colon, a "these" or their number."""
        if self.lead is None:
            return False
        counted = {NUMBERS.index(word) for word in words(sentences(self.lead.text)[-1]) if word in NUMBERS}
        return bool(_OPENS.search(self.lead.text)) or len(self.items) - 2 in counted

    @property
    def name(self) -> frozenset[str]:
        """The terms of what the items are called, other words for it included."""
        return stem_set(self.announced) | other_words(self.announced)

    @property
    def announced(self) -> str:
        """What the items are called: the last heading, and the sentence that announces them."""
        announces = self.lead is not None and self.is_led and self.lead.text.rstrip().endswith((":", "."))
        opening = sentences(self.lead.text)[-1] if announces else ""
        return f"{self.heading.split(PATH)[-1]} {opening}".strip()

    @property
    def over(self) -> frozenset[str]:
        """The terms of what leads to the items: the heading, the paragraph before them, other words for their name."""
        return stem_set(f"{self.heading} {self.lead.text if self.lead else ''}") | other_words(self.announced)

    @property
    def within(self) -> frozenset[str]:
        """The terms of the items."""
        return stem_set(" ".join(item.text for item in self.items))

    def has(self, names: Sequence[str]) -> bool:
        """Tell whether a list, or what leads to it, has all of some names as they are written, in small letters."""
        lead = self.lead.text if self.lead else ""
        written = " ".join([self.heading, lead, *(item.text for item in self.items)]).lower()
        return all(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", written) for name in names)

    def place(self, item: Item) -> Passage:
        """Return the passage of an item cut down to all items in it: what its footnote quotes."""
        there = [other.place for other in self.items if other.place.id == item.place.id]
        return replace(item.place, text="\n".join(dict.fromkeys(place.text for place in there)))
