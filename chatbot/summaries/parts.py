"""The part of a document that a text calls by its heading or its number: "part three", "the section on claims".

"Section 4" is what is numbered 4 where no heading calls itself another thing: "4. Your duties", and not "Stop 4".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.questions.plurals import stem_set
from chatbot.summaries.sections import Section

_NUMBERS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv".split()
_VALUES = {word: str(n) for words in (_NUMBERS, _ORDINALS, _ROMAN) for n, word in enumerate(words, 1)}
_NOUN = (
    r"(?:agenda item|part|chapter|section|stop|book|act|scene|appendix|annex|unit|lesson|module|step|article|clause|"
    r"paragraph|point|item|topic|day|week|volume|episode|verse|question|experiment)"
)
_NUMBER = rf"(?:\d+(?:\.\d+)*|{'|'.join(_NUMBERS)}|[ivx]+)"
_CALLED_BY_NUMBER = re.compile(
    rf"(?:the )?(?:(?P<noun>{_NOUN}|§)\s*(?:no\.? ?|number |#)?"
    rf"(?P<number>{_NUMBER}|(?<=appendix )[a-h]|(?<=annex )[a-h])|"
    rf"(?P<ordinal>{'|'.join(_ORDINALS)}) (?P<what>{_NOUN}))",
    re.IGNORECASE,
)
_HEADED = re.compile(
    rf"(?P<noun>{_NOUN}|§)\s*(?P<number>{_NUMBER}|[a-h])(?![\w.]*\w)|"
    r"(?P<bare>\d+(?:\.\d+)*|(?-i:[IVX]+)(?=[.)]))[.):]?(?= )",
    re.IGNORECASE,
)
_CALLED_BY_NAME = re.compile(
    rf"(?:the |my |our )?(?:{_NOUN}|bit|passage) (?:on|about|called|titled|named|for|with|headed) (?P<behind>.+)|"
    rf"(?:the |my |our )?(?P<before>.+?) (?:{_NOUN}|bit)",
    re.IGNORECASE,
)
_AROUND = re.compile(r"^(?:the|its|my|our) |[“”\"‘’']", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """A part of a document: its heading and its sections."""

    heading: str
    sections: tuple[Section, ...]
    says_so: bool = False  # its heading says "Chapter 4" as the text does, and not only "4."


def is_numbered(name: str) -> bool:
    """Tell whether a part is called by its number."""
    return bool(_CALLED_BY_NUMBER.fullmatch(name.strip()))


def is_part(name: str) -> bool:
    """Tell whether a text surely speaks of a part of a document, by its number or as "the section on ..."."""
    return is_numbered(name) or bool(_CALLED_BY_NAME.fullmatch(name.strip()))


def part_called(name: str, found: Sequence[Section]) -> Part | None:
    """Return the part of a document, given by its sections, that is called so; None where none surely is."""
    paths = dict.fromkeys(
        section.path[:depth]
        for section in found
        for depth in range(1, len(section.path) + 1)
        if section.path[depth - 1] != section.passage.title
    )
    numbered = _CALLED_BY_NUMBER.fullmatch(name.strip())
    path = _by_number(numbered, list(paths)) if numbered else _by_name(name, list(paths))
    if path is None:
        return None
    says_so = bool(numbered and (headed := _HEADED.match(path[-1])) and headed["noun"])
    return Part(path[-1], tuple(section for section in found if section.path[: len(path)] == path), says_so)


def _by_number(asked: re.Match[str], paths: Sequence[tuple[str, ...]]) -> tuple[str, ...] | None:
    noun, number = _noun(asked["noun"] or asked["what"]), _value(asked["number"] or asked["ordinal"])
    bare: list[tuple[str, ...]] = []
    named: list[tuple[str, ...]] = []
    for path in paths:
        headed = _HEADED.match(path[-1])
        if headed and _value(headed["number"] or headed["bare"]) == number:
            if headed["bare"]:
                bare.append(path)
            elif _noun(headed["noun"]) == noun:
                named.append(path)
    return _highest(named or bare)


def _by_name(name: str, paths: Sequence[tuple[str, ...]]) -> tuple[str, ...] | None:
    """Return the heading that has all words of a name and the fewest others."""
    spoken = _CALLED_BY_NAME.fullmatch(name.strip())
    ways = [spoken["behind"] or spoken["before"]] if spoken else []
    for way in (name, *ways):
        wanted = stem_set(_AROUND.sub("", way))
        having = [path for path in paths if wanted and wanted <= stem_set(path[-1])]
        fewest = min((len(stem_set(path[-1])) for path in having), default=0)
        if path := _highest([path for path in having if len(stem_set(path[-1])) == fewest]):
            return path
    return None


def _highest(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...] | None:
    """Return the path that is the shortest; None where several are, since any may be meant."""
    shortest = [path for path in paths if len(path) == min(map(len, paths))]
    return shortest[0] if len(shortest) == 1 else None


def _noun(word: str) -> str:
    return "section" if word == "§" else word.lower().split()[-1]


def _value(number: str) -> str:
    return _VALUES.get(number.lower(), number.lower())
