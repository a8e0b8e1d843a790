"""Headings and paragraphs of a PDF page, from the size, weight and place of its lines.

PDF has lines, not paragraphs. A line larger than the body text, or bold where the body is not, is a heading; a
gap, an indent or a short last line ends a paragraph. Where the picture is unclear the lines stay as they are.
"""

import itertools
import math
import re
import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from ingest.loaders.base import one_line
from ingest.loaders.pdf_amounts import ends_in_amount, joined_amounts
from ingest.loaders.pdf_boxes import ticked, with_signs
from ingest.loaders.pdf_bullets import bulleted
from ingest.loaders.pdf_cells import Table
from ingest.loaders.pdf_fields import Fields
from ingest.loaders.pdf_furniture import Furniture, furniture_of, running_lines
from ingest.loaders.pdf_items import joined_items
from ingest.loaders.pdf_lines import Known, Line, page_text
from ingest.loaders.pdf_raised import joined_behind, with_raised
from ingest.loaders.pdf_rules import outlines
from ingest.loaders.pdf_tables import TableFinder
from ingest.loaders.pdf_words import words_of

_SAMPLED_PAGES = 30
_LARGER = 1.12  # times the body's size
_LONGEST_HEADING = 120  # characters
_NEXT = 1.9  # of a line's size: the line under it is not further away
_MOST_HEADINGS = 0.4  # of a page's lines; above it is a poster or a form
_ITEM = re.compile(r"[•◦▪●○■□☐☒–—*-]\s|\(?(\d{1,3}|[a-zA-Z])[.)]\s|\d+(\.\d+)+\s")
_ENDS = re.compile(r"[.!?:;。！？][\"'”’)\]]*\d{0,3}$")
_NUMBER = re.compile(r"(page\s+)?[-–]?\s*\d{1,4}\s*[-–]?(\s*(of|/)\s*\d{1,4})?", re.IGNORECASE)
_DRAWN_RULE = re.compile(r"([-=_*~.·])\1{9,}")  # a receipt's parts stand between such lines
_LONG_NUMBER = 7  # digits: "10 May 2024" has fewer
_ADDRESS = re.compile(r"\d+\w? \D+,.*\d{4,}")  # from the house's number to the post code
_BROKEN_WORD = re.compile(r"(\w+)[\ufffe\u00ad]\s*(\w+)")  # pdfium's mark for a hyphen at a line's end


