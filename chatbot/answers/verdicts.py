"""Whether an answer may begin with yes or no.

A small language model begins with either as it comes, and a sentence that is on the subject supports both. So of what
it drafts a verdict is kept only where nothing speaks against it: the words that the reader is sure of stand in a
sentence that has all that was asked for, on no condition, and that denies where the verdict does. Else the sentence
is shown alone, and who asked may judge.
"""

import re
from dataclasses import replace

from chatbot.answers.evidence import DENIES, Evidence
from chatbot.answers.grounding import Grounded
from chatbot.questions.plurals import stem_set

_VERDICT = re.compile(r"(?P<verdict>yes|no)\b(?:\s*[,.;:!–—-]+\s*)?", re.IGNORECASE)
_CONDITIONS = re.compile(
    r"\b(?:if|unless|except|only|but|however|although|until|before|after|up to|at (?:least|most)|provided|subject to|"
    r"with|without|may|might|some|most|many|every|all|always|any|should|or|rather|instead|best|mostly|mainly|usually|"
    r"often|sometimes|partly)\b",
    re.IGNORECASE,
)


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
