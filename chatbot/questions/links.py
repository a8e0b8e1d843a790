"""Links in a question: what the assistant has not read, it must say so rather than guess from the address."""

import re
from collections.abc import Collection

_LINK = re.compile(r"\b(?:https?://|www\.)[^\s<>\"'“”]+", re.IGNORECASE)


def unread_link(question: str, sources: Collection[str]) -> str | None:
    """Return the first link of a question that is not among the sources, or None."""
    read = {_plain(source) for source in sources}
    for match in _LINK.finditer(question):
        link = match.group().rstrip(".,;:!?)]}’")
        if _plain(link) not in read:
            return link
    return None


def _plain(link: str) -> str:
    return re.sub(r"^https?://(www\.)?|^www\.|[/#?]+$", "", link.lower())
