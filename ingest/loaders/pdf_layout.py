"""A PDF page as Markdown, with its headings found by the size, weight and place of its lines.

PDF has lines, not paragraphs. A line larger than the body text, or bold where the body is not, is a heading; the
others are parted and joined in `pdf_paragraphs`.
"""

import itertools
import math
import re
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
from ingest.loaders.pdf_paragraphs import NEXT, blocks, join_lines, mended, not_heading, usual_step
from ingest.loaders.pdf_raised import joined_behind, with_raised
from ingest.loaders.pdf_rules import outlines
from ingest.loaders.pdf_tables import TableFinder
from ingest.loaders.pdf_words import words_of

_SAMPLED_PAGES = 30
_LARGER = 1.12  # times the body's size
_LONGEST_HEADING = 120  # characters
_MOST_HEADINGS = 0.4  # of a page's lines; above it is a poster or a form
_NUMBER = re.compile(r"(page\s+)?[-–]?\s*\d{1,4}\s*[-–]?(\s*(of|/)\s*\d{1,4})?", re.IGNORECASE)
_LONG_NUMBER = 7  # digits: "10 May 2024" has fewer
_ADDRESS = re.compile(r"\d+\w? \D+,.*\d{4,}")  # from the house's number to the post code


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
                return not_heading(mended("\n".join(lines[number] for number in _without_number(lines))))
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
        return mended("\n\n".join(self._parts(lines, numbers, tables)))

    def _parts(self, lines: Mapping[int, Line], numbers: Sequence[int], tables: list[Table | Fields]) -> Iterator[str]:
        """Yield the headings, paragraphs and tables of these lines, each table where its first line was drawn."""
        owners = {number: table for table in tables for number in table.lines}
        free = [lines[number] for number in numbers if number not in owners]
        headings = set(map(id, self._headings_of(free, len(lines))))
        usual = usual_step(free)
        for table, group in itertools.groupby(numbers, owners.get):
            if table is None:
                for block in blocks([lines[number] for number in group], headings, usual):
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
        near = 0 < heading.base - line.top_base < NEXT * line.size
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
    return 0 < line.base - below.top_base < NEXT * line.size and below.text[0].islower()


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
