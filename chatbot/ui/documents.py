"""Documents added and removed on the page, by the commands that do it in a terminal.

Picked files are kept under the data root, those of a folder in a folder of its name. A process of its own reads them,
or a web page, so that it can be stopped at any moment; what it had finished by then is kept, and the same again goes
on from there. A file whose name was picked before takes the place of the other. A document that is removed leaves the
disk only if it is such a copy.
"""

import contextlib
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from chatbot.ui import sources
from compress.home import UserError

_ROOT = Path(__file__).resolve().parents[2]  # where `python -m ingest` finds the packages
_NAMED = 5  # files that could not be read; more would be a wall
_READING = "Reading the documents"


@dataclass(frozen=True)
class Picked:
    """A picked file: where its upload lies, and its name; of a picked folder its path from there on, "a/b/c.md"."""

    upload: Path
    name: str


class Reading(Protocol):
    """Documents on their way into a collection: iterate to read them and hear how far it is."""

    def __iter__(self) -> Iterator[str]:
        """Yield what to say while it goes on, at last what came of it."""
        ...

    def stop(self) -> None:
        """End it soon, from another thread."""
        ...


class Adding:
    """What a process of `python -m ingest add` reads: paths, or the address of a web page."""

    def __init__(self, home: Path, targets: Sequence[str], collection: str) -> None:
        self.targets = targets
        self._command = _ingest(home, collection, "add", *targets, "--json")
        self._process: subprocess.Popen[str] | None = None

    def __iter__(self) -> Iterator[str]:
        """Yield how far it is, some seconds apart, at last what came of it."""
        yield _READING
        last = ""
        output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8", "errors": "replace"}
        run = {"cwd": _ROOT, "stdin": subprocess.DEVNULL}
        # Neither a whole path nor an address can be taken for an option.
        with subprocess.Popen(self._command, **run, **output) as self._process:  # noqa: S603  # our interpreter, no shell
            for line in self._process.stdout or ():
                last = line.strip() or last
                if last.startswith("file "):
                    yield f"{_READING}: {last}"
        yield told(last)

    def stop(self) -> None:
        """End the process as Ctrl-C would; does nothing where it has ended, or has not begun."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)


def add_files(home: Path, picked: Sequence[Picked], collection: str) -> Adding:
    """Keep picked files and return their reading, of a folder as a whole. Raises `UserError` if one cannot be kept."""
    folder = _folder(home, collection)
    targets = {}  # in order, each once
    for each in picked:
        parts = _parts(each)
        _keep(each, folder.joinpath(*parts))
        targets[str(folder / parts[0])] = True
    for each in picked:  # not before: one upload may stand for several files that are the same
        each.upload.unlink(missing_ok=True)
    return Adding(home, list(targets), collection)


def add_page(home: Path, address: str, collection: str) -> Adding:
    """Return the reading of a web page. Raises `UserError` where that is no address of one."""
    address = address.strip()
    if not address:
        raise UserError("Type the address of a web page first")
    whole = address if "://" in address else f"https://{address}"
    with contextlib.suppress(ValueError):  # of "https://[" and the like
        parts = urlsplit(whole)
        if parts.scheme.lower() in ("http", "https") and parts.hostname and not any(map(str.isspace, whole)):
            return Adding(home, [whole], collection)
    raise UserError(f"“{address}” is no address of a web page; one looks like https://example.org/page")


def told(last: str) -> str:
    """Return what came of it, by the last line of `ingest add --json`: a report, or the sentence it left with."""
    report: Any = None
    with contextlib.suppress(json.JSONDecodeError):
        report = json.loads(last)
    if not isinstance(report, dict):
        sentence = last.removeprefix("error: ")
        return f"{sentence[:1].upper()}{sentence[1:]}." if sentence else "The documents could not be read."
    kinds = (("added", "added"), ("updated", "brought up to date"), ("skipped", "there already"))
    counts = [f"{_documents(report[key])} {words}" for key, words in kinds if report[key]]
    failed = [f"{sources.name(failure['source'])}: {failure['error']}" for failure in report["failed"]]
    more = [f"and {len(failed) - _NAMED:,} more that cannot be read"] if len(failed) > _NAMED else []
    return ". ".join([", ".join(counts), *failed[:_NAMED], *more]).strip(". ") + "."


def remove(home: Path, collection: str, source: str) -> str:
    """Remove a document from a collection, and the copy that was kept of a picked file; return how it went."""
    command = _ingest(home, collection, "remove", source)
    done = subprocess.run(  # noqa: S603  # our own interpreter, no shell
        command, cwd=_ROOT, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        return told(done.stderr.strip().rsplit("\n", 1)[-1])
    path, folder = Path(source), _folder(home, collection)
    if folder in path.parents:
        path.unlink(missing_ok=True)
        _prune(path.parent, folder)
    return f"{sources.name(source)} removed."


def _ingest(home: Path, collection: str, *words: str) -> list[str]:
    return [sys.executable, "-m", "ingest", *words, "--collection", collection, "--home", str(home)]


def _folder(home: Path, collection: str) -> Path:
    return home / "documents" / collection


def _parts(picked: Picked) -> list[str]:
    """Return the folders and the name of a picked file: what a browser sends is no path until it is looked at."""
    parts = picked.name.replace("\\", "/").replace("\0", "").split("/")
    return [part for part in parts if part not in ("", ".", "..")] or [picked.upload.name]


def _keep(picked: Picked, place: Path) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(picked.upload, place)
    except (
        OSError
    ) as error:  # a name too long for this disk, a file of that name where a folder must be, no space left
        raise UserError(f"{picked.name} cannot be kept under {place.parent} ({error.strerror})") from error


def _prune(folder: Path, top: Path) -> None:
    """Remove a folder, and those above it below `top`, as far as nothing is left in them."""
    with contextlib.suppress(OSError):
        while folder != top:
            folder.rmdir()
            folder = folder.parent


def _documents(count: int) -> str:
    return f"{count:,} {'document' if count == 1 else 'documents'}"
