"""Why something was made, as its document tells it under "Motivation", "Rationale" or "Why we ...".

Such a section seldom has the words of the question: it speaks of what there was before. What is asked about must be
what its document is called, by title or path.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from chatbot.answers.grounding import Grounded, quote
from chatbot.lists.listing import PATH
from chatbot.lists.listings import listings
from chatbot.lists.showing import shown
from chatbot.questions.plurals import stem_set
from chatbot.retrieval import Retriever
from ingest.collection import Passage
from ingest.text import sentences, words

_ASKED = re.compile(
    r"\W*(?:why (?:did|has|have) .*\b(?:develop|create|write|build|design|invent|found|made)(?:ed|d|ten)?\b|"
    r"why (?:was|were) .*\b(?:developed|created|written|built|designed|invented|founded|made|started|launched)\b|"
    r"what (?:is|was) the (?:motivation|rationale) (?:behind|for|of)\b)",
    re.IGNORECASE,
)
_SAYS_WHY = stem_set(
    "develop create written write built build design invent found start begin begun launch author maker creator "
    "developer team people project motivation rationale behind"
)
_HEADED = re.compile(r"(?:\d[\d.]* )?(?:motivations?|rationale|why(?: (?:this|we|i|another)\b.*)?\??)", re.IGNORECASE)
_SENTENCES, _FEWEST = 4, 5
_NO_PROSE = ("#", "|", "```", "<", "[Picture", ">", "- ", "* ")


def motive(question: str, found: Sequence[Passage], retriever: Retriever) -> Grounded | None:
    """Return what the best found document says of why it, or its subject, was made; None where it does not."""
    if not found or not _ASKED.match(question):
        return None
    document = retriever.collection.document(found[0].source)
    section = [part for part in document if _HEADED.fullmatch(part.heading.split(PATH)[-1])]
    about = stem_set(question) - _SAYS_WHY
    if not section or not about or not about <= stem_set(f"{found[0].source} {found[0].title}"):
        return None
    listed = next((each for each in listings(section) if each.is_led), None)
    return shown(listed) if listed else _opening(section[0])


def _opening(passage: Passage) -> Grounded | None:
    parts = [" ".join(part.split()) for part in sentences(passage.text)]
    prose = [part for part in parts if not part.startswith(_NO_PROSE) and len(words(part)) >= _FEWEST]
    return quote(replace(passage, text=" ".join(prose[:_SENTENCES]))) if prose else None
