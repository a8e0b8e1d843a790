"""The lists of a document, each whole, also where the document was cut within one.

    listings(collection.document(source))     every list of two items or more, in the document's order

A numbered list goes on behind a paragraph or program code that belongs to one of its items.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from chatbot.lists.lines import Kind, Line, lines_of
from chatbot.lists.listing import Item, Listing
from ingest.collection import Passage
from ingest.text import PATH

_FEWEST = 2
_BETWEEN = 8  # lines between two numbered items that may belong to the first


def listings(document: Sequence[Passage]) -> list[Listing]:
    """Return the lists of a document, given by its passages in its order."""
    return list(_Reading().read(document))


@dataclass
class _Reading:
    """What was read of a document so far: its heading, its paragraph, the open list, what stands behind it."""

    heading: str = ""
    paragraph: list[Line] = field(default_factory=list)
    lead: Passage | None = None
    opened: list[list[Line]] = field(default_factory=list)  # of each item its lines
    behind: list[Line] = field(default_factory=list)
    ended: bool = False  # the paragraph; the next line begins another

    def read(self, document: Sequence[Passage]) -> Iterator[Listing]:
        path = None
        for line in lines_of(document):
            if line.passage.heading != path:
                path = line.passage.heading
                yield from self._under(path)
            if line.kind is Kind.HEADING:
                yield from self._under(path if line.text in path else PATH.join(filter(None, (path, line.text))))
            elif line.kind is Kind.ITEM:
                yield from self._item(line)
            elif line.kind is Kind.MORE and self.opened and not self.behind:
                self.opened[-1].append(line)
            elif line.kind is Kind.BLANK:
                self.ended = True
            else:
                yield from self._text(line)
        yield from self._close()

    def _under(self, heading: str) -> Iterator[Listing]:
        yield from self._close()
        self.heading, self.paragraph, self.ended = heading, [], False

    def _item(self, line: Line) -> Iterator[Listing]:
        if self.opened and line.indent > self.opened[0][0].indent:
            self.opened[-1] += [*self.behind, line]
        elif self.opened and self._is_next(line):
            self.opened[-1] += self.behind
            self.opened.append([line])
        else:
            yield from self._close()
            self.lead, self.opened = paragraph_of(self.paragraph), [[line]]
        self.behind, self.paragraph, self.ended = [], [], False

    def _is_next(self, line: Line) -> bool:
        number, last = line.number, self.opened[-1][0]
        if number is None:
            return last.number is None and last.marker == line.marker and not self.behind
        return last.number is not None and number == last.number + 1

    def _text(self, line: Line) -> Iterator[Listing]:
        if self.ended or line.text.startswith("|"):
            self.paragraph = []
        self.paragraph.append(line)
        self.ended = False
        if self.opened:
            self.behind.append(line)
            if self.opened[-1][0].number is None or len(self.behind) > _BETWEEN or line.text.startswith("|"):
                yield from self._close()

    def _close(self) -> Iterator[Listing]:
        if len(self.opened) >= _FEWEST:
            ordered = self.opened[0][0].number is not None
            yield Listing(self.heading, self.lead, tuple(map(_item_of, self.opened)), ordered)
        self.opened, self.behind = [], []


def paragraph_of(lines: Sequence[Line]) -> Passage | None:
    """Return the passage of a paragraph cut down to it; of one that was cut in two, to its end."""
    if not lines:
        return None
    last = lines[-1].passage
    return replace(last, text=" ".join(line.text for line in lines if line.passage.id == last.id))


def _item_of(lines: Sequence[Line]) -> Item:
    """Return an item of its lines: what is within it stands on lines of its own, indented."""
    first, *others = lines
    text = f"{first.marker if first.number is not None else '-'} {first.text}"
    for line in others:
        if line.kind is Kind.ITEM:
            text += f"\n  {line.marker if line.number is not None else '-'} {line.text}"
        elif line.text:
            text += f" {line.text}" if line.kind is Kind.MORE else f"\n  {line.text}"
    there = [line.written for line in lines if line.passage.id == first.passage.id]
    return Item(text, replace(first.passage, text="\n".join(there)))
