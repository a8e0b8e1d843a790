"""Who or what there is besides what was just said: "Who else?" must not be answered with the same again."""

import re

from chatbot.answers.grounding import MARK
from ingest.text import names, numbers, terms

_ELSE = re.compile(r"\W*(?:and )?(?:(?P<who>who|anyone|anybody)|what|where|which|anything) else\W*", re.IGNORECASE)


def wants_others(question: str) -> bool:
    """Tell whether a question wants more of what the answer before it told."""
    return bool(_ELSE.fullmatch(question))


def says_others(question: str, answer: str, said: str) -> bool:
    """Tell whether an answer to such a question has a name, or of things a word, that was not said before."""
    text = MARK.sub("", answer)
    asked = _ELSE.fullmatch(question)
    if asked and asked["who"]:
        return bool(names(f". {text}") - {*names(f". {said}"), *terms(said)})
    return bool(set(terms(text)) - set(terms(said)) or numbers(text) - numbers(said))
