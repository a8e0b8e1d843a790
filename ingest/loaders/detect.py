"""Which format a file is in: by its first bytes where they tell, else by its suffix."""

import re
from pathlib import Path
from typing import Any

from ingest.loaders.archives import DAMAGED, LOCKED, opened_zip
from ingest.loaders.base import LoadError

_HEAD = 2048
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIPPED = {
    "word/document.xml": "docx",
    "ppt/presentation.xml": "pptx",
    "xl/workbook.xml": "xlsx",
    "xl/workbook.bin": "xlsb",
}
_OLD = {"WordDocument": ("Word", "DOCX"), "PowerPoint Document": ("PowerPoint", "PPTX")}
_PACKED = (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_HTML = re.compile(rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html[\s>])", re.IGNORECASE | re.DOTALL)
_MAY_BE_HTML = frozenset({"plain", "markdown", "html", "xls", "xlsx", "docx", "csv", "no suffix"})
_ARCHIVE = "an archive: unpack it, then add the folder"


def family_name(path: Path, by_suffix: str) -> str:
    """Return the family whose reader fits a file; `by_suffix` is the one its name says, or "no suffix", or "".

    Content wins where it is certain, as for a PDF named .txt. Raises LoadError for what no reader takes.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if found := _by_content(path, head):
        return found
    if by_suffix in _MAY_BE_HTML and _HTML.match(head.removeprefix(b"\xef\xbb\xbf")):
        return "html"
    if by_suffix in ("xls", "xlsx") and not _has_controls(head):
        return "csv"  # many programs write text and call it .xls
    if by_suffix in ("pdf", "docx", "pptx", "xlsx", "xls", "odt", "epub", "msg"):
        raise LoadError(f"no {by_suffix.upper()} inside, though its name says so: check that this is the right file")
    if by_suffix == "no suffix":
        return "plain"
    if not by_suffix:
        raise LoadError(f"files of this kind ({path.suffix}) are not read: rename it to .txt if it holds text")
    return by_suffix


def _by_content(path: Path, head: bytes) -> str:
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _in_zip(path)
    if head.startswith(_OLE):
        return _in_ole(path)
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(_PACKED):
        raise LoadError(_ARCHIVE)
    if head.startswith(_PICTURES) and b"\0" in head:
        raise LoadError("a picture: put it into a PDF, whose pages are read by OCR, then add that")
    return ""


def _in_zip(path: Path) -> str:
    with opened_zip(path) as archive:
        names = set(archive.namelist())
        kind = ""
        if "mimetype" in names:
            with archive.open("mimetype") as part:
                kind = part.read(100).decode("latin-1").strip()
    if kind == "application/epub+zip" or "META-INF/container.xml" in names:
        return "epub"
    if kind.startswith("application/vnd.oasis.opendocument.text"):
        return "odt"
    if kind.startswith("application/vnd.oasis.opendocument"):
        raise LoadError("an OpenDocument file that is no text: save it as XLSX or PPTX, then add that")
    found = next((family for part, family in _ZIPPED.items() if part in names), "")
    if found == "xlsb":
        raise LoadError("a binary Excel workbook: save it as XLSX, then add that")
    if not found:
        raise LoadError(_ARCHIVE)
    return found


def _in_ole(path: Path) -> str:
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as ole:
            names = {entry[0] for entry in ole.listdir()}
    except (OSError, ValueError, IndexError) as error:  # what olefile raises on damaged files
        raise LoadError(DAMAGED) from error
    if "EncryptedPackage" in names:
        raise LoadError(LOCKED)
    if "Workbook" in names or "Book" in names:
        return "xls"
    if "__properties_version1.0" in names:
        return "msg"
    for program, new in (found for stream, found in _OLD.items() if stream in names):
        raise LoadError(f"a {program} file from before 2007: save it as {new}, then add that")
    raise LoadError("an Office file of a kind that is not read: save it as DOCX, XLSX, PPTX or PDF, then add that")


def _has_controls(head: Any) -> bool:
    return any(byte < 9 or 13 < byte < 32 for byte in head)
