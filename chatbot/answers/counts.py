"""How many, where a document tells it with an "about": "recognizes more than 100 languages"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from chatbot.answers.grounding import Grounded, quote
from chatbot.answers.opening import tells
from chatbot.answers.subject import is_about, over
from chatbot.overview.outline import subject
from chatbot.questions.operations import may_ask
from chatbot.questions.plurals import stem_set
from chatbot.questions.question_words import HOW_MANY
from chatbot.questions.several import NUMBERS
from chatbot.retrieval import Retriever
from ingest.collection import Passage
from ingest.text import sentences

_ABOUT = (
    r"(?:more than|(?:well )?over|above|some|about|around|roughly|nearly|almost|approximately|at (?:least|most)|up to|"
    r"as many as|(?:no )?(?:fewer|less) than|several|many|a)"
)
_TOLD = re.compile(  # "more than 100 languages", "dozens of languages"
    rf"\b{_ABOUT} (?P<count>\d[\d,.]*(?: (?:thousand|million|billion))?|{'|'.join(NUMBERS)}|"
    r"(?:dozen|hundred|thousand|million)s?(?: of)?) (?P<thing>[^\W\d_]+)"
    r"|\b(?P<many>(?:dozen|hundred|thousand|million)s of) (?P<of>[^\W\d_]+)",
    re.IGNORECASE,
)


def counted_about(question: str, found: Sequence[Passage], retriever: Retriever) -> Grounded | None:
    """Return the sentence of the found documents that tells about how many, quoted; None where two differ.

    It has the question's words; what its document is about may stand in the title, the file's name or the opening.
    Where a reader sees an answer it has that.
    """
    asked = HOW_MANY.match(question)
    if not asked or not may_ask(question) or ((seen := retriever.evidence(question, found)) and seen.likely):
        return None
    told = {}
    for source in dict.fromkeys(passage.source for passage in found):
        document = retriever.collection.document(source)
        around = subject(document) if document else frozenset()
        for passage in document:
            told |= _counts(stem_set(question), stem_set(asked[1]), passage, over(passage) | around)
    return quote(next(iter(told.values()))) if len(told) == 1 else None


def _counts(
    asked: frozenset[str], thing: frozenset[str], passage: Passage, around: frozenset[str]
) -> dict[str, Passage]:
    """Return the counts of a thing in a passage's sentences that are about what is asked, each with its sentence."""
    told = {}
    for part in filter(tells, sentences(passage.text)):
        if is_about(asked, stem_set(part), around):
            counts = [each for each in _TOLD.finditer(part) if stem_set(each["thing"] or each["of"]) == thing]
            told |= {(each["count"] or each["many"]).lower(): replace(passage, text=part) for each in counts}
    return told
