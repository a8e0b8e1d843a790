"""What a document found or concluded, in its own words: the list or the section that it calls so.

"Findings", "Results", "Conclusion", "What we found", "TL;DR", "Key points": of a document that has none of them nobody
says which of its sentences are its findings.
"""

import re
from collections.abc import Sequence

from chatbot.answers.grounding import Grounded, quote
from chatbot.answers.opening import opening
from chatbot.lists.listings import listings
from chatbot.lists.showing import shown
from chatbot.lists.synonyms import families
from chatbot.questions.plurals import stem_set
from ingest.collection import Passage
from ingest.text import PATH

_FINDINGS = families(stem_set("finding"))
_SUMMARY = re.compile(r"\b(?:summary|abstract|highlights|at a glance|in short|in brief)\b", re.IGNORECASE)


def findings(document: Sequence[Passage]) -> Grounded | None:
    """Return what a document, given by its passages in its order, calls its findings; None if it calls nothing so."""
    for listing in listings(document):
        if _is_called_so(listing.announced):
            return shown(listing)
    for passage in document:
        if _is_called_so(passage.heading.split(PATH)[-1]) and (told := opening(passage)):
            return quote(told)
    return None


def _is_called_so(name: str) -> bool:
    return bool(families(stem_set(name), name) & _FINDINGS) or bool(_SUMMARY.search(name))
