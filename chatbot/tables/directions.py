"""Whether a question goes the other way than a column: "To" does not tell which lines leave from the lake."""

import re

_STARTS = frozenset("from origin start starts begin begins depart departs departure leave leaves open opens".split())
_ENDS = frozenset(
    "to destination end ends finish finishes until arrive arrives arrival close closes due expire expires".split()
)


def goes_the_other_way(question: str, column: str) -> bool:
    """Tell whether a column is called by where or when something ends, and a question says where it starts, or so."""
    said, called = _words(question), _words(column)
    sides = ((_STARTS, _ENDS), (_ENDS, _STARTS))
    return any(called & one and said & other and not said & one for one, other in sides)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower()))
