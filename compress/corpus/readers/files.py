"""Reading datasets' files, with errors that name the file and the line or entry that is not as expected."""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from compress.home import UserError

_MISREAD = (KeyError, TypeError, ValueError, IndexError, AttributeError)  # what a record of another shape raises
T = TypeVar("T")


def each_line(path: Path, parse: Callable[[dict[str, Any]], Iterable[T]]) -> Iterator[T]:
    """Yield what `parse` makes of each line, a JSON object each."""
    for number, line in enumerate(text_of(path).splitlines(), start=1):
        if line.strip():
            yield from _parsed(lambda text=line: list(parse(json.loads(text))), path, f"line {number}")


def each_entry(path: Path, parse: Callable[[Any], Iterable[T]], key: str | None = None) -> Iterator[T]:
    """Yield what `parse` makes of each entry of a JSON list, the file's whole content or that under `key`."""
    entries = _parsed(lambda: _list(json.loads(text_of(path)), key), path, "as a whole")
    for number, entry in enumerate(entries, start=1):
        yield from _parsed(lambda one=entry: list(parse(one)), path, f"entry {number}")


def text_of(path: Path) -> str:
    """Return a file's text; UserError where it cannot be read."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read ({error}); fetch the dataset again") from error


def _parsed(parse: Callable[[], list[T]], path: Path, place: str) -> list[T]:
    try:
        return parse()
    except _MISREAD as error:
        reason = f"{type(error).__name__}: {error}"
        raise UserError(f"{path}, {place}: not in this dataset's format ({reason}); fetch the file again") from error


def _list(content: Any, key: str | None) -> list[Any]:
    entries = content if key is None else content[key]
    if not isinstance(entries, list):
        raise TypeError("no list of entries")
    return entries
