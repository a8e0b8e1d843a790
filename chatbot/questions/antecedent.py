"""What "it" stands for in the second half of a question: what the first half is about.

pointed_out("when is it due", "How much is the deposit")     "when is the deposit due"
"""

import re

from chatbot.questions.halves import ALONE, PREPOSITION
from chatbot.questions.verbs import PARTICIPLE, PAST

_IT = re.compile(
    r"\b(?:it|(?P<whose>its))\b(?! (?:possible|allowed|permitted|necessary|true|worth|mean)\b)", re.IGNORECASE
)
_ASK = rf"(?:(?:{ALONE}|what|how(?: \w+)?|{PREPOSITION} how \w+) )?"
_THING = r"(?P<thing>(?:(?:the|an?|my|our|your|this|that|his|her|their) |(?!I )(?-i:[A-Z])).+?)"
_ENDS = (  # what comes behind a thing: of several words only "of" belongs to it
    rf"(?: (?:(?!of\b){PREPOSITION}|when|that|who|which|{PARTICIPLE}|open|closed|due|free|available|possible|long|"
    r"wide|high|old|big|large|now|once|today|there)\b.*)?"
)
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_ASK}(?:is|are|was|were|will|can|must|may|should) {_THING}(?: be\b.*)?{_ENDS}",
        rf"{_ASK}(?:does|did) {_THING} "
        r"(?:cost|hold|last|weigh|start|begin|end|close|open|cover|contain|leave|arrive|happen|expire|finish|need)\b.*",
        rf"who (?:{PAST}|[a-z]+s) {_THING}{_ENDS}",
    )
]


def pointed_out(half: str, first: str) -> str:
    """Return a half with what the first one is about for its "it"; as it is where that is not sure."""
    found = next((found for form in _FORMS if (found := form.fullmatch(first))), None)
    if found is None or len(_IT.findall(half)) != 1:
        return half
    thing = re.sub(r"^an? ", "the ", found["thing"], flags=re.IGNORECASE)
    return _IT.sub(lambda it: f"{thing}’s" if it["whose"] else thing, half)
