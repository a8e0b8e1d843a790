"""Opening a source from the page: only what a collection has recorded, and nothing in it can run.

The browser sends a key (a hash), never a path. The key is looked up among the sources of a collection at
every request, so a document that was removed can no longer be opened. Files that a browser could execute
are served in a sandbox without scripts and without access to anything outside.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote, urlsplit

from chatbot.events import Citation

if TYPE_CHECKING:
    from starlette.responses import Response

_SEALED = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
_IMAGES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif"}
_HTML = {".html", ".htm", ".xhtml"}
_DOWNLOADS = {".docx", ".pptx", ".xlsx", ".epub", ".msg", ".tif", ".tiff", ".bmp", ".webp", ".odt"}
_HEAD = 65_536  # bytes looked at to tell the encoding of a text
_FRAGMENT_WORDS = 6


class Recorded(Protocol):
    """A document as its collection knows it: an absolute path or a URL, a title, how many passages."""

    source: str
    title: str
    chunks: int


def key(source: str) -> str:
    """Return the name under which the page may ask for a source."""
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def find(recorded: Iterable[Recorded], wanted: str) -> str | None:
    """Return the source of that key among those recorded, or None."""
    return next((entry.source for entry in recorded if key(entry.source) == wanted), None)


def is_url(source: str) -> bool:
    """Say whether a source is a web page rather than a file."""
    return urlsplit(source).scheme in ("http", "https")


def name(source: str) -> str:
    """Return the short name people know a source by: its file name, or its address without the scheme."""
    return source.split("://", 1)[1] if is_url(source) else source.replace("\\", "/").rsplit("/", 1)[-1]


def document_link(collection: str, source: str) -> str:
    """Return where the page links to for a source."""
    return source if is_url(source) else f"/sources/{quote(collection)}/{key(source)}"


def passage_link(collection: str, citation: Citation) -> str:
    """Return the link to a citation's page; without pages, to its first words where the browser can find them."""
    link = document_link(collection, citation.source)
    if citation.page and citation.source.lower().endswith(".pdf"):
        return f"{link}#page={citation.page}"
    words = " ".join(citation.quote.split()[:_FRAGMENT_WORDS])
    return f"{link}#:~:text={quote(words, safe='')}" if words else link


def serve(source: str) -> "Response":
    """Return the file itself, as what it is safe to be: a PDF, a sealed page, text, an image or a download."""
    from starlette.responses import FileResponse, PlainTextResponse

    path = Path(source)
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return PlainTextResponse(f"{source} is no longer there, or may not be read.\n", 404)
    suffix = path.suffix.lower()
    if suffix == ".pdf" and head.startswith(b"%PDF"):  # a sandbox would switch the browser's PDF viewer off
        return FileResponse(path, media_type="application/pdf", headers={"Content-Disposition": "inline"})
    if suffix in _DOWNLOADS or suffix == ".pdf":
        return FileResponse(path, media_type="application/octet-stream", filename=path.name)
    if suffix in _IMAGES:
        return FileResponse(path, media_type=_IMAGES[suffix], headers={"Content-Security-Policy": _SEALED})
    kind = "text/html" if suffix in _HTML else "text/plain"
    media_type = f"{kind}; charset={_charset(head)}"
    return FileResponse(path, media_type=media_type, headers={"Content-Security-Policy": _SEALED})


def _charset(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        head[: len(head) - 4 if len(head) == _HEAD else None].decode("utf-8")  # the cut may split a character
    except UnicodeDecodeError as error:
        return "windows-1252" if error.start < len(head) - 8 else "utf-8"
    return "utf-8"
