"""Which lines of a PDF page are one paragraph, and how they are joined.

A gap, an indent or a short last line ends a paragraph. Where the picture is unclear the lines stay as they are.
"""

import itertools
import re
import statistics
from collections import Counter
from collections.abc import Iterator

from ingest.loaders.pdf_lines import Line

NEXT = 1.9  # of a line's size: the line under it is not further away
_ITEM = re.compile(r"[•◦▪●○■□☐☒–—*-]\s|\(?(\d{1,3}|[a-zA-Z])[.)]\s|\d+(\.\d+)+\s")
_ENDS = re.compile(r"[.!?:;。！？][\"'”’)\]]*\d{0,3}$")
_DRAWN_RULE = re.compile(r"([-=_*~.·])\1{9,}")  # a receipt's parts stand between such lines
_BROKEN_WORD = re.compile(r"(\w+)[\ufffe\u00ad]\s*(\w+)")  # pdfium's mark for a hyphen at a line's end


def usual_step(lines: list[Line]) -> float:
    """Return the usual distance between two lines, in points."""
    steps = [a.base - b.top_base for a, b in itertools.pairwise(lines) if 0 < a.base - b.top_base < 4 * a.size]
    return statistics.median(steps) if steps else 0.0


def blocks(lines: list[Line], headings: set[int], usual: float) -> Iterator[list[Line]]:
    """Part a page's lines into headings, of which the lines' ids are given, and paragraphs."""
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
        return not (both and 0 < step < NEXT * line.size and len(block) < 3 and not _ITEM.match(line.text))
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


def mended(text: str) -> str:
    """Join the words that a line's end parted; a compound keeps its hyphen where both halves stand in the page."""
    words = Counter(re.findall(r"\w+", text)) if "\ufffe" in text or "\u00ad" in text else Counter()

    def whole(found: re.Match[str]) -> str:
        first, second = found[1], found[2]
        apart = len(first) > 3 and len(second) > 3 and words[first] > 1 and words[second] > 1
        return f"{first}-{second}" if apart and not words[first + second] else first + second

    return _BROKEN_WORD.sub(whole, text)
