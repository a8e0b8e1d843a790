"""Items of a receipt whose amount stands on a line of its own under them: as one line each, "Lamp, blue: $4.00".

A narrow receipt has no room beside an item's name: it may take several lines, with a code, "2 @ $3.00" or a discount,
and then what was paid for all that. Read apart, the amount above an item is taken for its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ingest.loaders.pdf_amounts import is_money
from ingest.loaders.pdf_lines import Line

_LINED_UP = 0.5  # of the lines' size, between the beginnings of an item's lines
_STEP = 1.9  # of the lines' size: lines further apart are not of one item
_MOST_LINES, _FEWEST_ITEMS = 6, 2
_LONG_LINE = 8  # words: running text has more


def joined_items(lines: Mapping[int, Line]) -> dict[int, Line]:
    """Return lines by their numbers, those of each item of a list in one."""
    joined = dict(lines)
    for items in _lists(lines):
        for numbers in items:
            *named, amount = (lines[number] for number in numbers)
            text = f"{' '.join(line.text for line in named)}: {amount.text}"
            joined[numbers[0]] = replace(named[0], text=text, base=amount.base, spread=True)
            for number in numbers[1:]:
                del joined[number]
    return joined


def _lists(lines: Mapping[int, Line]) -> Iterator[list[list[int]]]:
    """Yield the items that follow each other without a line between, as the numbers of their lines."""
    items: list[list[int]] = []
    block: list[int] = []
    for number, line in lines.items():
        if block and not _goes_on(lines[block[-1]], line):
            yield from _list(items)
            items, block = [], []
        if not any(map(str.isalnum, line.text)):  # a line of dashes parts a receipt
            yield from _list(items)
            items, block = [], []
            continue
        block.append(number)
        if is_money(line.text):
            items, block = [*items, block], []
    yield from _list(items)


def _list(items: Sequence[list[int]]) -> Iterator[list[list[int]]]:
    """Yield items if they are a list of some, each named."""
    if len(items) >= _FEWEST_ITEMS and all(1 < len(item) <= _MOST_LINES for item in items):
        yield list(items)


def _goes_on(above: Line, line: Line) -> bool:
    """Say whether a line stands right under another, beginning at the same place."""
    step = above.base - line.top_base
    lined_up = abs(above.left - line.left) <= _LINED_UP * line.size
    return 0 < step <= _STEP * line.size and lined_up and len(line.text.split()) <= _LONG_LINE
