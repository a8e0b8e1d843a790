"""The first sentences of a section, where it is asked for by what it is called and not by its words."""

import re
from dataclasses import replace

from chatbot.answers.prose import ITEMS, NO_PROSE
from ingest.addresses import LINK
from ingest.collection import Passage
from ingest.text import sentences, words

_SENTENCES, _FEWEST = 4, 5  # that are quoted; words of one
_LINKED = re.compile(rf"!?\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])|{LINK}")
_BARE = 3  # words of a sentence outside its links


def tells(sentence: str) -> bool:
    """Tell whether a sentence says something: it is no heading, row, code or line of links, and leads to none."""
    prose = _LINKED.sub(" ", sentence)
    return not sentence.startswith(NO_PROSE) and len(words(prose)) >= _BARE and not sentence.endswith(":")


def opening(passage: Passage) -> Passage | None:
    """Return a section's passage cut down to its first sentences of prose; None where it has none."""
    parts = [" ".join(part.split()) for part in sentences(passage.text)]
    prose = [part for part in parts if not part.startswith(NO_PROSE + ITEMS) and len(words(part)) >= _FEWEST]
    return replace(passage, text=" ".join(prose[:_SENTENCES])) if prose else None
