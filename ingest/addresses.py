"""Addresses of pages: links within a text, when two of them are one, and what a source is called that may be one."""

import re
from pathlib import PurePath
from urllib.parse import unquote

LINK = r"\b(?i:https?://|www\.)[^\s<>\"'“”]+"
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+://")  # two letters at least: "C:" is a drive
_LEFT_OUT = re.compile(r"^(?:https?://)?(?:www\.)?|[/#?]+$")


def bare(address: str) -> str:
    """Return an address without what people leave out of it, in lower case: equal for two that lead to one page."""
    return _LEFT_OUT.sub("", address.replace("\u200b", "").strip().lower())  # pages allow line breaks by U+200B


def is_address(source: str) -> bool:
    """Tell whether a source is the address of a page rather than a file: it names a scheme."""
    return _SCHEME.match(source) is not None


def name_of(source: str) -> str:
    """Return what people call a source: a file by its name, a page by its address."""
    return source if is_address(source) else PurePath(source).name


def file_of(source: str) -> PurePath:
    """Return a source as the file that it is, or that its address names."""
    return PurePath(unquote(source) if is_address(source) else source)
