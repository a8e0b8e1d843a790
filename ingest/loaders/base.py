"""What the readers of all formats share: the error, the limits, and the tidying of text.

A reader is a function `(path, limits) -> Iterator[Document]`. It sets what it knows of `title`, `page`,
`sheet`, `row` and `language`; `ingest.loaders.load` adds the source and fills the title in.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from langchain_core.documents import Document

from compress.home import UserError

# A C0 or C1 control, a byte order mark, a soft hyphen: nobody sees them, and they part words for the search.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character: neither SQLite nor a tokenizer takes it
_LINE_ENDS = re.compile("\r\n?|[\x0c\x85\u2028\u2029]")
_TRAILING = re.compile(r"[ \t\u00a0]+(?=\n|\Z)")
_BLANK_LINES = re.compile(r"\n{4,}")


class LoadError(UserError):
    """A file or page that cannot be read. Its text is one sentence that names the mend."""


@dataclass(frozen=True)
class Limits:
    """How far a reader may go on one file; each bound turns a hostile or broken file into one sentence.

    `seconds` bounds the wait for one page or part, `file_seconds` for the whole file. `memory` bounds the
    separate process that parses (bytes, where the platform can). `unpacked` bounds what a zip may grow to
    (bytes), `pages` a PDF, `pixels` one page rendered for OCR, `download` a page from the web (bytes).
    """

    seconds: float = 60.0
    file_seconds: float = 3600.0
    memory: int = 4 << 30
    unpacked: int = 1 << 30
    pages: int = 20_000
    pixels: int = 25_000_000
    download: int = 50 << 20

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if value <= 0:
                raise ValueError(f"{name} must be more than 0, not {value}")


Reader = Callable[[Path, Limits], Iterator[Document]]


@dataclass(frozen=True)
class Family:
    """One format: its name, its file suffixes (apart by spaces), its reader, and whether that is isolated."""

    name: str
    suffixes: str
    read: Reader
    isolated: bool = True


def tidy(text: str) -> str:
    """Return text with plain line ends and spaces, and without what cannot be seen or stored."""
    text = _LINE_ENDS.sub("\n", text)
    text = _INVISIBLE.sub("", text)
    text = _SURROGATE.sub("\ufffd", text)
    text = _TRAILING.sub("", text.replace("\u00a0", " "))
    return _BLANK_LINES.sub("\n\n\n", text)


def first_heading(text: str) -> str:
    """Return the words of the first Markdown heading within the first lines, or nothing.

    A second-level one behind text is a section's: "Features" is no README's title. Program code has no headings.
    """
    fenced = begun = False
    for line in text[:4000].splitlines()[:40]:
        fenced ^= line.lstrip().startswith("```")
        found = None if fenced else re.match(r"(#{1,2})\s+(.*\S)", line)
        if found and (found[1] == "#" or not begun):
            return found[2].rstrip("# ")[:200]
        begun |= bool(re.search(r"\w", line)) and not line.startswith("[Picture: ")
    return ""


def one_line(text: str) -> str:
    """Return the text with every run of white space made one space."""
    return " ".join(text.split())
