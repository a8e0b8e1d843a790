"""Text as blocks: headings, paragraphs, lists, tables, code; read line by line, so a text of any length will do.

Several Documents of one source may be pieces of one text: the parser keeps its state between them.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from langchain_core.documents import Document

HEADING, BLOCK, LINE, SENTENCE, LEAD, WORD = 20, 10, 6, 5, 4, 2  # how good a place to cut, the best first
_BLOCK_CHARACTERS = 32_000  # a longer block is passed on in parts, to bound memory
_HEADING = re.compile(r"(#{1,6})[ \t]+(\S.*)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ITEM = re.compile(r"(\s*)([-*+•–]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+\S")
_NO_LIST = re.compile(r"#{1,6}\s|`{3,}|~{3,}|\|")  # what ends a list without a blank line
_RULE = re.compile(r"\|?(\s*:?-+:?\s*\|)+\s*:?-*:?\s*")  # the line under a table's header
_LONGEST_HEADING = 120  # characters of it that go into a path


@dataclass(frozen=True)
class Block:
    """Lines that belong together, and what is known of their place.

    `level` says how good a cut before it is; `joint` stands between it and the block before. `header` is that
    of the table which its rows continue; `row` is the number of its first row or record.
    """

    kind: str
    lines: list[str]
    level: int
    path: tuple[str, ...]
    joint: str = "\n\n"
    row: int | None = None
    header: str = ""

    @property
    def text(self) -> str:
        """The block as text."""
        return "\n".join(self.lines)


@dataclass
class Parser:
    """Turns the Documents of one source into blocks, in order."""

    path: tuple[tuple[int, str], ...] = ()  # the headings in force, with their levels
    _open: Block | None = None
    _size: int = 0
    _blank: int = 0  # blank lines seen inside a list, which may go on after them
    _fence: str = ""
    _table: str = ""  # header of the table read last
    _last: str = ""  # last line of the block before
    _row: int | None = None
    _resumes: bool = False  # the table that opens a Document with a row may be the one before, its header repeated
    _starts: list[tuple[re.Pattern[str], int]] = field(default_factory=list)

    def read(self, document: Document) -> Iterator[Block]:
        """Yield the blocks that are complete. A text without a line break at its end closes its last block."""
        text = document.page_content
        self._row = document.metadata.get("row")
        language = document.metadata.get("language")
        take = self._take_code if language else self._take
        self._starts = _block_starts(language) if language else []
        goes_on = text.endswith("\n")
        for number, line in enumerate(text.removesuffix("\n").split("\n")):
            self._resumes = self._row is not None and number < 2
            yield from take(line)
            if self._size > _BLOCK_CHARACTERS:
                yield from self._pause()
        if not goes_on:
            yield from self.close()

    def close(self) -> Iterator[Block]:
        """Yield the block that is open, if there is one."""
        block, self._open = self._open, None
        self._size = self._blank = 0
        self._fence = ""
        if block is not None and any(block.lines):
            self._last = block.lines[-1]
            self._table = _header(block) or (block.header if block.kind == "table" else "")
            yield block

    def leave(self) -> Iterator[Block]:
        """Close the page or sheet: what follows continues no table of it."""
        yield from self.close()
        self._table = self._last = ""

    def _take(self, line: str) -> Iterator[Block]:
        kind = self._open.kind if self._open else ""
        if self._fence:
            self._add(line)
            if line.strip().startswith(self._fence) and not line.strip().strip(self._fence[0]):
                yield from self.close()
        elif not line.strip():
            if kind == "list":
                self._blank += 1
            else:
                yield from self.close()
        elif kind == "list" and (line[:2].isspace() or not (self._blank or _NO_LIST.match(line))):
            self._add(line)
        elif fence := _FENCE.match(line):
            yield from self._begin("fence", line)
            self._fence = fence[1]
        elif heading := _HEADING.match(line):
            yield from self._head(line, len(heading[1]), heading[2])
        else:
            found = "table" if line.startswith("|") else "list" if _ITEM.match(line) else "text"
            if found == kind:
                self._add(line)
            else:
                yield from self._begin(found, line)

    def _take_code(self, line: str) -> Iterator[Block]:
        """Blocks of code end at blank lines; one that opens a class or function is a better place to cut."""
        if not line.strip():
            yield from self.close()
        elif self._open:
            self._add(line)
        else:
            bonus = next((bonus for start, bonus in self._starts if start.match(line)), 0)
            yield from self._begin("code", line, level=BLOCK + bonus)

    def _begin(self, kind: str, line: str, level: int = 0) -> Iterator[Block]:
        touching = self._open is not None and not self._blank
        yield from self.close()
        lead = touching or self._last.rstrip().endswith(":")
        path = tuple(words for _, words in self.path)
        joint = "\n" if touching else "\n\n"
        self._open = Block(kind, [line], level or (LEAD if lead else BLOCK), path, joint, self._row)
        self._size = len(line)

    def _add(self, line: str) -> None:
        block = self._open
        assert block is not None
        block.lines.extend([""] * self._blank)
        self._blank = 0
        block.lines.append(line)
        self._size += len(line) + 1
        if len(block.lines) == 2 and self._resumes and block.kind == "table" and block.text == self._table:
            self._open = replace(block, lines=[], joint="\n", level=LINE, header=self._table)

    def _head(self, line: str, level: int, words: str) -> Iterator[Block]:
        yield from self.close()
        words = " ".join(words.rstrip("# \t").split())[:_LONGEST_HEADING] or words[:_LONGEST_HEADING]
        self.path = (*(each for each in self.path if each[0] < level), (level, words))
        self._last = self._table = ""
        path = tuple(words for _, words in self.path)
        yield Block("heading", [line], HEADING + 6 - level, path, row=self._row)

    def _pause(self) -> Iterator[Block]:
        """Yield what is open so far and go on with the same block."""
        block, fence = self._open, self._fence
        yield from self.close()
        if block is not None:
            self._fence = fence
            rows = len(block.lines) - (2 if _header(block) else 0)
            row = block.row + rows if block.row is not None and block.kind == "table" else block.row
            self._open = replace(block, lines=[], joint="\n", level=LINE, header=self._table, row=row)


def table_header(block: Block) -> str:
    """Return the header lines that a part of this table should repeat, as short as they can be."""
    names, _, rule = (block.header or _header(block)).partition("\n")
    return re.sub(r"[ \t]+", " ", names) + "\n" + re.sub(r"-+", "-", re.sub(r"\s", "", rule)) if rule else ""


def priority(text: str) -> int:
    """Return a number that depends on the text alone, by which places to cut are chosen wherever they stand."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def top_items(lines: list[str]) -> Iterator[str]:
    """Yield the items of a list, each with all that is indented under it."""
    indents = [len(found[1]) for line in lines if (found := _ITEM.match(line))]
    least = min(indents, default=0)
    item: list[str] = []
    for line in lines:
        found = _ITEM.match(line)
        if item and found and len(found[1]) <= least:
            yield "\n".join(item)
            item = []
        item.append(line)
    yield "\n".join(item)


def _header(block: Block) -> str:
    """Return the two lines that head a table, if the block is one that begins with them."""
    if block.kind == "table" and len(block.lines) > 1 and _RULE.fullmatch(block.lines[1]):
        return "\n".join(block.lines[:2])
    return ""


def _block_starts(language: str) -> list[tuple[re.Pattern[str], int]]:
    """Return the line starts at which langchain_text_splitters cuts a language, each with its bonus as a cut."""
    from langchain_text_splitters import Language, RecursiveCharacterTextSplitter

    if language not in {each.value for each in Language}:
        return []
    separators = RecursiveCharacterTextSplitter.get_separators_for_language(Language(language))
    starts = [each.removeprefix("\n") for each in separators if each.strip()]
    return [(re.compile(start), max(1, 8 - rank)) for rank, start in enumerate(starts)]
