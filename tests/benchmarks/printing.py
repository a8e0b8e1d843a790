"""Everyday documents as PDFs, printed by Chromium as people save pages: in serif or not, tables ruled or not.

Which look a document gets is told by its name, so that a run can be repeated.
"""

import csv
import hashlib
import html
import re
from collections.abc import Iterable
from pathlib import Path

from markdown_it import MarkdownIt

from compress.corpus.readers.everyday import Paper
from tests.chromium import chromium

_LOOKS = (
    "body {font: 11pt Georgia, serif} table {border-collapse: collapse} td, th {border: 1px solid; padding: 2px 6px}",
    "body {font: 10pt Arial, sans-serif} td, th {padding: 2px 10px; text-align: left} th {border-bottom: 1px solid}",
    "body {font: 10.5pt Arial, sans-serif} td, th {padding: 3px 12px; text-align: left}",
)
_COLUMNS = " body {columns: 2; font-size: 9pt} table {font-size: 8pt}"
_LINED_UP = re.compile(r"\S {3,}\S")  # by spaces: it needs letters of one width


def print_to(folder: Path, papers: Iterable[Paper]) -> None:
    """Write each document to a PDF of its name; raises `FileNotFoundError` where there is no Chromium."""
    with chromium() as browser:
        page = browser.new_page()
        for paper in papers:
            page.set_content(_page(paper))
            margin = dict.fromkeys(("top", "bottom", "left", "right"), "18mm")
            page.pdf(path=folder / f"{paper.name.rpartition('.')[0]}.pdf", format="A4", margin=margin)


def _page(paper: Paper) -> str:
    number = int(hashlib.sha256(paper.name.encode()).hexdigest(), 16)
    kind, look = paper.name.rpartition(".")[2], _LOOKS[number % len(_LOOKS)]
    if kind == "md":
        look += _COLUMNS if number % 4 == 3 else ""
        body = MarkdownIt("commonmark").enable("table").render(paper.text)
    elif kind == "csv":
        body = _table(paper.text)
    else:
        font = "9pt 'Courier New', monospace" if _LINED_UP.search(paper.text) else "inherit"
        body = f'<pre style="white-space: pre-wrap; font: {font}">{html.escape(paper.text)}</pre>'
    return f"<html><head><meta charset=utf-8><style>{look}</style></head><body>{body}</body></html>"


def _table(text: str) -> str:
    header, *rows = [row for row in csv.reader(text.splitlines()) if row]
    lines = [_cells("th", header), *(_cells("td", row) for row in rows)]
    return f"<table>{''.join(lines)}</table>"


def _cells(tag: str, row: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{html.escape(cell)}</{tag}>' for cell in row)}</tr>"
