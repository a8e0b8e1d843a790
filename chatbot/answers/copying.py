"""Sentences copied wrongly: a small model may exchange a word for another one of the same passage.

"The red lamp stands for heat, the yellow lamp for a dry tank" becomes "The yellow lamp stands for heat, the yellow
lamp for a dry tank" where the yellow one is asked for. All its words are in the passage, so that no check of words
alone sees it. Or it fills a list up with what it has just said: "PDF, EPUB and EPUB".
"""

import re
from difflib import SequenceMatcher

from ingest.text import STOP_WORDS, sentences, stem, words

_ALIKE = 0.75  # of two sentences' words, in order, from which one is a copy of the other
_SHORTEST = 5  # words of a sentence that can be told to be a copy
_TWICE = re.compile(r"\b(\w[\w'’-]*(?: [\w'’-]+){0,11})(?:,|,? (?:and|or)) \1\b", re.IGNORECASE)


def is_miscopied(claim: str, text: str) -> bool:
    """Tell whether a claim is a sentence of the text but for words exchanged for others, or names a thing twice.

    What stands there word for word is no wrong copy, whatever else it looks like.
    """
    said = words(claim)
    there = [words(sentence) for sentence in sentences(text)]
    if any(not _stands_in(found[0], text) for found in _TWICE.finditer(claim)):
        return True
    if len(said) < _SHORTEST or _stands_in(claim, text):
        return False
    known = {stem(word) for sentence in there for word in sentence}
    return any(_exchanges(said, sentence, known) for sentence in there)


def _stands_in(part: str, text: str) -> bool:
    return f" {' '.join(words(part))} " in f" {' '.join(words(text))} "


def _exchanges(said: list[str], told: list[str], known: set[str]) -> bool:
    matcher = SequenceMatcher(None, said, told, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return False
    for what, first, last, start, end in matcher.get_opcodes():
        ours, theirs = _stems(said[first:last]), _stems(told[start:end])
        if what == "replace" and ours and theirs and ours != theirs and ours <= known:
            return True
    return False


def _stems(found: list[str]) -> set[str]:
    return {stem(word) for word in found if word not in STOP_WORDS}
