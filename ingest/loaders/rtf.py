"""RTF as plain text."""

from collections.abc import Iterator
from pathlib import Path

from langchain_core.documents import Document

from ingest.loaders.base import Limits


def read_rtf(path: Path, limits: Limits) -> Iterator[Document]:
    """Yield a rich text file as one Document; its paragraphs are parted by blank lines."""
    from striprtf.striprtf import rtf_to_text

    text = rtf_to_text(path.read_bytes().decode("latin-1"), errors="replace")
    yield Document("\n\n".join(line.strip() for line in text.split("\n") if line.strip()))
