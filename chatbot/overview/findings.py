"""What a document found or concluded, in its own words: the list or the section that it calls so.

"Findings", "Results", "Conclusion", "What we found", "TL;DR", "Key points": of a document that has none of them nobody
says which of its sentences are its findings.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from chatbot.answers.grounding import Grounded, without_references
from chatbot.answers.notes import Notes
from chatbot.lists.listing import PATH
from chatbot.lists.listings import listings
from chatbot.lists.showing import shown
from chatbot.lists.synonyms import families
from chatbot.questions.plurals import stem_set
from ingest.collection import Passage
from ingest.text import sentences, words

_FINDINGS = families(stem_set("finding"))
_SUMMARY = re.compile(r"\b(?:summary|abstract|highlights|at a glance|in short|in brief)\b", re.IGNORECASE)
_SENTENCES, _FEWEST = 4, 5
_NO_PROSE = ("#", "|", "```", "<", "[Picture", ">")


def findings(document: Sequence[Passage]) -> Grounded | None:
    """Return what a document, given by its passages in its order, calls its findings; None if it calls nothing so."""
    for listing in listings(document):
        if _is_called_so(listing.announced):
            return shown(listing)
    for passage in document:
        if _is_called_so(passage.heading.split(PATH)[-1]) and (told := _opening(passage)):
            notes = Notes()
            return Grounded(f"“{without_references(told.text)}” {notes.mark(told)}", tuple(notes.citations))
    return None


def _is_called_so(name: str) -> bool:
    return bool(families(stem_set(name), name) & _FINDINGS) or bool(_SUMMARY.search(name))


def _opening(passage: Passage) -> Passage | None:
    """Return the first sentences of a section, cut down to those that are prose."""
    parts = [" ".join(part.split()) for part in sentences(passage.text)]
    prose = [part for part in parts if not part.startswith(_NO_PROSE) and len(words(part)) >= _FEWEST]
    return replace(passage, text=" ".join(prose[:_SENTENCES])) if prose else None
