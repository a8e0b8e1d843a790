"""Zip containers (DOCX, PPTX, XLSX, ODT, EPUB), opened with care."""

import errno
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from ingest.loaders.base import Limits, LoadError

DAMAGED = "damaged or cut short: fetch or save it again, then add it again"
LOCKED = "password-protected: save a copy without the password, then add that"
_DOCTYPE = b"<!DOCTYPE"


@contextmanager
def opened_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip; whatever zipfile makes of broken bytes is a LoadError."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise LoadError(DAMAGED) from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # a seek to nowhere, where the directory is broken
            raise
        raise LoadError(DAMAGED) from error


@contextmanager
def open_zip(path: Path, limits: Limits) -> Iterator[zipfile.ZipFile]:
    """Open a zip whose parts, unpacked, stay within the limit. Raises LoadError.

    The sizes in the directory can be trusted as a bound: zipfile reads no further than they say.
    """
    with opened_zip(path) as archive:
        entries = archive.infolist()
        if any(entry.flag_bits & 1 for entry in entries):
            raise LoadError(LOCKED)
        size = sum(entry.file_size for entry in entries)
        if size > limits.unpacked:
            most = limits.unpacked >> 20
            raise LoadError(f"unpacks to {size >> 20:,} MiB, over the limit of {most:,}: split it")
        yield archive


def check_office(path: Path, limits: Limits) -> None:
    """Raise LoadError where an Office file is damaged, too large unpacked, or declares XML entities.

    No Office program writes a DOCTYPE; a file that has one is after the parser.
    """
    with open_zip(path, limits) as archive:
        for entry in archive.infolist():
            if entry.filename.endswith((".xml", ".rels")):
                with archive.open(entry) as part:
                    head = part.read(1 << 16).replace(b"\0", b"")
                if _DOCTYPE in head:
                    raise LoadError("holds XML declarations that no Office program writes: save it again from one")


def parse_xml(data: bytes) -> Element:
    """Parse XML that may be hostile; entities are refused. Raises LoadError."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(data)
    except (DefusedXmlException, ParseError) as error:
        raise LoadError(DAMAGED) from error


def read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return one part of a container. Raises LoadError where it is missing."""
    try:
        return archive.read(name)
    except KeyError as error:
        raise LoadError(DAMAGED) from error
