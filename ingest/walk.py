"""From what the user names to the files and pages to read, each once, in a fixed order.

Hidden files, folders full of other people's programs and the links that folders are do not count as documents.
"""

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.addresses import is_address
from ingest.ignore import Ignored

_PROGRAM_FOLDERS = frozenset({"node_modules", "__pycache__", "__MACOSX", "site-packages"})
_NO_DOCUMENTS = re.compile(r"~\$.*|Thumbs\.db|desktop\.ini", re.IGNORECASE)  # of Office and Windows


@dataclass(frozen=True)
class Found:
    """A document to read. `source` names it in the collection: the real path, or the URL of a page without `path`."""

    source: str
    path: Path | None


@dataclass(frozen=True)
class Failure:
    """A document, or folder, that could not be read, and why, in one sentence."""

    source: str
    error: str


def find_documents(targets: Iterable[str], besides: Path) -> Iterator[Found | Failure]:
    """Yield what files, folders and URLs name, each document once; nothing below `besides`, where our own data is."""
    seen = set()
    for target in targets:
        for item in _find(target, besides):
            if item.source not in seen:
                seen.add(item.source)
                yield item


def has_vanished(source: str) -> bool:
    """Tell whether a file is gone for certain; one that only cannot be looked at is not."""
    try:
        os.stat(source)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _find(target: str, besides: Path) -> Iterator[Found | Failure]:
    if is_address(target):
        yield Found(target.partition("#")[0], None)
        return
    if not target.strip():  # `Path` would take it for the folder that we are in
        yield Failure(target, "an empty name is no file")
        return
    path = Path(target).expanduser()
    if path.is_dir():
        yield from _walk(path.resolve(), besides)
    else:
        yield _examine(path)


def _walk(folder: Path, besides: Path) -> Iterator[Found | Failure]:
    unreadable: list[OSError] = []
    ignored = Ignored()
    for parent, folders, files in os.walk(folder, onerror=unreadable.append):
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and name not in _PROGRAM_FOLDERS and Path(parent, name) != besides
        )
        ignored.enter(Path(parent))
        for name in sorted(files):
            path = Path(parent, name)
            if not name.startswith(".") and not _NO_DOCUMENTS.fullmatch(name) and path not in ignored:
                yield _examine(path)
    for error in unreadable:
        yield Failure(printable(error.filename), f"this folder cannot be read ({error.strerror}); allow reading it")


def _examine(path: Path) -> Found | Failure:
    try:
        path = path.resolve(strict=True)
        regular = stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return Failure(printable(os.path.abspath(path)), "there is no such file or folder")
    except (OSError, RuntimeError) as error:  # a loop of links is a RuntimeError until Python 3.13
        return Failure(printable(os.path.abspath(path)), f"it cannot be read ({getattr(error, 'strerror', error)})")
    if not regular:
        return Failure(printable(path), "this is neither a file nor a folder")
    if str(path) != printable(path):
        return Failure(printable(path), "its name is not valid UTF-8; rename it")
    return Found(str(path), path)


def printable(path: str | Path) -> str:
    """Return a path as text that can be written anywhere: bytes that are no UTF-8 become �."""
    return os.fsencode(path).decode("utf-8", "replace")
