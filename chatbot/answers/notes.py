"""Footnotes as an answer made by code sets them: one for each place, numbered by first use."""

from dataclasses import replace

from chatbot.events import Citation
from ingest.collection import Passage


class Notes:
    """Numbers footnotes: one for each place."""

    def __init__(self) -> None:
        self.citations: list[Citation] = []

    def mark(self, found: Passage) -> str:
        """Return the mark of a place, `[n]`."""
        place = Citation(0, found.source, found.page, " ".join(found.text.split()), found.title, found.heading)
        same = next((one for one in self.citations if replace(one, n=0) == place), None)
        if same is None:
            same = replace(place, n=len(self.citations) + 1)
            self.citations.append(same)
        return f"[{same.n}]"
