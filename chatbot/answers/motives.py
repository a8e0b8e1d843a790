"""Why something was made, as its document tells it under "Motivation", "Rationale" or "Why we ...".

Such a section seldom has the words of the question: it speaks of what there was before. What is asked about must be
what its document is called, by title or path, or what it opens with.
"""

import re
from collections.abc import Sequence

from chatbot.answers.grounding import Grounded, quote
from chatbot.answers.opening import opening
from chatbot.lists.listings import listings
from chatbot.lists.showing import shown
from chatbot.overview.outline import subject
from chatbot.questions.plurals import stem_set
from chatbot.retrieval import Retriever
from ingest.collection import Passage
from ingest.text import PATH

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


def motive(question: str, found: Sequence[Passage], retriever: Retriever) -> Grounded | None:
    """Return what the best found document says of why it, or its subject, was made; None where it does not."""
    if not found or not _ASKED.match(question):
        return None
    document = retriever.collection.document(found[0].source)
    section = [part for part in document if _HEADED.fullmatch(part.heading.split(PATH)[-1])]
    about = stem_set(question) - _SAYS_WHY
    if not section or not about or not about <= stem_set(found[0].source) | subject(document):
        return None
    listed = next((each for each in listings(section) if each.is_led), None)
    told = None if listed else opening(section[0])
    return shown(listed) if listed else told and quote(told)
