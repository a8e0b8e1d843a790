"""ODT: the text of an OpenDocument file as Markdown."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from langchain_core.documents import Document

from ingest.loaders.archives import LOCKED, open_zip, parse_xml, read_part
from ingest.loaders.base import Limits, LoadError, one_line
from ingest.loaders.spans import spread
from ingest.loaders.tables import markdown_table

_T = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_SPACES = {f"{_T}tab": "\t", f"{_T}line-break": "\n"}
_UNSEEN = {f"{_T}tracked-changes", f"{_OFFICE}annotation", f"{_OFFICE}forms", f"{_T}sequence-decls"}
_MOST_REPEATED = 50  # times that one cell or row is written out


def read_odt(path: Path, limits: Limits) -> Iterator[Document]:
    """Yield an ODT file as one Document: headings, paragraphs, lists, tables, frames and notes."""
    with open_zip(path, limits) as archive:
        if b"encryption-data" in read_part(archive, "META-INF/manifest.xml"):
            raise LoadError(LOCKED)
        body = parse_xml(read_part(archive, "content.xml")).find(f"{_OFFICE}body/{_OFFICE}text")
        meta = parse_xml(archive.read("meta.xml")) if "meta.xml" in archive.namelist() else None
    title = (meta.findtext(f".//{_DC}title") or "").strip() if meta is not None else ""
    text = "\n\n".join(_blocks(body)) if body is not None else ""
    yield Document(text, metadata={"title": title} if title else {})


def _blocks(parent: Element) -> Iterator[str]:
    """Yield the blocks of text within an element, in order."""
    for element in parent:
        if element.tag in _UNSEEN:
            continue
        if element.tag == f"{_T}h":
            level = element.get(f"{_T}outline-level", "1")
            if words := one_line(_words(element)):
                yield f"{'#' * min(6, int(level) if level.isdigit() else 1)} {words}"
        elif element.tag == f"{_T}p":
            if words := _words(element).strip():
                yield words
            yield from (block for frame in element.iter() if _is_box(frame) for block in _blocks(frame))
        elif element.tag == f"{_T}list":
            yield "\n".join(_list_lines(element, 0))
        elif element.tag == f"{_TABLE}table":
            yield from _table(element)
        else:
            yield from _blocks(element)


def _words(element: Element) -> str:
    """Return the text of a paragraph with its tabs, breaks and notes, without text boxes, which are blocks."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_T}s":
            parts.append(" " * min(100, int(child.get(f"{_T}c", "1"))))
        elif child.tag == f"{_T}note":
            body = child.find(f"{_T}note-body")
            note = "" if body is None else one_line(" ".join(body.itertext()))
            parts.append(f" [Note: {note}]")
        elif child.tag not in _UNSEEN and not _is_box(child):
            parts.append(_SPACES.get(child.tag) or _words(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _is_box(element: Element) -> bool:
    return element.tag.endswith("}text-box")


def _list_lines(element: Element, depth: int) -> Iterator[str]:
    for item in element:
        marked = False
        for part in item:
            if part.tag == f"{_T}list":
                yield from _list_lines(part, depth + 1)
            elif words := one_line(_words(part)):
                yield "  " * depth + ("  " if marked else "- ") + words
                marked = True


def _table(element: Element) -> Iterator[str]:
    rows: list[list[str]] = []
    spans: list[tuple[int, int, int, int]] = []
    for row in element.iter(f"{_TABLE}table-row"):
        cells: list[str] = []
        for cell in row:
            if cell.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                text = one_line(" ".join(_blocks(cell)))
                down, right = (_repeats(cell, f"number-{name}-spanned") for name in ("rows", "columns"))
                if text and down * right > 1:
                    spans.append((len(rows), len(cells), down, right))
                cells += [text] * (_repeats(cell, "number-columns-repeated") if text else 1)
        rows += [cells] * (_repeats(row, "number-rows-repeated") if any(cells) else 0)
    for span in spans:
        spread(rows, *span)
    if rows:
        yield markdown_table(rows[0], rows[1:])


def _repeats(element: Element, name: str) -> int:
    value = element.get(_TABLE + name, "1")
    return min(_MOST_REPEATED, int(value)) if value.isdigit() else 1
