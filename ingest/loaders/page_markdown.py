"""The Markdown that HTML becomes: our few differences from markdownify's own.

Links and emphasis leave their words, so that a quotation reads as the page does, links also their address where
the words only point; spanned cells of a table are repeated in each row and column they span, so that each row
says everything by itself.
"""

import re
from typing import Any

from markdownify import ATX, MarkdownConverter

from ingest.loaders.links import picture, with_address
from ingest.loaders.spans import below
from ingest.loaders.tables import markdown_table

_CELL, _ROW = "\x1e", "\x1d"  # end marks inside a table; HTML text cannot hold them after `process_text`
_MARKS = re.compile("[\x1d\x1e\x1f]")
_WIDEST_ICON = 40  # pixels
_FIRST_ITEM, _ITEM = re.compile(r"(?:\A|(?<=:)\s*\n\s*)- +"), re.compile(r"\s*\n\s*- +")  # of a list in a cell
_ANSWERED = re.compile(r"(?:\w*mail|yahoo|moz)\w*[_-](?:quote|cite)")
_FIGURES = tuple("0123456789-−+")
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_LINES = ("p", "dd")  # a web page's lists and cells of links are menus and indexes
_MOST_SPANNED = 50  # columns or rows that one cell may fill


class PageConverter(MarkdownConverter):
    """Turns a BeautifulSoup tree into Markdown."""

    class Options(MarkdownConverter.DefaultOptions):
        """markdownify's settings."""

        heading_style = ATX
        bullets = "-"
        strip = ("b", "strong", "em", "i", "s", "del", "kbd", "samp")
        escape_asterisks = False
        escape_underscores = False
        newline_style = "backslash"

    def process_text(self, el: Any, parent_tags: set[str] | None = None) -> str:
        """Return a text node's text, less the marks used inside tables."""
        return _MARKS.sub("", super().process_text(el, parent_tags=parent_tags))

    def convert_br(self, el: Any, text: str, parent_tags: set[str]) -> str:
        """A line break is a line break, without Markdown's two spaces."""
        return " " if "_inline" in parent_tags else "\n"

    def convert_sup(self, el: Any, text: str, parent_tags: set[str]) -> str:
        """Raised figures are no part of the number before them: "10^6"; a note's number stands in brackets."""
        words = text.strip()
        if words.isdigit() and el.find("a", href=True):
            return f"[{words}]"
        return f"^{words}" if _after_number(el) and words[:1] in _FIGURES else text

    def convert_sub(self, el: Any, text: str, parent_tags: set[str]) -> str:
        """Nor are lowered ones."""
        return f"_{text.strip()}" if _after_number(el) and text.strip()[:1] in _FIGURES else text

    def convert_img(self, el: Any, text: str, parent_tags: set[str]) -> str:
        """Of a picture its description stays."""
        width = str(el.get("width", ""))
        icon = width.isdigit() and int(width) <= _WIDEST_ICON
        shown = "" if icon else picture(el.get("alt"), el.get("src") or "")
        return f" {shown} " if shown else ""

    def convert_a(self, el: Any, text: str, parent_tags: set[str]) -> str:
        """Of a link its words stay, and its address where they say too little."""
        words = text.strip()
        place = text.find(words)
        address = el.get("href") or ""
        if address.startswith("#") and not re.search(r"\w", words):  # "¶", "^", "↩": a way about the page
            return ""
        if not address or parent_tags & _HEADINGS:
            return text
        alone = el.parent.name in _LINES and el.parent.get_text().strip() == el.get_text().strip()
        return text[:place] + with_address(words, address, alone=alone) + text[place + len(words) :]

    def convert_blockquote(self, el: Any, text: str, parent_tags: set[str]) -> str:
        """A quotation stands as it is read; that of a message which is answered keeps its marks: it is another's."""
        answered = el.get("type") == "cite" or any(map(_ANSWERED.match, el.get("class") or ()))
        if answered or "_inline" in parent_tags:
            return super().convert_blockquote(el, text, parent_tags)
        return f"\n\n{text.strip()}\n\n"

    def convert_code(self, el: Any, text: str, parent_tags: set[str]) -> str:
        """Code within a line keeps its words only, unless they would pass for Markdown; blocks are fenced."""
        words = text.strip()
        return f"`{words}`" if words.startswith(("#", "|", "-", "`")) and "\n" not in words else text

    def convert_hN(self, n: int, el: Any, text: str, parent_tags: set[str]) -> str:
        """A heading is one line, of at most six levels."""
        words = " ".join(text.split())
        if not words or "_inline" in parent_tags:
            return f" {words} "
        return f"\n\n{'#' * min(max(n, 1), 6)} {words}\n\n"

    def convert_pre(self, el: Any, text: str, parent_tags: set[str]) -> str:
        """A block of code is fenced with its language; inside a table it is words."""
        if "_inline" in parent_tags:
            return " " + " ".join(text.split()) + " "
        return super().convert_pre(el, text, parent_tags) if text.strip() else ""

    def convert_td(self, el: Any, text: str, parent_tags: set[str]) -> str:
        """A cell ends in what it spans; a list in it becomes one line."""
        if el.find("li"):
            text = _ITEM.sub("; ", _FIRST_ITEM.sub(" ", text.strip()))
        return f"{' '.join(text.split())}\x1f{_span(el, 'colspan')},{_span(el, 'rowspan')}{_CELL}"

    convert_th = convert_td

    def convert_tr(self, el: Any, text: str, parent_tags: set[str]) -> str:
        """A row ends in its mark."""
        return text.strip("\n ") + _ROW

    def convert_table(self, el: Any, text: str, parent_tags: set[str]) -> str:
        """A table's rows become a grid, then Markdown; its caption stands above it."""
        *rows, rest = text.split(_ROW)
        grid: list[list[str]] = []
        waiting: dict[tuple[int, int], str] = {}  # (row, column) -> a cell from above that spans to here
        captions = [rest.strip()]
        for number, row in enumerate(rows):
            *cells, _ = row.split(_CELL)
            if cells and "\n" in cells[0]:
                caption, _, cells[0] = cells[0].rpartition("\n")
                captions.append(caption.strip())
            grid.append(_spread(number, cells, waiting))
        grid = [row for row in grid if any(row)]
        if not grid:
            return text.strip()
        above = "\n\n".join(filter(None, captions))
        return f"\n\n{above}\n\n{markdown_table(grid[0], grid[1:])}\n\n"


def _spread(number: int, cells: list[str], waiting: dict[tuple[int, int], str]) -> list[str]:
    """Return a row's cells with those that span into it from above or from the left."""
    row: list[str] = []
    for cell in cells:
        text, _, spans = cell.rpartition("\x1f")
        columns, rows = map(int, spans.split(","))
        while (number, len(row)) in waiting:
            row.append(waiting.pop((number, len(row))))
        for _ in range(columns):
            for further in range(1, rows):
                waiting[number + further, len(row)] = below(text)
            row.append(text)
    while (number, len(row)) in waiting:
        row.append(waiting.pop((number, len(row))))
    return row


def _after_number(el: Any) -> bool:
    before = el.previous_sibling
    return isinstance(before, str) and before[-1:].isdigit()


def _span(el: Any, name: str) -> int:
    value = str(el.get(name, "1"))
    return max(1, min(_MOST_SPANNED, int(value))) if value.isascii() and value.isdigit() else 1
