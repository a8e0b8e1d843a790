"""Questions for a summary, by their wording: "Sum up part two of the saga", "tl;dr of the minutes", "Briefly, ...".

What is to be summarised is left as it is called; whether that is a document, a part of one or a matter that one speaks
of is told by the documents. "What is X about?" wants an overview, and is none of these.
"""

import re
from dataclasses import dataclass, replace

from chatbot.answers.happenings import asked as asked_when
from ingest.text import terms

_KIND = r"(?:(?:very )?(?:short|brief|quick|concise|rough) )?"
_NUMBERS = {"one": 1, "two": 2, "a couple of": 2, "three": 3, "four": 4}
_COUNT = r"(?:(?:one|two|three) or )?(?:a few|a couple of|a handful of|one|two|three|four|five)"
_IN = rf"in (?:just |only |at most )?{_COUNT} (?:short |simple )?(?:sentences?|words|lines|points)"
_BRIEFLY = rf"(?:{_IN}|briefly|in (?:short|brief))"
_WITHIN = re.compile(rf"(?P<verb>\b(?:summari[sz]e|sum up|recap)),? (?P<end>{_BRIEFLY})[,:]? (?=\S)", re.IGNORECASE)
_COUNTED = re.compile(rf"(?P<count>{'|'.join(_NUMBERS)}) (?:\w+ )?(?:sentence|line|point)", re.IGNORECASE)
_AROUND = re.compile(
    rf"\W*(?:(?P<front>{_BRIEFLY})[,:]? (?P<behind>.+?)|(?P<before>.+?),? (?P<end>{_BRIEFLY}))\W*",
    re.IGNORECASE | re.DOTALL,
)
_NOUN = r"(?:summary|gist|recap|synopsis|short version|tl[;:,]?\s?dr)"
_POINTS = r"(?:(?:key|main|most important|essential|central|major) (?:points|take-?aways|facts|ideas))"
_POLITE = r"(?:(?:please|(?:can|could|would|will) you|i (?:want|need|would like)|i['’]d like)(?: please)? )?"
_FOR_ME = r"(?:(?:for me|briefly|quickly|shortly) )?"
_SUMMARY = re.compile(
    rf"\W*{_POLITE}(?:{_FOR_ME}(?:summari[sz]e|sum up|recap) {_FOR_ME}(?P<verb>.+)|"
    rf"(?:(?:give|show|write|tell|make)(?: me| us)? )?(?:a |an |the )?{_KIND}(?:{_NOUN}) (?:of|for) (?P<noun>.+)|"
    rf"what(?: is|['’]s) (?:a |the )?{_KIND}(?:{_NOUN}) (?:of|for) (?P<what>.+)|"
    r"tl[;:,]?\s?dr:? (?P<short>.+)|(?P<last>.+?)[,:]? tl[;:,]?\s?dr)\W*",
    re.IGNORECASE | re.DOTALL,
)
_BY_POINTS = re.compile(
    rf"\W*{_POLITE}(?:(?:give|show|tell|list|name)(?: me| us)? |what are )?(?:the )?{_POINTS} (?:of|in|from) "
    r"(?P<said>.+?)\W*",
    re.IGNORECASE | re.DOTALL,
)
# What is a question of its own with "briefly", and a summary of what it names where that is a document or a part.
_TOLD = re.compile(
    r"\W*(?:what (?:is|are) (?P<about>.+?) about|what does (?P<says>.+?) say|"
    r"(?:describe|explain|outline|tell me about) (?P<plain>.+))\W*",
    re.IGNORECASE | re.DOTALL,
)
_HAPPENED = re.compile(r"what (?:happened|happens|was (?:said|decided|agreed)|is said)\b", re.IGNORECASE)
_HAPPENED_IN = re.compile(rf"{_HAPPENED.pattern} (?:in|at|during|on) (?P<said>.+)", re.IGNORECASE | re.DOTALL)
# What a summary is asked of, and no document says: "the discussion about the shed" is about the shed.
_FRAME = re.compile(
    r"(?:the )?(?:discussions?|debate|dispute|matter|topic|issue|subject|story|situation)"
    r" (?:about|on|of|over|around|with|concerning|regarding) (?=\S)",
    re.IGNORECASE,
)
_SAYS = re.compile(r"what (?P<said>.+?) (?:is|are) about|what (?P<says>.+?) says?", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Asked:
    """What is to be summarised: `said` as a document or a part may be called, `matter` as it may be searched for."""

    said: str
    matter: str | None = None  # None where only a document or a part is summarised, all else is another question
    points: bool = False  # its key points are asked for, which it may have a list of
    most: int | None = None  # sentences that are wanted


def asked(question: str) -> Asked | None:
    """Return what a question wants a summary of; None where it wants none."""
    around = _AROUND.fullmatch(question)
    within = None if around else _WITHIN.search(question)
    bare, briefly = question, ""
    if around:
        bare, briefly = around["behind"] or around["before"], around["front"] or around["end"]
    elif within:
        bare, briefly = _WITHIN.sub(r"\g<verb> ", question), within["end"]
    counted = _COUNTED.search(briefly)
    found = _asked(bare, briefly=bool(briefly))
    return replace(found, most=_NUMBERS[counted["count"].lower()]) if found and counted else found


def _asked(bare: str, *, briefly: bool) -> Asked | None:
    if summary := _SUMMARY.fullmatch(bare):
        said = _trimmed(next(filter(None, summary.groups())))
        matter = _FRAME.sub("", said, count=1) if _FRAME.match(said) else said
        return Asked(_within(said), matter if terms(matter) else None)  # "Summarise it" is for what was spoken of
    if points := _BY_POINTS.fullmatch(bare):
        return Asked(_trimmed(points["said"]), points=True)
    if not briefly:
        return None
    if _HAPPENED.match(bare) and not asked_when(bare):  # of a time it is told otherwise
        return Asked(_within(_trimmed(bare)), _trimmed(bare))
    told = _TOLD.fullmatch(bare)
    return Asked(_trimmed(next(filter(None, told.groups())))) if told else None


def _trimmed(said: str) -> str:
    """Return what is called without what is said around its name."""
    said = re.sub(rf",? (?:{_BRIEFLY}|for me|please)\W*$", "", said.strip(" ?!."), flags=re.IGNORECASE)
    return re.sub(r"^(?:of|for|on) ", "", said, flags=re.IGNORECASE).strip(" ?!.")


def _within(said: str) -> str:
    """Return "part two" of "what happened in part two", anything else as it is."""
    found = _HAPPENED_IN.fullmatch(said) or _SAYS.fullmatch(said)
    return next(filter(None, found.groups())) if found else said
