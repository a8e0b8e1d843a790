"""Passages made by hand for tests of what is done with them."""

from ingest.collection import Passage


def passage(text: str, n: int = 1, **fields) -> Passage:
    """Return a passage with sensible defaults; `n` makes its id and source."""
    known = {"title": f"Document {n}", "page": None, "heading": "", "cosine": 0.6, "score": 0.03, "metadata": {}}
    return Passage(id=f"id{n}", text=text, source=f"/documents/{n}.md", **{**known, **fields})
