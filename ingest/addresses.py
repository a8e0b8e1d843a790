"""Addresses of pages: links within a text, and when two of them are one."""

import re

LINK = r"\b(?i:https?://|www\.)[^\s<>\"'“”]+"
_LEFT_OUT = re.compile(r"^(?:https?://)?(?:www\.)?|[/#?]+$")


def bare(address: str) -> str:
    """Return an address without what people leave out of it, in lower case: equal for two that lead to one page."""
    return _LEFT_OUT.sub("", address.replace("\u200b", "").strip().lower())  # pages allow line breaks by U+200B
