"""The places where a text gives a reason or a way, by the words that say so, and the text without these words.

    "The boats stayed in because the wind was rising."
        ->  Reason("Why", "the wind was rising"), and Reason("Why", "The wind was rising") of
            "The boats stayed in. The wind was rising."

A reader that has seen only the first looks for "because". Texts mostly leave it to the reader to see what is a reason:
the second is how that is learnt (implicit beside explicit relations: Prasad et al. 2008, the Penn Discourse Treebank).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from compress.corpus.prose import sentences

_CAUSE = re.compile(r"(?P<told>\S.*?),? because (?!of\b)(?P<reason>[^;]+?)[.!]?")
_END = r"(?P<reason>(?:{}) [^,;.]+)"
_PURPOSE = re.compile(_END.format("because of|due to|as a result of|so that|in order to"))
_WAY = re.compile(_END.format(r"by (?:\w+ly )?(?!any|some|every|no)[a-z]+ing"))
_EFFECT = re.compile(r"(?:Therefore|Thus|Hence|Consequently|As a result|For this reason),? (?P<told>\w.*)")
_SHORTEST, _LONGEST = 3, 25  # words of a reason
_TOLD = 4  # words at least, of what there is a reason for


@dataclass(frozen=True)
class Reason:
    """Words of a text that give a reason or a way, and how a question begins that they answer."""

    opening: str
    answer: str
    text: str


def reasons(text: str) -> Iterator[tuple[Reason, Reason | None]]:
    """Yield each reason as it stands, and in a text without the word that marks it where that can be left out."""
    before = ""
    for sentence in sentences(text):
        yield from filter(_is_fit, _of(sentence, before, text))
        before = sentence


def _of(sentence: str, before: str, text: str) -> Iterator[tuple[Reason, Reason | None]]:
    if cause := _CAUSE.fullmatch(sentence):
        told, reason = cause["told"], cause["reason"]
        if len(told.split()) >= _TOLD:
            upper = _capital(reason)
            bare = text.replace(sentence, f"{told}. {upper}.", 1)
            yield Reason("Why", reason, text), Reason("Why", upper, bare)
    elif effect := _EFFECT.fullmatch(sentence):
        reason = before.rstrip(".!")
        yield Reason("Why", reason, text), Reason("Why", reason, text.replace(sentence, _capital(effect["told"]), 1))
    elif purpose := _PURPOSE.search(sentence):
        yield Reason("Why", purpose["reason"].strip(), text), None
    elif way := _WAY.search(sentence):
        yield Reason("How", way["reason"].strip(), text), None


def _is_fit(pair: tuple[Reason, Reason | None]) -> bool:
    answer = pair[0].answer
    return _SHORTEST <= len(answer.split()) <= _LONGEST and answer.count("(") == answer.count(")")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
