"""Sentences copied wrongly: a small model may exchange a word for another one of the same passage.

"The red lamp stands for heat, the yellow lamp for a dry tank" becomes "The yellow lamp stands for heat, the yellow
lamp for a dry tank" where the yellow one is asked for. All its words are in the passage, so that no check of words
alone sees it.
"""

from difflib import SequenceMatcher

from ingest.text import STOP_WORDS, sentences, stem, words

_ALIKE = 0.75  # of two sentences' words, in order, from which one is a copy of the other
_SHORTEST = 5  # words of a sentence that can be told to be a copy


def is_miscopied(claim: str, text: str) -> bool:
    """Tell whether a claim is a sentence of the text but for words exchanged for others of the text.

    One that stands there word for word is no wrong copy, whatever else it looks like.
    """
    said = words(claim)
    there = [words(sentence) for sentence in sentences(text)]
    if len(said) < _SHORTEST or f" {' '.join(said)} " in f" {' '.join(words(text))} ":
        return False
    known = {stem(word) for sentence in there for word in sentence}
    return any(_exchanges(said, sentence, known) for sentence in there)


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
