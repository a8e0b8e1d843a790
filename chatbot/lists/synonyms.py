"""Other words for what a list is called: who asks for the pros of a thing means the list "Benefits" of it.

Only what a document calls its list is widened so. The question's other words must stand there as they are.
"""

import re

from chatbot.questions.plurals import stem_set

_FAMILIES = tuple(  # words for one kind of list, and what such a list is announced by
    (stem_set(words), re.compile(announced, re.IGNORECASE) if announced else None)
    for words, announced in (
        ("advantage benefit pro plus strength merit upside", ""),
        ("disadvantage drawback con limitation weakness downside shortcoming", ""),
        (
            "requirement prerequisite precondition",
            r"\b(?:you|we|one)(?:['’]ll| will)? need\b|\bbefore you (?:begin|start)\b|\bis (?:needed|required)\b",
        ),
        (
            "finding result conclusion outcome takeaway",
            r"\bwhat we (?:found|learn(?:ed|t))\b|\bkey points\b|\bTL;?DR\b",
        ),
        ("recommendation suggestion proposal advice", r"\bwe (?:propose|recommend|suggest)\b"),
        ("feature capability functionality", ""),
        ("duty responsibility task", ""),
        ("risk danger hazard", ""),
        ("option choice alternative", ""),
        ("rule regulation", ""),
    )
)


def families(terms: frozenset[str], text: str = "") -> frozenset[int]:
    """Return which kinds of list some terms, or the text that announces a list, speak of."""
    return frozenset(
        number
        for number, (words, announced) in enumerate(_FAMILIES)
        if words & terms or (announced and announced.search(text))
    )


def other_words(text: str) -> frozenset[str]:
    """Return all words for the kinds of list that a text speaks of, as terms."""
    return frozenset().union(*(_FAMILIES[number][0] for number in families(stem_set(text), text)))
