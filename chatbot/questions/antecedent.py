"""What "it" stands for in the second half of a question: what the first half is about.

pointed_out("when is it due", "How much is the deposit")     "when is the deposit due"
"""

import re

from chatbot.questions.halves import ALONE, PREPOSITION
from chatbot.questions.verbs import is_noun_too, is_participle, is_past

_IT = re.compile(
    r"\b(?:it|(?P<whose>its))\b(?! (?:possible|allowed|permitted|necessary|true|worth|mean)\b)", re.IGNORECASE
)
_ASK = rf"(?:(?:{ALONE}|what|how(?: \w+)?|{PREPOSITION} how \w+) )?"
_THING = r"(?P<thing>(?:(?:the|an?|my|our|your|this|that|his|her|their) |(?!I )(?-i:[A-Z]))\S+(?P<more>.*?))"
_ENDS = (  # what comes behind a thing, as a participle does: of several words only "of" belongs to it
    rf"(?: (?:(?!of\b){PREPOSITION}|when|that|who|which|open|closed|due|free|available|possible|long|"
    r"wide|high|old|big|large|now|once|today|there)\b.*)?"
)
_IS = re.compile(rf"{_ASK}(?:is|are|was|were|will|can|must|may|should) {_THING}(?: be\b.*)?{_ENDS}", re.IGNORECASE)
_DOES = re.compile(
    rf"{_ASK}(?:does|did) {_THING} "
    r"(?:cost|hold|last|weigh|start|begin|end|close|open|cover|contain|leave|arrive|happen|expire|finish|need)\b.*",
    re.IGNORECASE,
)
_WHO = re.compile(rf"who (?P<verb>\w+) {_THING}{_ENDS}", re.IGNORECASE)
_WORD = re.compile(r" ([a-z]\w*)\b")  # in lower case, and so of no name


def pointed_out(half: str, first: str) -> str:
    """Return a half with what the first one is about for its "it"; as it is where that is not sure."""
    thing = _thing(first) if len(_IT.findall(half)) == 1 else None
    if thing is None:
        return half
    thing = re.sub(r"^an? ", "the ", thing, flags=re.IGNORECASE)
    return _IT.sub(lambda it: f"{thing}’s" if it["whose"] else thing, half)


def _thing(first: str) -> str | None:
    """Return what a question is about, up to the first participle behind it: "the deposit" of "the deposit paid"."""
    if does := _DOES.fullmatch(first):
        return does["thing"]
    found = _IS.fullmatch(first) or _WHO.fullmatch(first)
    verb = found.groupdict().get("verb") if found else None
    if found is None or (verb and not (is_past(verb) or verb.lower().endswith("s"))):
        return None
    done = (word for word in _WORD.finditer(first, *found.span("more")) if is_participle(word[1]))
    end = next((word.start() for word in done if not is_noun_too(word[1])), found.end("thing"))
    return first[found.start("thing") : end]
