"""Several questions in one: "Who was the cashier and what was the total?" are two, each of which has its own answer.

parts("When was the mill built and by whom?")     ["When was the mill built?", "Who built the mill?"]

Most an "and" joins two things within one question. It parts two only where a whole question, or a question word alone,
stands on either side, and nothing compares the one with the other; of more than three questions none is parted.
"""

import re

from chatbot.questions.ellipsis import filled
from chatbot.questions.operations import AVERAGE, PER, SPAN, TOTAL, operation_of
from chatbot.questions.question_words import QUESTION_WORD

_MOST = 3
_AUX = r"(?:is|are|was|were|does|do|did|has|have|had|can|could|will|would|should|must)(?!['’\w])"
_NOUNS = r"(?: [\w'’-]+){1,3}?"
_HOW = r"how(?: (?:much|many|long|old|far|tall|deep|big|large|high|wide|heavy|often|fast))?"
_OPENING = rf"who|whom|whose{_NOUNS}|what(?:{_NOUNS})?|which{_NOUNS}|when|where|why|{_HOW}(?:{_NOUNS})?"
_WHOLE = re.compile(rf"(?:(?:{_OPENING}) {_AUX}|who [a-z]+|how (?:many|much) \w+) \S", re.IGNORECASE)
_ALONE = re.compile(
    r"(by whom|when|where|why|how|in (?:which|what) (?:year|month|place|city|town|country))", re.IGNORECASE
)
_AS_BEFORE = re.compile(r"how (?:many|much) ((?:in|on|at|for|by|from|of|during|with) .+)", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:,|;)?\s+and\s+(?:also\s+)?|\?\s+(?:and\s+|also\s+)?(?=\S)|;\s+", re.IGNORECASE)
_TOGETHER = re.compile(
    r"\b(?:differ(?:s|ence|ent)?|between|compar\w+|both|each|either|versus|vs|together|altogether|combined|in all|"
    r"relat\w+|respective(?:ly)?|if|than|know|tell|say)\b",
    re.IGNORECASE,
)
_MAY_TELL = (None, TOTAL, AVERAGE, PER, SPAN)  # what these ask for may be one number of each part
_PUT_TO = re.compile(r"\s+(?:in|of|from|on|according to) (?:the )?\S*\w\.[a-z]\w{1,4}(?=\W*$)", re.IGNORECASE)
_PASSIVE = re.compile(
    r"(?:when|where|why|how)( (?:was|were) )(.+?) (\w+ed|built|made|begun|born)\b(.*)", re.IGNORECASE
)
_ACTIVE = re.compile(r"who (\w+ed|built|made) (.+)", re.IGNORECASE)
_FOR_AND_AGAINST = re.compile(
    r"(?P<opens>.*\b)(?P<one>pros|advantages|benefits|strengths|upsides) and (?:the )?"
    r"(?P<other>cons|disadvantages|drawbacks|limitations|weaknesses|downsides)(?P<of> (?:of|to|with) .+)",
    re.IGNORECASE | re.DOTALL,
)


def parts(question: str) -> list[str]:
    """Return the questions that a question consists of, itself alone where it is one or that is not sure."""
    if both := _FOR_AND_AGAINST.fullmatch(question):
        return [f"{both['opens']}{both[side]}{both['of']}" for side in ("one", "other")]
    if operation_of(question) not in _MAY_TELL or _TOGETHER.search(question):
        return [question]
    found: list[str] = []
    for piece in _pieces(question):
        whole = _made_whole(piece, found[0] if found else "")
        if whole is None:
            return [question]
        found.append(f"{whole[:1].upper()}{whole[1:]}?")
    return _with_document(found) if 1 < len(found) <= _MOST else [question]


def _pieces(question: str) -> list[str]:
    """Return what stands between the joints, where what follows one opens as a question; else it is no joint."""
    pieces, start = [], 0
    for joint in _BETWEEN.finditer(question):
        if QUESTION_WORD.match(question, joint.end()) or _ALONE.match(question, joint.end()):
            pieces.append(question[start : joint.start()])
            start = joint.end()
    return [piece.strip(" ?.!") for piece in (*pieces, question[start:])]


def _made_whole(piece: str, first: str) -> str | None:
    """Return a piece as a question of its own, with what it lacks from the first one; None where it is none."""
    if first and _ALONE.fullmatch(piece):
        return _asked_again(piece, first.rstrip("?"))
    if first and (like := _AS_BEFORE.fullmatch(piece)):
        again = filled(f"And {like[1]}?", first)
        return again.rstrip("?") if again else None
    if not _WHOLE.match(piece) or len(QUESTION_WORD.findall(piece)) > 1:
        return None
    return piece


def _asked_again(alone: str, first: str) -> str | None:
    """Return the first question for something else: who did what was done, or when was done what somebody did."""
    if passive := _PASSIVE.fullmatch(first):
        _, thing, verb, rest = passive.groups()
        if alone.lower() != "by whom":
            return f"{alone}{passive[1]}{thing} {verb}{rest}"
        return None if verb in ("born", "begun") else f"who {verb} {thing}{rest}"
    if alone.lower() != "by whom" and (active := _ACTIVE.fullmatch(first)):
        return f"{alone} was {active[2]} {active[1]}"
    return None


def _with_document(found: list[str]) -> list[str]:
    """Return the questions, all put to the file to which the last one is put where no other names any."""
    named = [_PUT_TO.search(question) for question in found]
    given = [match for match in named if match]
    if len(given) != 1:
        return found
    return [q if match else f"{q[:-1]}{given[0][0]}?" for q, match in zip(found, named, strict=True)]
