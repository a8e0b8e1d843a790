"""Several questions in one: "Who was the cashier and what was the total?" are two, each of which has its own answer.

parts("When was the mill built and by whom?")     ["When was the mill built?", "Who built the mill?"]

Most an "and" joins two things within one question. It parts two only where a whole question, or a half that the first
one makes whole (`halves`), stands on either side, and nothing compares the one with the other; of more than three
questions none is parted.
"""

import re

from chatbot.questions.antecedent import pointed_out
from chatbot.questions.halves import ALONE, AUX, PREPOSITION, completed
from chatbot.questions.operations import MAY_STAND_THERE, operation_of
from chatbot.questions.question_words import QUESTION_WORD
from chatbot.questions.verbs import is_past

_MOST = 3
_NOUNS = r"(?: [\w'’-]+){1,3}?"
_HOW = r"how(?: (?:much|many|long|old|far|tall|deep|big|large|high|wide|heavy|often|fast))?"
_OPENING = (
    rf"(?:{PREPOSITION} )?"
    rf"(?:who|whom|whose{_NOUNS}|what(?:{_NOUNS})?|which{_NOUNS}|when|where|why|{_HOW}(?:{_NOUNS})?)"
)
_PRONOUN = r"(?:i|you|we|he|she|it|they|there|one|this|that|these|those|anyone|someone)\b"
_THING = (
    r"(?:(?:the|an?|my|our|your|his|her|its|their|any|all|every|no)\b(?! (?:most|least|only|\w+est)\b)|(?-i:[A-Z]))"
)
_ALLOWED = r"[a-z-]+ (?:be )?(?:\w+ed|possible|free|open|available|paid|forbidden)\b"
_YES_NO = (
    rf"(?:(?!ha[sd]|have){AUX} (?:{_THING}\S* \S+ \S|{_ALLOWED})|{AUX} {_PRONOUN} \S|ha(?:s|ve|d) .+ (?:been|\w+ed)\b|"
    rf"(?:do (?:[a-z]+s|children|people)|does [a-z]+|did [a-z]+) (?!{PREPOSITION}\b)[a-z]+)"
)
_WHOLE = re.compile(
    rf"(?:(?:{_OPENING}) {AUX}|who [a-z]+|how (?:many|much) \w+|"
    rf"what (?:happens|happened|follows|counts|belongs|caused?|causes)) \S|{_YES_NO}",
    re.IGNORECASE,
)
_OF_NOUN = re.compile(r"(?:what|which) [\w'’-]+(?P<behind>(?: [\w'’-]+){1,3}) \S", re.IGNORECASE)
_ASKS_WHETHER = re.compile(rf"{AUX} \S+ \S", re.IGNORECASE)  # at the start of all, where nothing else begins so
_OPENS = re.compile(rf"(?:{PREPOSITION} )?{QUESTION_WORD.pattern}|(?P<yes_no>{_YES_NO})", re.IGNORECASE)
_BY_PRONOUN = re.compile(rf"{AUX} {_PRONOUN}", re.IGNORECASE)
_OF_SUBJECT = re.compile(r"(?:who|which)\b", re.IGNORECASE)  # "Which tower is old and is the tallest?" is one question
_ASKED_OF_SAME = re.compile(rf"(?P<word>{ALONE}) (?P<rest>{AUX} .+)", re.IGNORECASE)
_EXPLAINS = re.compile(r"how|why", re.IGNORECASE)
_EXPLANATION = re.compile(rf"(?:how|why) {AUX}", re.IGNORECASE)
_BETWEEN = re.compile(
    r"(?P<pause>[,;])?\s+and\s+(?:also\s+)?|(?P<end>\?)\s+(?:and\s+|also\s+)?(?=\S)|(?P<stop>;)\s+|"
    # Behind a comma alone, "who" and "which" tell more of what was just named.
    rf"(?P<comma>,)\s+(?=(?:{ALONE})\s*(?:,|\?|and\b)|(?:when|where|why|how|what)\b)",
    re.IGNORECASE,
)
_TOGETHER = re.compile(
    r"\b(?:differ(?:s|ence|ent)?|between|compar\w+|both|each|either|versus|vs|together|altogether|combined|in all|"
    rf"relat\w+|respective(?:ly)?|than|(?:know|tell|say)s?(?: me| us)? (?={QUESTION_WORD.pattern}))\b",
    re.IGNORECASE,
)
_IF = re.compile(r"\bif\b", re.IGNORECASE)
_PUT_TO = re.compile(r"\s+(?:in|of|from|on|according to) (?:the )?\S*\w\.[a-z]\w{1,4}(?=\W*$)", re.IGNORECASE)
_FOR_AND_AGAINST = re.compile(
    r"(?P<opens>.*\b)(?P<one>pros|advantages|benefits|strengths|upsides) and (?:the )?"
    r"(?P<other>cons|disadvantages|drawbacks|limitations|weaknesses|downsides)(?P<of> (?:of|to|with) .+)",
    re.IGNORECASE | re.DOTALL,
)