@dataclass(frozen=True)
class Layout:
    """What is usual in a document: the body's size and weight, and its kinds of headings, the greatest first."""

    body: float
    bold: bool
    headings: tuple[tuple[float, bool], ...]
    known: Known  # the lines of the pages that were looked at for this
    furniture: Furniture  # its running titles and feet

    @classmethod
    def of(cls, pdf: Any) -> "Layout":
        """Return the layout of a pypdfium2 document, from a sample of its pages."""
        step = max(1, len(pdf) // _SAMPLED_PAGES)
        known: Known = {}
        for index in list(range(0, len(pdf), step))[:_SAMPLED_PAGES]:
            with page_text(pdf, index) as page:
                known[index] = page.lines, page.starts
        pages = [lines for lines, _ in known.values()]
        lines = [line for page in pages for line in page]
        weights: Counter[tuple[float, bool]] = Counter()
        for line in lines:
            weights[line.key] += len(line.text)
        body, bold = max(weights, key=weights.__getitem__, default=(0.0, False))
        layout = cls(body, bold, (), {}, {})
        kinds = {line.key for page in pages for line in layout._headings_of(page, len(page))}
        furniture = furniture_of(((index, lines) for index, (lines, _) in known.items()), body)
        return cls(body, bold, tuple(sorted(kinds, reverse=True)), known, furniture)

    def mark(self, pdf: Any, index: int, text: str, finder: TableFinder) -> str:
        """Return a page's text without its number: headings marked, a paragraph's lines joined, tables as Markdown."""
        with page_text(pdf, index, self.known) as page:
            if [line.text for line in page.lines] != [line.strip() for line in text.splitlines() if line.strip()]:
                lines = text.strip().split("\n")
                return not_heading(_mended("\n".join(lines[number] for number in _without_number(lines))))
            plain = words_of(page)
            drawings = outlines(page)
            words = bulleted(ticked(with_raised(plain, page), drawings), drawings)
            tables = finder.find(page, words)
            drawn = with_signs(page.lines, plain, words)
        taken = frozenset().union(*(table.lines for table in tables))
        lines = dict(enumerate(drawn)) if page.turns else _listed(drawn, taken)
        running = running_lines(drawn, index, self.furniture) - taken
        numbers = [number for number in _without_number([line.text for line in drawn]) if number in lines]
        lines, numbers = joined_behind(lines, [number for number in numbers if number not in running])
        numbers = numbers if page.turns else _letterhead_first(numbers, drawn)
        return _mended("\n\n".join(self._parts(lines, numbers, tables)))

    def _parts(self, lines: Mapping[int, Line], numbers: Sequence[int], tables: list[Table | Fields]) -> Iterator[str]:
        """Yield the headings, paragraphs and tables of these lines, each table where its first line was drawn."""
        owners = {number: table for table in tables for number in table.lines}
        free = [lines[number] for number in numbers if number not in owners]
        headings = set(map(id, self._headings_of(free, len(lines))))
        usual = _usual_step(free)
        for table, group in itertools.groupby(numbers, owners.get):
            if table is None:
                for block in _blocks([lines[number] for number in group], headings, usual):
                    joined = join_lines(block)
                    heading = id(block[0]) in headings
                    yield f"{'#' * self._level(block[0])} {one_line(joined)}" if heading else not_heading(joined)
            elif table in tables:
                tables.remove(table)
                yield table.text

    def _level(self, line: Line) -> int:
        return min(5, 1 + sum(kind > line.key for kind in self.headings))

    def _headings_of(self, lines: list[Line], of: int) -> list[Line]:
        """Return the headings among lines that are all or a part of so many; too many are none.

        Of too many the bold ones may be: a form's or an agenda's text may be larger than its small print.
        """
        found: list[Line] = []
        for place, line in enumerate(lines):
            goes_on = bool(found) and found[-1] is lines[place - 1] and self._goes_on(*lines[place - 1 : place + 2])
            runs_on = line.size < _LARGER * self.body and any(
                _runs_on(line, each) for each in lines[place + 1 : place + 2]
            )
            if goes_on or (not runs_on and self._is_heading(line, lines[place - 1 : place])):
                found.append(line)
        most = max(2, _MOST_HEADINGS * of)
        if len(found) > most and not self.bold:
            found = [line for line in found if line.bold]
        return [] if len(found) > most else [line for line in found if not ends_in_amount(line)]

    def _goes_on(self, heading: Line, line: Line, below: Line | None = None) -> bool:
        """Say whether a line is the second and last of a heading whose words go on in small letters."""
        near = 0 < heading.base - line.top_base < _NEXT * line.size
        larger = line.size >= _LARGER * self.body
        return near and larger and line.key == heading.key and (below is None or below.key != line.key)

    def _is_heading(self, line: Line, before: list[Line]) -> bool:
        text = line.text
        if not 3 <= len(text) <= _LONGEST_HEADING or sum(map(str.isalpha, text)) < 3 or text[-1] in ",;-…":
            return False
        if _is_code(text):
            return False
        if line.size >= _LARGER * self.body:
            return not text[0].islower()
        numbered = re.match(r"(\d+(\.\d+)*\.?|[A-Z]\.|[IVX]+\.|§\s?\d+)\s+\w", text)
        stands_alone = not before or before[0].key == line.key or abs(before[0].base - line.top_base) > 0.5 * line.size
        bold = line.bold and not self.bold and line.size >= 0.95 * self.body and not line.spread
        worded = text[0].isupper() and text[-1] != "." and ": " not in text  # "Date: 1 May" is a field of a form
        return bool(bold and stands_alone and (numbered or worded))


def _runs_on(line: Line, below: Line) -> bool:
    """Say whether a sentence goes on in the next line: words in bold begin a paragraph, or are stressed in one."""
    return 0 < line.base - below.top_base < _NEXT * line.size and below.text[0].islower()


def _is_code(text: str) -> bool:
    """Say whether a line is a number to be dialled or scanned, or an address: large letters make no heading of it."""
    digits = sum(map(str.isdigit, text))
    return (digits >= _LONG_NUMBER and digits > sum(map(str.isalpha, text))) or bool(_ADDRESS.fullmatch(text))


def _listed(lines: Sequence[Line], taken: Set[int]) -> dict[int, Line]:
    """Return lines by their numbers, those of a list's items in one; what tables have `taken` stays."""
    joined = joined_amounts(lines, taken)
    free = joined_items({number: line for number, line in joined.items() if number not in taken})
    return {number: free.get(number, line) for number, line in joined.items() if number in taken or number in free}


def _without_number(lines: list[str]) -> range:
    """Return which of a page's lines are left without the page number that is the first or last."""
    start, end = 0, len(lines)
    while end - start > 1 and _NUMBER.fullmatch(lines[start].strip()):
        start += 1
    while end - start > 1 and _NUMBER.fullmatch(lines[end - 1].strip()):
        end -= 1
    return range(start, end)


def _letterhead_first(numbers: list[int], lines: Sequence[Line]) -> list[int]:
    """Return lines' numbers in order, the last few first if they stand above all others: drawn last, read first."""
    highest = list(itertools.accumulate((lines[number].top_base for number in numbers), max))
    lowest = math.inf
    start = len(numbers)
    for place in range(len(numbers) - 1, len(numbers) // 2, -1):
        lowest = min(lowest, lines[numbers[place]].base)
        if lowest > highest[place - 1] + lines[numbers[place]].size:
            start = place
    return numbers[start:] + numbers[:start]


def _usual_step(lines: list[Line]) -> float:
    """Return the usual distance between two lines, in points."""
    steps = [a.base - b.top_base for a, b in itertools.pairwise(lines) if 0 < a.base - b.top_base < 4 * a.size]
    return statistics.median(steps) if steps else 0.0


def _blocks(lines: list[Line], headings: set[int], usual: float) -> Iterator[list[Line]]:
    """Part a page's lines into headings and paragraphs."""
    block: list[Line] = []
    for line in lines:
        if block and _breaks(block, line, usual, headings):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _breaks(block: list[Line], line: Line, usual: float, headings: set[int]) -> bool:
    """Say whether a line begins a new block."""
    last = block[-1]
    step = last.base - line.top_base
    if id(line) in headings or id(last) in headings:
        both = id(line) in headings and id(last) in headings and line.key == last.key
        return not (both and 0 < step < _NEXT * line.size and len(block) < 3 and not _ITEM.match(line.text))
    if step > 1.4 * max(usual, line.size) or _DRAWN_RULE.fullmatch(line.text) or _DRAWN_RULE.fullmatch(last.text):
        return True
    ended = bool(_ENDS.search(last.text))
    if step < -line.size:  # up again: the next column
        return ended
    return ended and line.left > min(each.left for each in block) + 0.7 * line.size and not _ITEM.match(block[0].text)


def join_lines(block: list[Line]) -> str:
    """Join the lines of running text; keep those of addresses, verse, code and tables."""
    right, left = max(line.right for line in block), min(line.left for line in block)
    full = [line.right > right - 0.15 * (right - left) for line in block[:-1]]
    characters = sum(len(line.text) for line in block) / len(block)
    flowing = sum(line.text[0].isalpha() and not line.text[0].isupper() for line in block[1:])
    running = full and sum(full) >= 0.7 * len(full) and flowing >= 0.35 * len(full) and characters > 25
    result = block[0].text
    for before, line in itertools.pairwise(block):
        again = _ITEM.match(line.text) and (_ENDS.search(before.text) or not running)
        result += ("\n" if again or not running else " ") + line.text
    return result


def not_heading(text: str) -> str:
    """Indent the lines that begin as a Markdown heading does, but are none."""
    return re.sub(r"^(?=#{1,6} )", " ", text, flags=re.MULTILINE)


def _mended(text: str) -> str:
    """Join the words that a line's end parted; a compound keeps its hyphen where both halves stand in the page."""
    words = Counter(re.findall(r"\w+", text)) if "\ufffe" in text or "\u00ad" in text else Counter()

    def whole(found: re.Match[str]) -> str:
        first, second = found[1], found[2]
        apart = len(first) > 3 and len(second) > 3 and words[first] > 1 and words[second] > 1
        return f"{first}-{second}" if apart and not words[first + second] else first + second

    return _BROKEN_WORD.sub(whole, text)
