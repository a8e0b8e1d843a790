"""EPUB: the chapters in the order of the spine, each a Document."""

import posixpath
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from langchain_core.documents import Document

from ingest.loaders.archives import DAMAGED, open_zip, parse_xml, read_part
from ingest.loaders.base import Limits, LoadError
from ingest.loaders.html import html_to_markdown

_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_ENCRYPTED = "{http://www.w3.org/2001/04/xmlenc#}CipherReference"


def read_epub(path: Path, limits: Limits) -> Iterator[Document]:
    """Yield the chapters of a book, with the book's title."""
    with open_zip(path, limits) as archive:
        root = parse_xml(read_part(archive, "META-INF/container.xml")).find(f".//{_CONTAINER}rootfile")
        package = (root.get("full-path") or "") if root is not None else ""
        book = parse_xml(read_part(archive, package))
        chapters = list(_chapters(book, posixpath.dirname(package)))
        if "META-INF/encryption.xml" in archive.namelist():
            _refuse_locked(parse_xml(archive.read("META-INF/encryption.xml")), chapters)
        title = (book.findtext(f".//{_DC}title") or "").strip()
        for name in chapters:
            _, text = html_to_markdown(read_part(archive, name))
            yield Document(text, metadata={"title": title} if title else {})


def _chapters(book: Element, folder: str) -> Iterator[str]:
    """Yield the names of the parts that the spine lists."""
    manifest = {item.get("id"): item for item in book.iter(f"{_OPF}item")}
    for reference in book.iter(f"{_OPF}itemref"):
        item = manifest.get(reference.get("idref"))
        if item is None:
            raise LoadError(DAMAGED)
        if "html" in (item.get("media-type") or "") and "nav" not in (item.get("properties") or "").split():
            yield posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))


def _refuse_locked(encryption: Element, chapters: list[str]) -> None:
    """Raise LoadError where chapters are encrypted; fonts may be."""
    locked = {unquote(reference.get("URI") or "") for reference in encryption.iter(_ENCRYPTED)}
    if locked.intersection(chapters):
        raise LoadError("locked by its seller (DRM): it can be read only in the seller's program")
