"""Questions for the total, the average, the number or the names of a whole table's rows, by their wording.

"What is the total of all orders?", "How many members are listed?", "Which members live in Chile?", "Who works on
Sunday?", and with one condition "Which orders are over 100?" or "What can I order that is vegetarian?". A question
that narrows down which rows it means in any other way, or leans on another one, is none: what it says beyond words of
the table cannot be held against the rows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chatbot.questions.conditions import HAS, HAS_NONE, IS, Condition, condition
from chatbot.questions.operations import AVERAGE, TOTAL, may_ask, operation_of
from chatbot.questions.plurals import stem_set, stems
from chatbot.questions.qualifiers import qualifier

COUNT, LIST = "count", "list"

_NARROWS = re.compile(
    r"\b(?:not|no|without|except|excluding|excludes?|besides|other|others|another|than|above|below|over|under|before"
    r"|after|between|until|till|since|to date|up to|at (?:least|most)|more|most|less|least|fewer|fewest|first|last|top"
    r"|latest|recent|next|previous|each|every|per|by|if|or|either|only|versus|vs|half|double|twice|weighted|running"
    r"|cumulative|moving|remaining|left|still|so far|yet|would|will|should|could|might|different|distinct|unique"
    r"|various|kinds?|types?|sorts?|it|its|they|them|their|theirs|these|those|this|that|he|him|his|she|hers?)\b|n't\b",
    re.IGNORECASE,
)
_THE_TABLE = r"th(?:e|is) (?:table|list|file|sheet|spreadsheet|document|ledger|register|records?)"
_OPENS = re.compile(
    r"\W*(?:(?:please|and|so) )?(?:what|how (?:much|many)|calculate|compute|work out|add up|sum up|give me|tell me"
    r"|show me|the|total|sum|average|mean)\b(?! (?:kind|year|day|month|time|city|place)s?\b)",
    re.IGNORECASE,
)
_ASKS_ELSE = re.compile(r"\b(?:which|who|whose|whom|when|where|why)\b|\b(?:do|does|did)\b.*\bmean\b", re.IGNORECASE)
_THING = r"(?:of (?:all )?)?(?:the )?(?P<thing>[a-z-]+(?: [a-z-]+)?)"
_COUNTED = [
    re.compile(pattern)
    for pattern in (
        rf"how many {_THING} (?:are|were|is) (?:there|listed|recorded|registered|in {_THE_TABLE})\b",
        rf"how many {_THING} (?:did|has|have|had) (?=\S+ \S)",
        rf"how many {_THING} (?:are|were|is) (?=(?:in|from|of|at|on|by)\b)",
        rf"how many {_THING} do(?:es)? (?:we|i|you|{_THE_TABLE}) (?:have|list|contain|hold|show|name)\b",
        rf"(?:what is|what was|what's|give me|tell me) the (?:total )?number of (?:all )?(?:the )?{_THING}"
        rf"(?= (?:in|of|from|for|on|at)\b|\W*$)",
    )
]
_THINGS = r"(?P<thing>(?:[a-z-]+ ){0,2}?(?:[a-z-]+s|people|children))\b"
_VERB = r"(?!(?:is|are|was|were|do|does|did|has|have|had|can)\b)"
_LISTED_THINGS = rf"(?P<thing>(?:{_VERB}[a-z-]+ ){{0,2}}?{_VERB}(?:[a-z-]+s|people|children))\b"
_WHO = re.compile(r"(?:and )?who(?:'s|(?: all)? (?:is|are|was|were))?\b")
_CAN_HAVE = re.compile(  # "What can I order that is vegetarian?" asks which items are
    r"(?:and )?what (?:can|could|may) (?:i|we|you|one) (?:order|buy|get|have|eat|drink|choose|book)"
    r"(?: (?:that|which)\b|(?= (?:for|with|without|under|below|over|above)\b))"
)
_LISTED = [
    re.compile(pattern)
    for pattern in (
        rf"(?:and )?(?:which|what) {_LISTED_THINGS}(?! (?:of|in total|is|was)\b)",
        rf"(?:please )?(?:list|name|show me|give me) (?:all (?:of )?)?(?:the )?{_LISTED_THINGS}",
    )
]
_CONDITIONED = [
    (LIST, re.compile(rf"(?:and )?(?:in |on |at |for )?(?:which|what) (?:of the )?{_THINGS}")),
    (LIST, re.compile(rf"(?:please )?(?:list|name|show me|give me) (?:all (?:of )?)?(?:the )?{_THINGS}")),
    (COUNT, re.compile(rf"(?:and )?(?:in |on |at )?how many (?:of the )?{_THINGS}")),
]
_WITH_CONDITION = stem_set("own priced hold held sold order ordered")  # what a question says beside a condition
_OF_A_DATE = stem_set("date day")
_LISTING = stem_set(
    "belong live come work based located start begin run leave depart arrive go sell offer scheduled duty shift"
)
_SPENDS = stem_set("spend spent pay paid cost expense")
# Asked without a word for a sum: what rows of one name come to ("How much is still open?"), never the whole table.
_AMOUNT_OF_SOME = re.compile(
    r"(?:and )?(?:how much (?:money )?(?:(?:did|have|has|do|does) .+ (?:spend|spent|pay|paid|cost)|is|are|was|were)\b"
    r"|what (?:did|do|does|have|has) .+ cost\b)"
)
_BY_NOW = re.compile(r"\b(?:still|already|so far) (?=\w)")  # a table says how it is by now
_HOW_MANY = re.compile(r"\bhow many\b", re.IGNORECASE)
SAYING = stem_set(  # what a question may say beside the names of columns and rows
    "total sum average mean overall altogether combined together whole entire number count many come came went go "
    "amount value spend spent pay paid cost add list listed table row column entry record recorded registered file "
    "sheet spreadsheet document contain hold name calculate compute work find place placed make made"
)


@dataclass(frozen=True)
class Wanted:
    """What is wanted: the kind, the question's terms, and of what is counted or listed those.

    `money` says that an amount of it may be meant although no column is named, `people` that who is asked.
    """

    kind: str
    text: str
    terms: frozenset[str]
    thing: frozenset[str] = frozenset()
    money: bool = False
    people: bool = False
    role: frozenset[str] = frozenset()  # what people are called
    of_some: bool = False  # not of all rows
    condition: Condition | None = None
    narrows: frozenset[str] = frozenset()  # words that may narrow down, unless the condition's column is called so

    @property
    def of_rows(self) -> bool:
        """Whether rows are counted or named, and no column is added up."""
        return self.kind in (COUNT, LIST)

    @property
    def saying(self) -> frozenset[str]:
        """The terms that say what is wanted of the table, and nothing of its rows."""
        said = SAYING | _LISTING if self.kind == LIST else SAYING
        if self.condition is None:
            return said
        return (
            said | _LISTING | _WITH_CONDITION | (_OF_A_DATE if self.condition.kind in (HAS, HAS_NONE) else frozenset())
        )

    def names(self, cell: str) -> bool:
        """Tell whether a question has all words of a cell, beside those of what it lists."""
        words = stem_set(cell)
        return bool(words) and words <= self.terms - self.thing

    @property
    def spends(self) -> bool:
        """Whether what was paid is wanted, and not what was earned."""
        return bool(self.terms & _SPENDS)


def wanted(question: str) -> Iterator[Wanted]:
    """Yield what a question may want of a whole table, the likelier first; nothing for any other question."""
    text = " ".join(question.lower().replace("’", "'").split())
    text = _CAN_HAVE.sub("which items", text)
    terms = stem_set(text)
    if (asked := qualifier(text)) and asked.kind:
        return  # "with tax" is said of one amount
    yield from _conditioned(text)
    text = _BY_NOW.sub("", text)
    terms = stem_set(text)
    if _NARROWS.search(text) or not may_ask(question):
        return
    listed = next(filter(None, (pattern.match(text) for pattern in _LISTED)), None)
    thing = stems(listed["thing"])[-1:] if listed else []
    if thing:
        yield Wanted(LIST, text, terms, frozenset(thing))
    if thing or _WHO.match(text):  # "Which waiters ...?" may be people by what a column says of them
        yield Wanted(LIST, text, terms, people=True, role=frozenset(thing))
    if _ASKS_ELSE.search(text) or not _OPENS.match(text):
        return
    found = next(filter(None, (pattern.match(text) for pattern in _COUNTED)), None)
    if found and (thing := stems(found["thing"])[-1:]):
        yield Wanted(COUNT, text, terms, frozenset(thing))
    kind = operation_of(text)
    if kind in (TOTAL, AVERAGE) and terms - SAYING:
        yield Wanted(kind, text, terms, money=not _HOW_MANY.search(text))
    elif kind is None and _AMOUNT_OF_SOME.match(text):
        yield Wanted(TOTAL, text, terms, money=True, of_some=True)


def _conditioned(text: str) -> Iterator[Wanted]:
    """Yield what a question with a condition wants; one that has none may mean a column of yes and no."""
    held, rest = condition(text) or (Condition(IS), text)
    narrows = frozenset(_NARROWS.findall(rest))
    for kind, pattern in _CONDITIONED:
        found = pattern.match(rest)
        if found and (thing := stems(found["thing"])[-1:]):
            yield Wanted(kind, rest, stem_set(rest), frozenset(thing), condition=held, narrows=narrows)
