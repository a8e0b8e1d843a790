"""Drafts whose cited places have their words, and do not tell what was asked for all the same."""

import re
from collections.abc import Sequence

from chatbot.answers.grounding import MARK, Grounded
from chatbot.answers.lacking import lacks_comparison, lacks_origin
from chatbot.tables.qualified import is_unsaid
from ingest.collection import Passage
from ingest.text import words

_SECOND_HALF = re.compile(
    r"\band (?P<asks>(?:what|which|who|whose|when|where|why|how)\b.+)", re.IGNORECASE | re.DOTALL
)
_FEWEST = 4  # words of a clause that nobody repeats by chance


def is_unfounded(kept: Grounded, question: str, passages: Sequence[Passage]) -> bool:
    """Tell whether a checked draft is of the wrong kind: a part, a question, somebody else, another amount."""
    return (
        _compares_nothing(kept, question)
        or _asks_back(kept, question)
        or _has_no_origin(kept, question)
        or tells_unsaid_amount(kept, question, passages)
    )


def tells_unsaid_amount(kept: Grounded, question: str, passages: Sequence[Passage]) -> bool:
    """Tell whether an amount is asked for, or told, with or without something, and no place cited says so of it.

    A model repeats "without the tax" of a question before.
    """
    cited, said = {citation.source for citation in kept.citations}, MARK.sub("", kept.text)
    places = [passage for passage in passages if passage.source in cited]
    return any(is_unsaid(text, said, places) for text in (question, said))


def _compares_nothing(kept: Grounded, question: str) -> bool:
    """Tell whether a draft gives one of two things' numbers for what it has more than the other."""
    return all(lacks_comparison(question, citation.quote) for citation in kept.citations)


def _asks_back(kept: Grounded, question: str) -> bool:
    """Tell whether a draft repeats the second half of a question, "and what mark did it get", instead of answering."""
    asks = words(found["asks"]) if (found := _SECOND_HALF.search(question)) else []
    return len(asks) >= _FEWEST and f" {' '.join(asks)} " in f" {' '.join(words(MARK.sub('', kept.text)))} "


def _has_no_origin(kept: Grounded, question: str) -> bool:
    """Tell whether no place that a draft cites speaks of the founding or inventing that was asked for."""
    cited = [f"{citation.title} {citation.heading} {citation.quote}" for citation in kept.citations]
    return all(lacks_origin(question, text) for text in cited)
