"""Questions that want several things: "What are the advantages of X?", "List the steps", "How do I join?".

Told by the wording alone, and only where it leaves no doubt: "Who is the first ...?" and "Which month was best?" want
one thing, whatever list it stands in.
"""

import re
from dataclasses import dataclass

from chatbot.questions.plurals import singular, stem_set

NUMBERS = "two three four five six seven eight nine ten eleven twelve".split()
_OPENS = r"\W*(?:(?:and|but|so|please|then)\b[\s,]*)*"
_ALL = r"(?:all|some|each|every|both|other|main|most|different|various|possible|important|common)"
_DETERMINER = rf"(?:the|my|our|your|its|their|his|her|these|those|any|some|all|{'|'.join(NUMBERS)}|\d{{1,2}})"
_ASK = r"(?:list|name|enumerate|mention|give(?: me| us)?|show(?: me| us)?|tell me)"
_UNTIL = (
    r"(?= (?:of|for|in|on|to|at|by|from|with|when|where|that|which|who|why|how|to|do|does|did|can|could|may|must|"
    r"should|is|are|was|were|has|have|had|will|would|shall|need|needed|there|before|after|if|under|during|i|we|you|it|they|"
    r"not)\b|\W*$)"
)
_THINGS = rf"([\w'’-]+(?: [\w'’-]+){{0,3}}?){_UNTIL}"
_VERB = (
    r"(?:is|are|was|were|do|does|did|can|could|may|must|should|has|have|had|will|would|shall|"
    r"happens|causes|makes|means)\b"
)
_NAMED = [
    re.compile(rf"{_OPENS}{opening}", re.IGNORECASE)
    for opening in (
        rf"{_ASK} (?:of )?(?:the |{_ALL} )*{_THINGS}",
        rf"(?:what|which|who) (?:are|were) (?:{_DETERMINER} )+{_THINGS}",
        r"(?:what|which|who) (?:are|were) ([\w'’-]+(?: [\w'’-]+){0,2}?)(?= (?:of|for)\b)",
        rf"(?:(?:for|in|on|under|from|by|with|at|to) )?(?:what|which) (?!{_VERB}){_THINGS}",
        rf"which (?!{_VERB})([\w'’-]+s)(?= [a-z]+\b)",
    )
]
_WHOLE = re.compile(
    rf"{_OPENS}what (?:else )?(?:"
    r"(?:do|does|must|should|can|could|may|shall|will) .+ (?:need|have|bring|do|take|include|contain|cover|consider|"
    r"check|consist of|comprise|deduct|read|support|pay for|be)\b.*"
    r"|(?:must|should) (?:i|we|you|one)\b.+"
    r"|(?:is|comes|was) (?:not )?(?:in|inside|included|contained|covered|needed|required|allowed|forbidden|with)\b.*)",
    re.IGNORECASE,
)
_ON_LIST = re.compile(  # what has a name of its own, and is a list
    rf"{_OPENS}what(?: else)?(?: is| was| comes| stands|['’]s) on (?:{_DETERMINER} )?(?:[\w-]+ ){{0,2}}?"
    r"(agenda|menu|programme|program|syllabus|timetable|itinerary|shopping list|wish list|to-do list|checklist)\b",
    re.IGNORECASE,
)
_WAY = re.compile(
    rf"{_OPENS}(?:how (?:do|can|should|must|would) (?:i|we|you|one|people|somebody|someone)\b|how to\b|"
    r"how (?:can|could|should|must|may) \S.* be (?:\w+ed|done|made|put|set|sent|given|taken|built|kept|paid)\b|"
    r"what (?:is|are) the (?:steps?|procedure|process|instructions?)\b|what do (?:i|we|you) (?:have to|need to) do\b)",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"\b(?:first|second|third|last|latest|earliest|next|previous|only|best|worst|biggest|largest|smallest|highest|lowest|"
    r"longest|shortest|oldest|newest|youngest|cheapest|fastest|difference|total|sum|average)\b|"
    r"\bhow (?:many|much|long|often|old|far)\b",
    re.IGNORECASE,
)
_ANY_LIST = stem_set(  # what a list may be called, so that no list need be called so
    "list name enumerate mention step point thing item ways kind type sort part piece rule reason different main "
    "possible available various common important following one procedure process order instruction example certain "
    "specific necessary need require want get go happen tell there mine yours whole complete " + " ".join(NUMBERS)
)
_REQUIREMENTS = stem_set("requirement")  # as a verb it is of any list: "What is required?"


@dataclass(frozen=True)
class Several:
    """What is wanted: `things` are the terms of what the items are called, `about` those of all else but list words.

    `way` says that it is the steps to something, `count` how many there are, where the question says so.
    """

    things: frozenset[str]
    about: frozenset[str]
    way: bool = False
    count: int | None = None


def several(question: str) -> Several | None:
    """Return what a question wants several of; None where it does not surely want more than one thing."""
    about = stem_set(question) - _ANY_LIST
    if not about:
        return None
    named = (found[1] for form in _NAMED if (found := form.match(question)))
    things = next(filter(_is_plural, named), "")
    if things:
        return None if _ONE.search(question) else Several(stem_set(things), about, count=_count(question))
    if listed := _ON_LIST.match(question):
        return Several(stem_set(listed[1]), about)
    if _WAY.match(question):
        return Several(frozenset(), about, way=True)
    return Several(frozenset(), about) if _WHOLE.match(question) else None


def called(wanted: Several) -> frozenset[str]:
    """Return the terms that a list must be called by: of "steps" and "kinds" none, they fit any list."""
    return wanted.things - (_ANY_LIST - _REQUIREMENTS)


def _is_plural(things: str) -> bool:
    *_, head = things.split() or [""]
    return singular(head) != head or (len(head) > 3 and head.endswith("s") and not head.endswith(("ss", "us", "is")))


def _count(question: str) -> int | None:
    found = re.search(rf"\b(?:{'|'.join(NUMBERS)})\b", question, re.IGNORECASE)
    return NUMBERS.index(found[0].lower()) + 2 if found else None
