"""Halves of a question that are none by themselves, made whole with what the first one says: "and by whom?".

completed("by whom", "When was the mill built")     "who built the mill"
completed("what for children", "What is the fee for adults")     "what is the fee for children"
"""

import re

from chatbot.questions.ellipsis import filled
from chatbot.questions.verbs import base, is_noun_too, is_participle, is_past, is_third_person, participle, past_of

AUX = r"(?:is|are|was|were|does|do|did|has|have|had|can|could|will|would|shall|should|must|may|might)(?!['’\w])"
PREPOSITION = (
    r"(?:up to|within|by|to|from|for|with|in|on|at|of|until|till|since|about|into|under|after|before|during|against|"
    r"through)"
)
_POINT = r"when|(?:since|until|till|from|by|before|after) when"
_WHILE = r"(?:for )?how long|since when"
_TIME = rf"{_POINT}|{_WHILE}"
ALONE = (
    rf"(?:{_TIME}|where(?: (?:from|to))?|why|how(?: often)?|(?:by|to|with|for|from|of|against) whom|"
    rf"for how much|(?:of|from|with|in|at) what|{PREPOSITION} (?:which|what)(?: [\w-]+){{1,2}})"
)
_ALONE = re.compile(  # with a verb that only stands for the first one's: "since when have they?"
    rf"(?P<word>{ALONE})(?: (?:has|have|had|do|does|did) (?:he|she|they|it|that|i|we|you))?", re.IGNORECASE
)
_LIKE = re.compile(rf"(?P<ask>how (?:many|much)|what|who|which) (?P<rest>(?P<by>{PREPOSITION}) .+)", re.IGNORECASE)

# What the first half may be, by what it asks for.
_OF_ADVERB = re.compile(rf"(?:(?:{ALONE}) )?(?P<aux>{AUX}) (?P<rest>.+)", re.IGNORECASE)  # or for yes or no
_MEASURE = re.compile(r"how long (?:is|are|was|were)\b", re.IGNORECASE)  # of a bridge
_PASSIVE = re.compile(r"(?:when|where|why|how(?: often)?) (?:was|were) (?P<told>.+)", re.IGNORECASE)
_PRESENT_PASSIVE = re.compile(rf"(?:{ALONE}) (?P<be>is|are) (?P<told>.+)", re.IGNORECASE)
_LATER_WORD = re.compile(r"(?<= )[a-z]\w*\b(?! by\b)")  # in lower case, and so of no name
_OF_OBJECT = re.compile(
    rf"(?:whom?|what|(?:what|which) (?P<thing>[\w'’-]+(?: [\w'’-]+){{0,2}}?)) (?P<aux>did|does|do|has|have|had) "
    rf"(?P<rest>.+?)(?P<tail>(?: {PREPOSITION} .+)?)",
    re.IGNORECASE,
)
_IS = re.compile(r"(?P<ask>who|what) (?P<be>is|are|was|were) (?P<thing>.+)", re.IGNORECASE)
_DID = [  # something to a thing: what a thing costs, and what somebody said, has no passive worth asking
    re.compile(
        rf"{who} (?P<verb>(?!(?:cost|said)\b)\w+) (?P<thing>(?!{PREPOSITION}\b).+?)"
        r"(?P<tail>(?: (?:in|on|at|from|for|during) .+)?)",
        re.IGNORECASE,
    )
    for who in (r"who", r"(?:what|which)(?: [\w-]+){2}", r"(?:what|which) [\w-]+")
]
_WHETHER = re.compile(rf"(?P<aux>{AUX}) [a-z-]+s (?P<rest>.+)", re.IGNORECASE)  # "Are cats allowed"
_ABOUT = re.compile(r"(?:what|how) about (?P<thing>.+)", re.IGNORECASE)
_DOES = re.compile(r"who (?P<verb>[a-z]+s) (?P<rest>.+)", re.IGNORECASE)


