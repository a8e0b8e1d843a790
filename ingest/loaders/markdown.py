"""The Markdown that HTML becomes: our few differences from markdownify's own.

Links and emphasis leave only their words, so that a quotation reads as the page does; spanned cells of a table
are repeated in each row and column they span, so that each row says everything by itself.
"""

import re
from typing import Any

from markdownify import ATX, MarkdownConverter

from ingest.loaders.tables import markdown_table

_CELL, _ROW = "\x1e", "\x1d"  # end marks inside a table; HTML text cannot hold them after `process_text`
_MARKS = re.compile("[\x1d\x1e\x1f]")
_WIDEST_ICON = 40  # pixels
_MOST_SPANNED = 50  # columns or rows that one cell may fill


class PageConverter(MarkdownConverter):
    """Turns a BeautifulSoup tree into Markdown."""

    class Options(MarkdownConverter.DefaultOptions):
        """markdownify's settings."""

        heading_style = ATX
        bullets = "-"
        strip = ("a", "b", "strong", "em", "i", "s", "del", "kbd", "samp")
        escape_asterisks = False
        escape_underscores = False
        newline_style = "backslash"

    def process_text(self, el: Any, parent_tags: set[str] | None = None) -> str:
        """Return a text node's text, less the marks used inside tables."""
        return _MARKS.sub("", super().process_text(el, parent_tags=parent_tags))

    def convert_br(self, el: Any, text: str, parent_tags: set[str]) -> str:
        """A line break is a line break, without Markdown's two spaces."""
        return " " if "_inline" in parent_tags else "\n"

    def convert_img(self, el: Any, text: str, parent_tags: set[str]) -> str:
        """Of a picture its description stays."""
        alt, width = " ".join((el.get("alt") or "").split()), str(el.get("width", ""))
        icon = width.isdigit() and int(width) <= _WIDEST_ICON
        return f" [Picture: {alt}] " if len(alt) > 3 and not icon else ""

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
        """A cell ends in what it spans."""
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
            for below in range(1, rows):
                waiting[number + below, len(row)] = text
            row.append(text)
    while (number, len(row)) in waiting:
        row.append(waiting.pop((number, len(row))))
    return row


def _span(el: Any, name: str) -> int:
    value = str(el.get(name, "1"))
    return max(1, min(_MOST_SPANNED, int(value))) if value.isascii() and value.isdigit() else 1
