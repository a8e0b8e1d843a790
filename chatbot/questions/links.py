"""Links in a question: what the assistant has not read, it must say so rather than guess from the address."""

import re
from collections.abc import Collection

from ingest.addresses import LINK, bare


def unread_link(question: str, sources: Collection[str]) -> str | None:
    """Return the first link of a question that is not among the sources, or None."""
    read = {bare(source) for source in sources}
    for match in re.finditer(LINK, question):
        link = match.group().rstrip(".,;:!?)]}’")
        if bare(link) not in read:
            return link
    return None
