"""Documents added and removed on the page, by the commands that do it in a terminal.

Picked files are kept under the data root. A process of its own reads them, so that it can be stopped at any moment;
what it had finished by then is kept, and the same files again go on from there. A file whose name was picked before
takes the place of the other. A document that is removed leaves the disk only if it is such a copy.
"""

import contextlib
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

_ROOT = Path(__file__).resolve().parents[2]  # where `python -m ingest` finds the packages
_NAMED = 5  # files that could not be read; more would be a wall
_READING = "Reading the documents"


class Reading(Protocol):
    """Documents on their way into a collection: iterate to read them and hear how far it is."""

    def __iter__(self) -> Iterator[str]:
        """Yield what to say while it goes on, at last what came of it."""
        ...

    def stop(self) -> None:
        """End it soon, from another thread."""
        ...


class Adding:
    """Copies of picked files, read by a process of `python -m ingest add`."""

    def __init__(self, home: Path, picked: Sequence[Path], collection: str) -> None:
        kept = [_keep(path, _folder(home, collection)) for path in picked]
        self._command = _ingest(home, collection, "add", *map(str, kept), "--json")
        self._process: subprocess.Popen[str] | None = None

    def __iter__(self) -> Iterator[str]:
        """Yield how far it is, some seconds apart, at last what came of it."""
        yield _READING
        last = ""
        output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8", "errors": "replace"}
        # Our own interpreter, no shell; a whole path cannot be taken for an option.
        with subprocess.Popen(self._command, cwd=_ROOT, stdin=subprocess.DEVNULL, **output) as self._process:  # noqa: S603  # see above
            for line in self._process.stdout or ():
                last = line.strip() or last
                if last.startswith("file "):
                    yield f"{_READING}: {last}"
        yield told(last)

    def stop(self) -> None:
        """End the process as Ctrl-C would; does nothing where it has ended, or has not begun."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)


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
    failed = [f"{Path(failure['source']).name}: {failure['error']}" for failure in report["failed"]]
    more = [f"and {len(failed) - _NAMED:,} more that cannot be read"] if len(failed) > _NAMED else []
    return ". ".join([", ".join(counts), *failed[:_NAMED], *more]).strip(". ") + "."


def remove(home: Path, collection: str, source: str) -> str:
    """Remove a document from a collection, and the copy that was kept of a picked file; return how it went."""
    command = _ingest(home, collection, "remove", source)
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, encoding="utf-8", check=False)  # noqa: S603  # as above
    if done.returncode:
        return told(done.stderr.strip().rsplit("\n", 1)[-1])
    path = Path(source)
    if path.parent == _folder(home, collection):
        path.unlink(missing_ok=True)
    return f"{path.name} removed."


def _ingest(home: Path, collection: str, *words: str) -> list[str]:
    return [sys.executable, "-m", "ingest", *words, "--collection", collection, "--home", str(home)]


def _folder(home: Path, collection: str) -> Path:
    return home / "documents" / collection


def _keep(path: Path, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.move(path, folder / path.name))


def _documents(count: int) -> str:
    return f"{count:,} {'document' if count == 1 else 'documents'}"