def completed(half: str, first: str) -> str | None:
    """Return a half that is no question by itself as one; None where it is one, or the first does not tell how."""
    if alone := _ALONE.fullmatch(half):
        return _asked_again(alone["word"].lower(), first)
    if about := _ABOUT.fullmatch(half):
        whether = _WHETHER.fullmatch(first)
        # Any other is asked as the next question in a conversation.
        return f"{whether['aux']} {about['thing']} {whether['rest']}" if whether else half
    if like := _LIKE.fullmatch(half):
        return _asked_of_another(like, first)
    return None


def _asked_again(word: str, first: str) -> str | None:
    """Return the first question for something else: who did what was done, or when was done what somebody did."""
    if word == "by whom":
        return _by_whom(first)
    if (found := _OF_ADVERB.fullmatch(first)) and not _MEASURE.match(first):
        return _with_adverb(word, found["aux"].lower(), found["rest"])
    if found := _OF_OBJECT.fullmatch(first):
        thing = f" the {found['thing']}" if found["thing"] else ""
        return f"{word} {found['aux']} {found['rest']}{thing}{found['tail']}"
    if found := _IS.fullmatch(first):
        return _of_what_is(word, found)
    if found := next((f for form in _DID if (f := form.fullmatch(first)) and is_past(f["verb"])), None):
        return f"{word} was {found['thing']} {participle(found['verb'].lower())}{found['tail']}"
    if (found := _DOES.fullmatch(first)) and is_third_person(found["verb"]):
        return f"{word} do they {base(found['verb'])} {found['rest']}"
    return None


def _by_whom(first: str) -> str | None:
    """Return who did what the first question says to be done; None where it says that itself, or nothing is done."""
    if (found := _PASSIVE.fullmatch(first)) and (verb := _done(found["told"])):
        thing, rest = found["told"][: verb.start() - 1], found["told"][verb.end() :]
        return None if verb[0] in ("born", "begun") else f"who {past_of(verb[0])} {thing}{rest}"
    if (found := _PRESENT_PASSIVE.fullmatch(first)) and _done(found["told"]):
        return f"by whom {found['be'].lower()} {found['told']}"
    return None


def _done(told: str) -> re.Match[str] | None:
    """Return the participle of what is done to a thing, rather one that is no noun too: "the data set published"."""
    found = [word for word in _LATER_WORD.finditer(told) if is_participle(word[0])]
    return next((word for word in found if not is_noun_too(word[0])), found[-1] if found else None)


def _with_adverb(word: str, aux: str, rest: str) -> str:
    """Return "whom did Ada study with" for "with whom", since a place is sooner found that has the two together."""
    preposition, _, whom = word.partition(" ")
    stands_behind = whom == "whom" and preposition != "by"
    return f"whom {aux} {rest} {preposition}" if stands_behind else f"{word} {aux} {rest}"


def _of_what_is(word: str, found: re.Match[str]) -> str | None:
    """Return "since when have they been the mayor" for "Who is the mayor": its answer says who they are."""
    is_time = re.fullmatch(_TIME, word)
    if found["ask"].lower() == "what":
        return f"{word} {found['be']} {found['thing']}" if is_time or word == "where" else None
    if not is_time:
        return f"{word} {found['be']} {found['thing']}"
    held = "have they been" if re.fullmatch(_WHILE, word) and found["be"] in ("is", "are") else "were they"
    return f"{word} {held} {found['thing']}"


def _asked_of_another(like: re.Match[str], first: str) -> str | None:
    """Return the first question for another time, place or group than it names."""
    if not first.lower().startswith(f"{like['ask'].lower()} "):
        return None
    if again := filled(f"And {like['rest']}?", first):
        return again
    kept = re.match(rf"(.+?) (?:{like['by']}|when) ", first, re.IGNORECASE)
    rest = re.sub(r"\b(?:that|this)\b", "the", like["rest"])  # it points into the first half, which is not asked again
    whole = re.sub(
        r"\bone (?=[a-z]+ [a-z])", "a ", kept[1] if kept else first
    )  # "one" may be of something said before
    return f"{whole} {rest}"
