"""Writes an e-book (EPUB 3): one XHTML file a first-level heading, a table of contents, nothing else."""

from pathlib import Path
from xml.sax.saxutils import escape

from ingest.handbook_sources.blocks import Part, markdown, read_parts
from ingest.handbook_sources.zipped import BUILT
from ingest.handbook_sources.zipped import write as write_zip

_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
"""
_PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">footnote-{id}</dc:identifier>
<dc:title>{title}</dc:title><dc:creator>Footnote</dc:creator><dc:language>en</dc:language>
<meta property="dcterms:modified">{modified}</meta></metadata>
<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>{items}</manifest>
<spine>{order}</spine></package>
"""
_PAGE = """<?xml version="1.0" encoding="utf-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">
<head><title>{title}</title></head>
<body>{body}</body></html>
"""
_NAVIGATION = '<nav epub:type="toc"><ol>{entries}</ol></nav>'


def write(source: str, path: Path) -> None:
    """Write the chapter as EPUB; its first heading is the book's title."""
    parts = read_parts(source)
    texts = [f"# {text}" for text in f"\n{source}".split("\n# ")[1:]]
    pages = [_page(part.title, markdown().render(text)) for part, text in zip(parts, texts, strict=True)]
    entries = [("mimetype", b"application/epub+zip"), ("META-INF/container.xml", _CONTAINER.encode())]
    entries += [("content.opf", _package(parts, path.stem)), ("nav.xhtml", _navigation(parts))]
    entries += [(f"{_name(number)}.xhtml", page) for number, page in enumerate(pages, 1)]
    write_zip(path, entries)


def _package(parts: list[Part], identity: str) -> bytes:
    names = [_name(number) for number in range(1, len(parts) + 1)]
    item = '<item id="{0}" href="{0}.xhtml" media-type="application/xhtml+xml"/>'
    return _PACKAGE.format(
        id=identity,
        title=escape(parts[0].title),
        modified=BUILT.strftime("%Y-%m-%dT%H:%M:%SZ"),
        items="".join(item.format(name) for name in names),
        order="".join(f'<itemref idref="{name}"/>' for name in names),
    ).encode()


def _navigation(parts: list[Part]) -> bytes:
    entry = '<li><a href="{}.xhtml">{}</a></li>'
    entries = (entry.format(_name(number), escape(part.title)) for number, part in enumerate(parts, 1))
    return _page("Contents", _NAVIGATION.format(entries="".join(entries)))


def _page(title: str, body: str) -> bytes:
    return _PAGE.format(title=escape(title), body=body).encode()


def _name(number: int) -> str:
    return f"part-{number:02}"
