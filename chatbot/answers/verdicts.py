"""Whether an answer may begin with yes or no.

The reader has learnt to say which of them a passage tells, and where it is sure that is said, before the words that it
goes by. A small language model begins with either as it comes, and a sentence that is on the subject supports both. So
of what it drafts a verdict is kept only where nothing speaks against it: the words that the reader is sure of stand in
a sentence that has all that was asked for, on no condition, and that denies where the verdict does. Else the sentence
is shown alone, and who asked may judge.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from chatbot.answers.evidence import DENIES, Evidence, window_around, worth_reading
from chatbot.answers.grounding import Grounded, is_yes_no, quote
from chatbot.answers.lacking import lacks
from chatbot.answers.reader import Found, Reader
from chatbot.answers.subject import is_of_another_name
from chatbot.questions.plurals import stem_set
from chatbot.questions.question_words import QUESTION_WORD
from compress.cross_encoders.spans import SURE_VERDICT
from ingest.collection import Passage

OPPOSED = 0.5  # the share (`reader.Found`) at which another passage that tells the opposite is heard

_VERDICT = re.compile(r"(?P<verdict>yes|no)\b(?:\s*[,.;:!–—-]+\s*)?", re.IGNORECASE)
_CONDITIONS = re.compile(
    r"\b(?:if|unless|except|only|but|however|although|until|before|after|up to|at (?:least|most)|provided|subject to|"
    r"with|without|may|might|some|most|many|every|all|always|any|should|or|rather|instead|best|mostly|mainly|usually|"
    r"often|sometimes|partly)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Verdict:
    """Yes or no, and the place that tells it, cut out of its passage."""

    word: str
    window: Passage

    def said(self, *, brief: bool = False) -> Grounded:
        """Return the answer: the word, and if not `brief` the place after it, quoted."""
        quoted, word = quote(self.window), self.word.capitalize()
        between = "\n" if "\n" in quoted.text else " "  # a list keeps its lines
        return replace(quoted, text=f"{word} [1]" if brief else f"{word}.{between}{quoted.text}")


def asks_verdict(question: str) -> bool:
    """Tell whether a question is for yes or no alone: "can you tell who ...?" is not, nor what offers a choice."""
    return is_yes_no(question) and not QUESTION_WORD.search(question) and " or " not in question.lower()


def verdict(reader: Reader, question: str, passages: Sequence[Passage]) -> Verdict | None:
    """Return what one of the passages surely tells, yes or no; None where none does, or two say the opposite.

    Of "is it not ...?" nobody knows what a yes means.
    """
    if not asks_verdict(question) or DENIES.search(question):
        return None
    told = sorted(reader.find(question, worth_reading(passages)), key=lambda each: -each.share)
    if not told or told[0].share < SURE_VERDICT or any(_opposes(each, told[0].verdict) for each in told):
        return None
    window = window_around(told[0], question)
    if lacks(question, window, passages) or is_of_another_name(question, window.text):
        return None
    return Verdict(told[0].verdict, window)


def _opposes(found: Found, word: str) -> bool:
    return found.share >= OPPOSED and found.verdict != word


def begins_with_verdict(text: str) -> bool:
    """Tell whether a text says yes or no first."""
    return bool(_VERDICT.match(text))


def without_verdict(kept: Grounded) -> Grounded | None:
    """Return an answer without the yes or no that it begins with; None where it says nothing else."""
    rest = _VERDICT.sub("", kept.text, count=1)
    said = any(map(str.isalnum, re.sub(r"\[\d+\]", "", rest)))
    return replace(kept, text=rest[:1].upper() + rest[1:]) if said else None


def is_certain(kept: Grounded, question: str, pointed: Evidence | None) -> bool:
    """Tell whether the verdict of a checked answer is beyond doubt, given what the reader points at."""
    verdict = _VERDICT.match(kept.text)
    if not verdict or pointed is None or not pointed.sure or DENIES.search(question) or _CONDITIONS.search(question):
        return False
    place = pointed.window
    denials = len(DENIES.findall(place.text))
    there = stem_set(place.with_headings)
    if _CONDITIONS.search(DENIES.sub(" ", place.text)) or not stem_set(question) <= there:
        return False
    denied = bool(DENIES.search(pointed.words))
    return denials == 0 if verdict["verdict"].lower() == "yes" else denials == 1 and denied
