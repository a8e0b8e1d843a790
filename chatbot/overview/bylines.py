"""Who wrote a document, where it says so: the line of names below its title, or a line "Written by ...".

    # Herring at dusk
    Ada Moreno, Jo B. Hale and Mara van Tee        several names and nothing else
    Author: Ada Moreno                             a line that says whose they are
    Ada Moreno                                     one name, behind a picture of hers or before what she is

One name alone may as well be a place, "New Harbour"; of such a line nobody says that it wrote anything.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chatbot.answers.grounding import Grounded
from chatbot.answers.notes import Notes
from ingest.collection import Passage
from ingest.text import sentences, words

_LINES = 12  # below a title, that may have names among them: dates, pictures, places of work
_PROSE = 8  # words of a sentence with which a document has begun
_PARTICLE = r"(?:van|von|de|der|den|del|della|da|di|du|dos|la|le|al|bin|ibn|ter|ten)"
_WORD = r"[^\W\d_a-zß-öø-ÿ](?:\.|[^\W\d_]*(?:['’-][^\W\d_]+)*)"
_NAME = rf"{_WORD}(?: (?:{_WORD}|{_PARTICLE})){{0,2}} {_WORD}"
_MARKS = r"(?:\s?[\d*†‡§¶∗⋆,]+)?"  # of footnotes, behind a name
_BETWEEN = r"\s*(?:,\s*(?:and|&)?|;|·|\||\band\b|&)\s*"
_NAMES = re.compile(rf"{_NAME}{_MARKS}(?:{_BETWEEN}{_NAME}{_MARKS})+")
_ONE = re.compile(_NAME)
_SAID = re.compile(
    rf"(?:by|(?:written|prepared|compiled|authored) by:?|authors?:|author\(s\):)\s+"
    rf"(?-i:{_NAME}){_MARKS}(?:{_BETWEEN}.*)?|from:\s+.*@.*",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"\[Picture: (.*)\]")
_IS = re.compile(  # what somebody is, on the line behind the name
    r"\b(?:\w+er|researcher|professor|scientist|editor|director|author|student|correspondent|physician|president|fellow)"
    r"\b.* (?:at|of|for) \S|\b(?:university|institute|department|laborator\w+)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Line:
    text: str
    passage: Passage


def byline(document: Sequence[Passage]) -> Grounded | None:
    """Return the lines that name who wrote a document, given by its passages in its order; None if it has none."""
    notes, told = Notes(), []
    lines = list(_opening(document))
    for number, line in enumerate(lines):
        before = lines[number - 1].text if number else ""
        after = lines[number + 1].text if number + 1 < len(lines) else ""
        if _SAID.fullmatch(line.text) or _NAMES.fullmatch(line.text) or _is_somebody(line.text, before, after):
            told.append(f"“{line.text}” {notes.mark(replace(line.passage, text=line.text))}")
    return Grounded(" ".join(told), tuple(notes.citations)) if told else None


def _is_somebody(text: str, before: str, after: str) -> bool:
    """Tell whether a line is one person's name, by the picture before it or what stands behind it."""
    if not _ONE.fullmatch(text):
        return False
    picture = _PICTURE.fullmatch(before)
    return bool(picture and picture[1] == text) or bool(_IS.search(after) and not _ONE.fullmatch(after))


def _opening(document: Sequence[Passage]) -> Iterator[_Line]:
    """Yield the first lines of a document but for its title, until its prose begins; names that go on as one line."""
    left, begun = _LINES, ""
    for passage in document:
        for text in (" ".join(line.lstrip("# ").split()) for line in passage.text.splitlines()):
            if left == 0 or _is_prose(text):
                return
            begun = f"{begun} {text}".strip()
            if not text or begun == passage.title or begun.endswith((",", " and", "&")):
                begun = "" if begun == passage.title else begun
                continue
            left -= 1
            yield _Line(begun, passage)
            begun = ""


def _is_prose(text: str) -> bool:
    return any(part.endswith((".", "!", "?")) and len(words(part)) >= _PROSE for part in sentences(text))
