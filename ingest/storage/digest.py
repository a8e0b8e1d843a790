"""Names made of contents: for chunks, for the sets of them that documents are, and for files."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def short_hash(*texts: str) -> str:
    """Return 128 bits as hexadecimal digits; no two lists of texts share a name by how they are joined."""
    name = hashlib.blake2b(digest_size=16)
    for text in texts:
        data = text.encode()
        name.update(len(data).to_bytes(8, "big") + data)
    return name.hexdigest()


def digest(ids: Iterable[str]) -> str:
    """Return a name for a set of chunk ids, in any order: tells later whether a document still has all of them."""
    return short_hash(*sorted(ids))


def file_hash(path: Path, recipe: str) -> str:
    """Return a name for a file's bytes and for how we read them (`recipe`)."""
    with path.open("rb") as file:
        return short_hash(recipe, hashlib.file_digest(file, "sha256").hexdigest())
