"""What a document says of itself: its title, the sentences that open it, its headings, the columns of its tables."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from chatbot.answers.grounding import MARK, Grounded
from chatbot.answers.notes import Notes
from chatbot.answers.prose import ITEMS
from chatbot.questions.plurals import stem_set
from chatbot.tables.reading import grids, is_blank
from ingest.addresses import name_of
from ingest.collection import Passage
from ingest.text import PATH, sentences, words

_PROSE = re.compile(r"[^\W\d_“\"(].*[.!?][”\")]?", re.DOTALL)
_BLOCKS = re.compile(r"\n\s*\n")
_NO_PROSE = (">", "|", "```", *ITEMS)  # a block begins so: a note, a table, source code, a list
_NOTE = re.compile(r"\s*(?:important|note|tip|hint|info|warning|caution|attention|danger)\s*:", re.IGNORECASE)
_FEWEST = 6  # words of a sentence that tells what a document is about
_LOOKED_AT = 8  # passages: before a page's first sentence there may be badges, a menu, an information box
_OPENING, _LINES = 300, 160  # characters that are quoted of sentences, and of what has none
_SUBJECT = 4  # words of a document's opening in which what it is about stands
_HEADINGS, _TABLES, _COLUMNS = 8, 6, 15  # that are named; more would be a wall


@dataclass(frozen=True)
class Outline:
    """A document by its name, with what was found in it, each with the passage that has it."""

    name: str
    title: str
    opening: Passage | None  # cut down to the words that are quoted
    headings: tuple[tuple[str, Passage], ...]
    tables: tuple[tuple[str, tuple[str, ...], Passage], ...]  # the sheet or the heading, the names of the columns

    def said(self) -> Grounded:
        """Return the outline in words, with a footnote for each thing that is told."""
        notes = Notes()
        told = [f"“{self.title}” ({self.name})" if self.title not in self.name else self.name]
        if self.opening:
            told.append(f"opens: “{MARK.sub('', self.opening.text)}” {notes.mark(self.opening)}")
        if self.tables:
            shown = [_columns(name, header, notes.mark(part)) for name, header, part in self.tables[:_TABLES]]
            told.append(("It has " if self.opening else "has ") + "; ".join(shown) + _more(self.tables, _TABLES))
        if self.headings:
            shown = [f"{heading} {notes.mark(part)}" for heading, part in self.headings[:_HEADINGS]]
            lead = "Its headings are" if len(told) > 1 else "has the headings"
            told.append(f"{lead}: {'; '.join(shown)}{_more(self.headings, _HEADINGS)}")
        return Grounded(" ".join(told), tuple(notes.citations))


def outline(document: Sequence[Passage]) -> Outline:
    """Return what a document, which has passages, says of itself; they are in its own order."""
    first = document[0]
    name = name_of(first.source)
    if all("row" in passage.metadata for passage in document):  # a sheet: its rows open nothing
        return Outline(name, first.title, None, (), tuple(_tables(document)))
    opening = _sentences_of(document[:_LOOKED_AT]) or _lines_of(first)
    tables = () if opening else tuple(_tables(document))
    return Outline(name, first.title, opening, tuple(_headings(document)), tables)


def subject(document: Sequence[Passage]) -> frozenset[str]:
    """Return the terms of what a document, which has passages, is about: its title, its file's name, how it opens."""
    first, opened = document[0], _sentences_of(document[:_LOOKED_AT])
    begins = " ".join(words(opened.text)[:_SUBJECT]) if opened else ""
    return stem_set(f"{first.title} {Path(first.source).stem} {begins}")


def _sentences_of(passages: Sequence[Passage]) -> Passage | None:
    """Return the first sentence of prose, and the next one if that is not long."""
    for passage in passages:
        for block in _BLOCKS.split(passage.text):
            parts = [" ".join(part.split()) for part in sentences(block)]
            first = next((n for n, part in enumerate(parts) if _is_prose(part)), None)
            if first is None or block.lstrip().startswith(_NO_PROSE) or _NOTE.match(block):
                continue
            both = " ".join(part for part in parts[first : first + 2] if _is_prose(part))
            return replace(passage, text=both if len(both) <= _OPENING else parts[first])
    return None


def _is_prose(text: str) -> bool:
    return bool(_PROSE.fullmatch(text)) and len(words(text)) >= _FEWEST


def _lines_of(passage: Passage) -> Passage | None:
    """Return the first lines of a form, a receipt or the like, as many as fit; its heading is told apart."""
    shown = ""
    for line in filter(None, map(str.strip, passage.text.splitlines())):
        if line.startswith("|") or (shown and len(shown) + len(line) > _LINES):
            break
        if not line.startswith("#"):
            shown = f"{shown} {line}".strip()
    return replace(passage, text=shown) if shown else None


def _headings(document: Sequence[Passage]) -> Iterator[tuple[str, Passage]]:
    """Yield the headings below the document's title, the highest of each part, each with its first passage."""
    paths = [[name for name in part.heading.split(PATH) if name and name != part.title] for part in document]
    while len({path[0] for path in paths if path}) == 1 and any(len(path) > 1 for path in paths):
        paths = [path[1:] for path in paths]  # what all stands under is a title too
    seen = set()
    for path, passage in zip(paths, document, strict=True):
        if path and path[0] not in seen:
            seen.add(path[0])
            yield path[0], passage


def _tables(document: Sequence[Passage]) -> Iterator[tuple[str, tuple[str, ...], Passage]]:
    """Yield each sheet's or heading's tables by the names of their columns, each with its first passage."""
    seen = set()
    for passage in document:
        for header, _ in grids(passage.text):
            table = (passage.heading, tuple(name for name in header if not is_blank(name)))
            if table[1] and table not in seen:
                seen.add(table)
                yield (*table, passage)


def _columns(name: str, header: Sequence[str], mark: str) -> str:
    """Return how a table is told: by its sheet or heading, where it has one, and its columns."""
    shown = f"the columns {', '.join(header[:_COLUMNS])}{_more(header, _COLUMNS)} {mark}"
    return f"“{name}” with {shown}" if name else shown


def _more(listed: Sequence[object], most: int) -> str:
    return f" and {len(listed) - most} more" if len(listed) > most else ""
