"""What of a link or a picture is read: its words, and its address only where the words alone would say too little."""

import re

from ingest.addresses import bare
from ingest.loaders.base import one_line

_LONGEST = 200  # characters of an address that anyone could use
_SCHEME = re.compile(r"(?:https?|ftp)://", re.IGNORECASE)
_PERSONAL = re.compile(r"(?:mailto|tel):", re.IGNORECASE)
# Words that only point: without the address nobody knows at what.
_POINTS = re.compile(
    r"(?:(?:please|click|see|read|more|find|look|it|just|right|over|the|our|a|full|on|at|in|go|to|and|for|about)\s+)*"
    r"(?:here|there|this|that|these|those|link|links|click|more|info|information|details|download|read|view|open|"
    r"website|site|web ?page|page|us|me|e-?mail|source|online|register|sign up|apply|book now|docs|documentation|"
    r"\[?\d{1,3}\]?|(?:this|that|the)\s+(?:link|page|site|website|form|document|file|article|address|video|pdf))"
    r"[\s.…:!>»→]*",
    re.IGNORECASE,
)
_FILE = re.compile(r"[^/]\.[a-z\d]{2,5}\Z", re.IGNORECASE)
_FILE_NAME = re.compile(r"\S*\.(?:png|jpe?g|gif|svg|webp|bmp|tiff?|avif|ico)", re.IGNORECASE)
_BADGE = re.compile(r"badge|shields\.io", re.IGNORECASE)
_FEW_WORDS = 3  # a linked picture that says no more is a button


def with_address(words: str, address: str, *, alone: bool = False) -> str:
    """Return a link's words, followed by its address in parentheses where a reader needs it.

    That is where the words only point ("here"), where the link is `alone` on its line, and for the address of mail
    or a telephone; never where the words say it themselves, nor for a place within the same page or site, unless they
    point at a file.
    """
    address = address.strip()
    personal = _PERSONAL.match(address)
    shown = re.sub(r"\?.*", "", address[personal.end() :]) if personal else address
    if not shown or shown.startswith("#") or len(shown) > _LONGEST or re.match(r"(?:javascript|data):", shown, re.I):
        return words
    if not words.strip():
        return shown if personal else ""
    points = _POINTS.fullmatch(words.strip())
    known = _SCHEME.match(shown)
    needed = personal or (alone and known) or (points and (known or _FILE.search(shown)))
    if not needed or bare(shown) in bare(words):
        return words
    return f"{words} ({shown})"


def picture(description: str | None, address: str = "", *, linked: bool = False) -> str:
    """Return "[Picture: what it shows]", or nothing where the description says nothing.

    A badge says nothing, nor a picture that is `linked` under a few words: it is a button.
    """
    words = one_line(description or "")
    if len(words) <= 3 or _FILE_NAME.fullmatch(words) or _BADGE.search(address):
        return ""
    return "" if linked and len(words.split()) <= _FEW_WORDS else f"[Picture: {words}]"
