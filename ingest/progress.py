"""How far a run is, on stderr: a bar on a terminal, a line now and then elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from compress.console import progress, say
from ingest.pipeline import Watcher

_EVERY_S = 10.0


class Bar(Watcher):
    """Shows "file n of m" and how many chunks a second are embedded; to be used in a `with` block."""

    def __enter__(self) -> "Bar":
        self._context = progress("reading documents")
        self._bar = self._context.__enter__()
        self._began = self._said = time.monotonic()
        self._chunks = 0
        self._place = ""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._context.__exit__(kind, error, trace)
        if kind is None:
            say(f"{self._chunks} chunks in {time.monotonic() - self._began:.1f} s ({self._speed()})")

    def document(self, number: int, total: int, source: str) -> None:
        if number == 1:  # the model is loaded by now
            self._began = time.monotonic()
        self._place = f"file {number} of {total}"
        self._bar.update(0, completed=number, total=total)
        self._show()

    def embedded(self, chunks: int) -> None:
        self._chunks += chunks
        self._show()

    def _show(self) -> None:
        text = f"{self._place}, {self._speed()}"
        self._bar.update(0, description=text)
        if not sys.stderr.isatty() and time.monotonic() - self._said > _EVERY_S:
            self._said = time.monotonic()
            say(text)

    def _speed(self) -> str:
        return f"{self._chunks / max(time.monotonic() - self._began, 1e-3):.0f} chunks/s"


@contextmanager
def counting(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show how many of something are done while the block runs; yields what is told both numbers."""
    said = time.monotonic()
    with progress(label) as bar:

        def done(number: int, total: int) -> None:
            nonlocal said
            bar.update(0, completed=number, total=total)
            if not sys.stderr.isatty() and time.monotonic() - said > _EVERY_S:
                said = time.monotonic()
                say(f"{label}, {number} of {total}")

        yield done