def parts(question: str) -> list[str]:
    """Return the questions that a question consists of, itself alone where it is one or that is not sure."""
    if both := _FOR_AND_AGAINST.fullmatch(question):
        return [f"{both['opens']}{both[side]}{both['of']}" for side in ("one", "other")]
    if _TOGETHER.search(question):
        return [question]
    pieces = _pieces(question)
    if len(pieces) == 1:
        return [question]
    if any(operation_of(piece) not in MAY_STAND_THERE for piece in pieces) or any(map(_IF.search, pieces[:-1])):
        return [question]  # a sum may be one of both halves, and a condition may hold for both
    found: list[str] = []
    for piece in pieces:
        whole = _made_whole(piece, found[0].rstrip("?") if found else "")
        if whole is None:
            return [question]
        found.append(f"{whole[:1].upper()}{whole[1:]}?")
    return _with_document(found) if 1 < len(found) <= _MOST else [question]


def _pieces(question: str) -> list[str]:
    """Return what stands between the joints, where what follows one opens as a question; else it is no joint."""
    pieces, start = [], 0
    for joint in _BETWEEN.finditer(question):
        opens, before = _OPENS.match(question, joint.end()), question[start : joint.start()]
        if opens and (joint["end"] or _may_end(before.strip(), opens, paused=any(joint.groups()))):
            pieces.append(before)
            start = joint.end()
    first, *others = [piece.strip(" ?.!,") for piece in (*pieces, question[start:])]
    return [*_each_asked(first, others[0]), *others[1:]] if others else [first]


def _may_end(piece: str, following: re.Match[str], *, paused: bool) -> bool:
    """Tell whether a piece may end before a question that opens so, with a comma or without."""
    if not following["yes_no"]:
        return paused or len(QUESTION_WORD.findall(piece)) <= 1  # what stands behind may belong to a clause of it
    if _BY_PRONOUN.match(following[0]):
        return True
    if _EXPLANATION.match(piece):
        return False  # "How does it decide, and is a model involved?" asks of the deciding
    return paused or not _OF_SUBJECT.match(piece)


def _each_asked(first: str, second: str) -> list[str]:
    """Return "When was Ada born" and "where" for "When" and "where was Ada born"; other pieces as they are."""
    asked = _ASKED_OF_SAME.fullmatch(second)
    if asked is None or not re.fullmatch(ALONE, first, re.IGNORECASE):
        return [first, second]
    if _EXPLAINS.fullmatch(first) and _EXPLAINS.fullmatch(asked["word"]):
        return [f"{first} and {second}"]  # one explanation
    return [f"{first} {asked['rest']}", asked["word"]]


def _made_whole(piece: str, first: str) -> str | None:
    """Return a piece as a question of its own, with what it lacks from the first one; None where it is none."""
    if not first:
        return piece if _is_whole(piece) or _ASKS_WHETHER.match(piece) else None
    return completed(piece, first) or (pointed_out(piece, first) if _is_whole(piece) else None)


def _is_whole(piece: str) -> bool:
    """Tell whether a piece opens as a question that needs nothing before it."""
    of_noun = _OF_NOUN.match(piece)
    return bool(_WHOLE.match(piece) or (of_noun and any(map(is_past, of_noun["behind"].split()))))


def _with_document(found: list[str]) -> list[str]:
    """Return the questions, all put to the file to which the last one is put where no other names any."""
    named = [_PUT_TO.search(question) for question in found]
    given = [match for match in named if match]
    if len(given) != 1:
        return found
    return [q if match else f"{q[:-1]}{given[0][0]}?" for q, match in zip(found, named, strict=True)]
