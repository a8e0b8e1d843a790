"""Questions that hold two things against each other: "What is the difference between X and Y?", "X or Y?".

compared("How does exact match differ from F1?")      Compared("exact match", "F1")
"""

import re
from dataclasses import dataclass

from chatbot.calendar.years import years
from chatbot.questions.plurals import stem_set

_OPENS = r"\W*(?:(?:and|but|so|please|then)\b[\s,]*)*"
_AND = r" (?:and|or|from|to|with|versus|vs\.?|against|than) "
_BETTER = (
    r"(?:the )?(?:better|worse|best|(?:more|less) (?P<more>[a-z]+)|"
    r"(?P<most>(?:fast|quick|cheap|slow|quiet|light|heavi|small|larg|bigg|strong|saf)er))"
)
_MEASURES = (  # what a text may say where a question asks which has more of it
    "cheap cheaper cheapest expensive dear costly cost costs price priced fee free",
    "fast faster quick quicker slow slower speed seconds",
    "quiet quieter loud noise noisy",
    "light lighter heavy heavier weigh weight",
    "small smaller large larger big bigger size",
    "strong stronger weak weaker strength",
    "safe safer dangerous risk secure",
)
_MEASURES = tuple(map(stem_set, _MEASURES))
_ONE, _OTHER, _POINT = "(?P<one>.+?)", "(?P<other>.+?)", "(?P<point>[^,:]*?)"
_WHICH = r"(?:what|which)(?: one)?"
_ARTICLE = re.compile(r"^(?:an?|the|using|either|between)\s+", re.IGNORECASE)
_FORMS = [
    re.compile(rf"{_OPENS}{form}[\s?.!]*", re.IGNORECASE)
    for form in (
        r"(?:what(?: is|['’]s| are)|explain|describe|tell me|show me)?\s*(?:the )?(?:main |key |exact |biggest )?"
        rf"differences? between {_ONE} (?:and|or|vs\.?|versus) {_OTHER}",
        rf"(?:how|in (?:what|which) (?:way|respect)s?) (?:is|are|does|do|did|was|were) {_ONE} "
        rf"(?:differ|different|distinct)(?: from| to)? {_OTHER}",
        rf"how (?:do|does|did) {_ONE}{_AND}{_OTHER} (?:differ|compare)(?: from each other| with each other)?",
        rf"how (?:do|does|did) {_ONE} compare (?:to|with|against) {_OTHER}",
        rf"(?:compare|contrast) {_ONE}{_AND}{_OTHER}",
        rf"{_WHICH} (?:is|are|works?|would be) {_BETTER}{_POINT}[,:] {_ONE} or {_OTHER}",
        rf"(?:is|are) {_ONE} or {_OTHER} {_BETTER}{_POINT}",
        rf"{_ONE} (?:or|vs\.?|versus) {_OTHER}[:,?] {_WHICH} (?:is|are) {_BETTER}{_POINT}",
    )
]
_CONTRASTS = _FORMS[:5]  # but for those that ask which one is better
_NUMBERED = re.compile(r"[^\W\d_]-?\d|\b[A-Z]\w* \d")  # "GPT-4", "Windows 10"
_WRITTEN = re.compile(r"\w_\w|^-")  # as in program code
_WHERE = re.compile(r"(?P<thing>.+?) (?P<where>(?:in|for|at|on|within|during|when) .+)", re.IGNORECASE)
_LONGEST = 6  # words of one thing


@dataclass(frozen=True)
class Compared:
    """Two things, as the question calls them, and the point in which they are compared, "" where it names none.

    `more`: what one of them is asked to be, "cheaper".
    """

    one: str
    other: str
    point: str = ""
    more: str = ""

    @property
    def measured(self) -> frozenset[str]:
        """The terms for what one of two is asked to have more of, "cheaper"; none where it is only better."""
        asked = stem_set(self.more)
        return next((terms for terms in _MEASURES if asked & terms), asked)

    def own(self, thing: str) -> frozenset[str]:
        """Return the terms that one has and the other has not: of "tool mode" and "context mode", "tool".

        Of names that differ but as written, "load_file" and "load_files", the name itself, which is no term.
        """
        another = self.other if thing == self.one else self.one
        as_written = thing != another and (_WRITTEN.search(thing) or _WRITTEN.search(another))
        written = frozenset({thing}) if as_written else frozenset()
        return stem_set(thing) - stem_set(another) or written


def compared(question: str) -> Compared | None:
    """Return what a question compares; None where it compares nothing, or the two cannot be told apart."""
    found = next((found for form in _FORMS if (found := form.fullmatch(question))), None)
    if found is None:
        return None
    groups = found.groupdict()
    one, other, where = _apart(_bare(groups["one"]), _bare(groups["other"]))
    one = _with_noun(one, other)
    made = Compared(
        one, other, (groups.get("point") or where).strip(" ,?."), groups.get("more") or groups.get("most") or ""
    )
    short = max(len(one.split()), len(other.split())) <= _LONGEST
    return made if short and _is_thing(made, one) and _is_thing(made, other) else None


def asks_contrast(question: str) -> bool:
    """Tell whether a question asks how two things differ, of no years: what they differ in may be no number at all."""
    return any(form.fullmatch(question) for form in _CONTRASTS) and not years(question)


def _is_thing(asked: Compared, thing: str) -> bool:
    """Tell whether what one of two has for itself is more than numbers, as of two years; those of a name are."""
    own = asked.own(thing)
    named = bool(_NUMBERED.search(thing)) and not years(thing)
    return bool(own) and (named or not all(term.isdecimal() for term in own))


def _bare(thing: str) -> str:
    return _ARTICLE.sub("", thing.strip(" \"'“”‘’`?.!,"))


def _apart(one: str, other: str) -> tuple[str, str, str]:
    """Return both things without what holds of both: in "hard and soft labels in distillation", "in distillation"."""
    found = _WHERE.fullmatch(other)
    return (one, found["thing"], found["where"]) if found and not _WHERE.fullmatch(one) else (one, other, "")


def _with_noun(one: str, other: str) -> str:
    """Return a first thing with the noun that both share: "hard" of "hard and soft labels" are hard labels."""
    words = other.split()
    alone = " " not in one and len(words) == 2 and one.islower() and words[0].islower()
    return f"{one} {words[1]}" if alone else one
