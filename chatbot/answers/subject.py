"""Whether a sentence is about a question: by its own words, and by those of the title and the heading over it."""

import re
from itertools import pairwise

from chatbot.questions.plurals import stem_set, stems
from ingest.collection import Passage
from ingest.search.naming import file_of
from ingest.text import names, numbers, sentences

_IN_SENTENCE = 0.5  # of the question's words; the others may stand in its title or heading
_THING_AND_VERB = 2  # terms of a question: when does what
_WHEN = re.compile(r"\W*(?:(?:and|but|so) )?(?:when|(?:on )?(?:what|which) (?:date|day)|what time)\b", re.IGNORECASE)
# "- [`ponyexpress`](https://pony.example) is faster": the link or the name in code is what the sentence is about.
_NAMED = re.compile(r"(?:[-*•] |\d{1,3}[.)] )?(?:\[(?P<linked>[^\]]+)\]\([^)]*\)|`(?P<code>[^`]+)`) (?=[a-z])")
_HOW_MANY = re.compile(r"\W*(?:(?:and|but|so) )?how many\b", re.IGNORECASE)
_PART = re.compile(r"(?:The|An?|Our|Their|Its) (?:[\w-]+ ){1,3}?(?:in|at|of|near|on) (?:the )?[A-Z]\w+")
_OWN_SUBJECT = re.compile(r"(?:The|An?|Our|Their|Its) [^\W\d_]")


def over(passage: Passage) -> frozenset[str]:
    """Return the terms of what stands over a passage: its title and its heading."""
    return stem_set(f"{passage.title} {passage.heading}")


def named_over(text: str, passage: Passage) -> frozenset[str]:
    """Return the terms of a text that stand side by side as in a title, heading or file's name: "our Porto trip"."""
    said = list(pairwise(stems(text)))
    file = re.sub(r"[\W_]+", " ", file_of(passage.source).stem)
    written = {pair for each in (passage.title, passage.heading, file) for pair in pairwise(stems(each))}
    return frozenset(term for pair in said if pair in written for term in pair)


def is_about(wanted: frozenset[str], said: frozenset[str], around: frozenset[str]) -> bool:
    """Tell whether a sentence that has the terms `said` has half of those `wanted`, and `around` it are the others."""
    return wanted <= said | around and len(wanted & said) >= _IN_SENTENCE * len(wanted)


def is_of_another(question: str, claim: str, passage: Passage) -> bool:
    """Tell whether the date in a claim is told of something else than a question asks when of, or its number of part.

    So it is where each sentence that has it begins with a subject of its own, and shares with the question at most
    what happens: "The fair starts on 4 May" is not when the regatta starts, though the sentence before names that.
    "The works in Oldport have 90 vans" are not all that somebody else has whom the question names.
    """
    asked = stems(question)
    told = numbers(claim) - numbers(question)
    having = [part for part in sentences(passage.text) if told and told <= numbers(part)]
    if _HOW_MANY.match(question):
        return bool(having) and all(_is_of_a_part(question, part) for part in having)
    if not _WHEN.match(question) or len(set(asked)) < _THING_AND_VERB or not told:
        return False
    headings = " ".join(line for line in passage.text.splitlines() if line.startswith("#"))
    thing = set(asked[:-1]) - over(passage) - stem_set(headings)
    return (
        bool(having)
        and thing == set(asked[:-1])
        and all(_OWN_SUBJECT.match(part) and not thing & stem_set(part) for part in having)
    )


def _is_of_a_part(question: str, sentence: str) -> bool:
    """Tell whether a sentence begins with what is somewhere, and the question names something else, not in it."""
    part, named = _PART.match(sentence), names(question)
    return bool(part and named) and not stem_set(part[0]) & stem_set(question) and not named & stem_set(sentence)


def is_of_another_name(question: str, text: str) -> bool:
    """Tell whether a text begins with what it is about, by a name that a question has no word of."""
    named = _NAMED.match(text)
    return bool(named) and not stem_set(named["linked"] or named["code"]) & stem_set(question)
