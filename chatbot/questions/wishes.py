"""Statements that ask: "I need the VIN" and "Tell me when it opened" have a question within, "What is the VIN?".

question_within("Could you please tell me the name of the owner?")     "What is the name of the owner?"

Only what surely asks for a thing or opens a question is turned into one; everything else stays as it was said.
"""

import re

from chatbot.questions.courtesies import courtesy
from chatbot.questions.question_words import QUESTION_WORD

_OPENING = r"\W*(?:(?:hi|hello|hey|ok|okay|so|well|please|footnote)\b[\s,!.]*)*"
_TELL = (
    r"(?:(?:can|could|would|will) you (?:please )?)?(?:please )?"
    r"(?:(?:tell|give|show|send) me|let me know|find(?: me| out(?: for me)?)?|look up)"
)
_WISH = (
    r"(?:i (?:just )?(?:need|want|would like|wish)|i['’]d like)"
    r"(?: to (?:know|find(?: out)?|see|have|get|learn|ask(?: you)?))?"
    r"|i(?: am|['’]m) (?:looking for|interested in|wondering)|i was wondering|i wonder|do you know"
)
_ASKS = re.compile(rf"{_OPENING}(?:{_TELL}|{_WISH})(?: please)?,? (?P<asked>.+?)(?:,? please)?[\s.!?]*", re.IGNORECASE)
_TASK = re.compile(
    rf"{_OPENING}(?:can|could|would|will) you (?:please )?"
    r"(?P<asked>(?:summari[sz]e|describe|explain|list|name|outline|calculate|convert) .+?)(?:,? please)?[\s.!?]*",
    re.IGNORECASE,
)
_POLITE = re.compile(r"(?:please,? (?P<front>\S.+)|(?P<behind>.+?\S),? please\W*)", re.IGNORECASE)
_THING = re.compile(
    r"(?P<first>(?:the|my|our|his|her|its|their)(?: [\w'’-]+){1,4}?)(?P<rest> (?:of|for|in|on|from|at) .+)?", re.I
)
_NO_THING = re.compile(
    r"\b(?:to|we|i|you|he|she|they|it|that|be|is|are|was|were|so|because|if|whether|document|documents|files?)\b",
    re.IGNORECASE,
)
_SUBJECT = r"(?:(?:the|an?|my|our|this|that|it|he|she|they)\b|(?-i:[A-Z])).*?"
_INDIRECT = re.compile(
    rf"(?P<word>when|where|what|why) (?P<thing>{_SUBJECT}) (?P<verb>is|are|was|were)(?P<rest>(?: .+)?)", re.IGNORECASE
)
_WHO_TO_CALL = re.compile(r"\bwho (?=(?:do|can|should|must) (?:i|we) (?:call|ring|phone|dial)\b)", re.IGNORECASE)


def question_within(text: str) -> str:
    """Return the question that a statement asks, the text itself where it asks none or that is not sure."""
    if courtesy(text):
        return text
    if who := _WHO_TO_CALL.search(text):  # a person is seldom named where a number is given
        text = f"{text[: who.start()]}{'what' if text[: who.start()].strip() else 'What'} number {text[who.end() :]}"
    if task := _TASK.fullmatch(text):
        return task["asked"]
    if asks := _ASKS.fullmatch(text):
        asked = asks["asked"]
        return _direct(asked) if QUESTION_WORD.match(asked) else _for_thing(asked) or text
    polite = _POLITE.fullmatch(text)
    return text if polite is None else (polite["front"] or f"{polite['behind']}{'?' * text.rstrip().endswith('?')}")


def _for_thing(asked: str) -> str | None:
    """Return the question for a thing that is called "the ..."; None where it is more than a thing."""
    thing = _THING.fullmatch(asked)
    if thing is None or _NO_THING.search(thing["first"]):
        return None
    *_, head = thing["first"].split()
    several = head.endswith("s") and not head.endswith(("ss", "us", "is"))
    return f"What {'are' if several else 'is'} {asked}?"


def _direct(asked: str) -> str:
    """Return an indirect question with its verb where a question has it: "when it was built", "When was it built?"."""
    indirect = _INDIRECT.fullmatch(asked)
    if indirect and not QUESTION_WORD.search(indirect["thing"]):
        asked = f"{indirect['word']} {indirect['verb']} {indirect['thing']}{indirect['rest']}"
    return f"{asked[:1].upper()}{asked[1:]}?"
