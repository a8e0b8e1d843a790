"""Documents with a layout (forms, receipts, tables, READMEs) as passages: cut between lines, never within one.

Open datasets have prose; what people keep is laid out. The pieces look as `ingest` would cut such a file: headings
stay in the text and are told beside it, a table's header is repeated above its later rows.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compress.corpus.items import Passage
from compress.corpus.passages import WORDS

_HEADING = re.compile(r"(#{1,6})\s+(\S.*)")
_RULE = re.compile(r"\|[\s:|-]+\|?")  # under a table's header


@dataclass(frozen=True)
class _Block:
    """Lines that belong together, and the headings that they stand under."""

    lines: tuple[str, ...]
    path: tuple[str, ...]

    @property
    def words(self) -> int:
        return sum(len(line.split()) for line in self.lines)


def laid_out(name: str, text: str, words: int = WORDS) -> list[Passage]:
    """Return the passages of a document: `name` is its file's name, of whose ending its kind is told.

    Each has up to `words` words, more only where a single line has; together they have every line, in order.
    """
    stem, _, kind = name.rpartition(".")
    lines = _rows(text) if kind == "csv" else text.strip("\n").split("\n")
    blocks = [part for block in _blocks(lines, kind == "md") for part in _parted(block, words)]
    titles = [match[2] for line in lines if kind == "md" and (match := _HEADING.match(line)) and len(match[1]) == 1]
    title = titles[0] if titles else stem
    return [
        Passage(title, "\n\n".join("\n".join(block.lines) for block in group), " > ".join(_shared(group)))
        for group in _grouped(blocks, words)
    ]


def _rows(text: str) -> list[str]:
    """Return a comma-separated table as one with bars, as it is stored."""
    header, *rows = [row for row in csv.reader(text.strip().splitlines()) if row]
    return [f"| {' | '.join(row)} |" for row in (header, ["-"] * len(header), *rows)]


def _blocks(lines: Sequence[str], with_headings: bool) -> Iterator[_Block]:
    """Yield what stands between blank lines and headings; a heading belongs to what follows it."""
    path: list[tuple[int, str]] = []
    kept: list[str] = []
    is_code = False
    for line in lines:
        is_code ^= line.startswith("```")
        heading = _HEADING.match(line) if with_headings and not is_code else None
        if (heading or not (line.strip() or is_code)) and any(not _HEADING.match(each) for each in kept):
            yield _Block(tuple(kept), tuple(name for _, name in path))
            kept = []
        if heading:
            level = len(heading[1])
            path = [*((above, name) for above, name in path if above < level), (level, heading[2])]
        if line.strip() or is_code:
            kept.append(line)
    if kept:
        yield _Block(tuple(kept), tuple(name for _, name in path))


def _parted(block: _Block, words: int) -> Iterator[_Block]:
    """Yield a block, or parts of it that are short enough; those of a table have its header."""
    under = next((n for n, line in enumerate(block.lines) if n and _RULE.fullmatch(line.strip())), len(block.lines))
    kept: list[str] = []
    for number, line in enumerate(block.lines):
        if kept and sum(len(each.split()) for each in [*kept, line]) > words:
            yield _Block(tuple(kept), block.path)
            kept = list(block.lines[under - 1 : under + 1]) if number > under + 1 else []
        kept.append(line)
    yield _Block(tuple(kept), block.path)


def _grouped(blocks: Sequence[_Block], words: int) -> list[list[_Block]]:
    """Return the blocks in groups of up to `words` words, about as long as each other."""
    parts = -(-sum(block.words for block in blocks) // words) or 1
    aim = min(words, 1.15 * sum(block.words for block in blocks) / parts)
    groups: list[list[_Block]] = []
    for block in blocks:
        if not groups or sum(each.words for each in groups[-1]) + block.words > aim:
            groups.append([])
        groups[-1].append(block)
    return groups


def _shared(group: Sequence[_Block]) -> tuple[str, ...]:
    """Return the headings that all blocks stand under."""
    paths = [block.path for block in group]
    same = [names[0] for names in zip(*paths, strict=False) if len(set(names)) == 1]
    return paths[0][: len(same)]
