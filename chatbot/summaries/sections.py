"""A document as its sections: the text below each heading, with the headings that it stands under.

A passage may hold several small sections, and a section several passages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chatbot.lists.lines import Kind, lines_of
from ingest.collection import Passage
from ingest.text import PATH


@dataclass(frozen=True)
class Section:
    """What a passage has below one heading: the passage cut down to that; `path` are the headings, highest first."""

    path: tuple[str, ...]
    passage: Passage


def sections_of(document: Sequence[Passage]) -> list[Section]:
    """Return the sections of a document, given by its passages in its order; those without text are left out."""
    return list(_sections(document))


def _sections(document: Sequence[Passage]) -> Iterator[Section]:
    above: list[tuple[int, str]] = []  # the headings in force, with their levels
    for passage in document:
        lines = list(lines_of([passage]))
        headed = any(line.kind is Kind.HEADING for line in lines)
        below: list[str] = []
        for line in lines:
            if line.kind is not Kind.HEADING:
                below.append(line.written)
                continue
            yield from _section(above, passage, below)
            above = [*((level, text) for level, text in above if level < line.level), (line.level, line.text)]
            below = []
        if headed or not passage.heading:
            yield from _section(above if passage.heading else [], passage, below)
        else:  # it goes on under a heading that stands in a passage before
            path = [(0, name) for name in passage.heading.split(PATH) if name]
            yield from _section(path, passage, below)


def _section(above: Sequence[tuple[int, str]], passage: Passage, lines: Sequence[str]) -> Iterator[Section]:
    text = "\n".join(lines).strip("\n")
    if text.strip():
        yield Section(tuple(name for _, name in above), replace(passage, text=text))


def main_headings(found: Sequence[Section]) -> list[str]:
    """Return for each section the highest heading that tells it from others; "" for what stands above all."""
    paths = [[name for name in section.path if name != section.passage.title] for section in found]
    while len({path[0] for path in paths if path}) == 1 and any(len(path) > 1 for path in paths):
        paths = [path[1:] for path in paths]  # what all stands under is a title too
    return [path[0] if path else "" for path in paths]
