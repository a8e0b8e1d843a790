"""Examples in a file: written whole or not at all, read back exactly."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from compress.data.conversations import Example


def write_examples(path: Path, examples: Sequence[Example]) -> None:
    """Write examples to an .npz: two bytes a token where the vocabulary allows it, and a bit for its label."""
    ids = np.concatenate([example.ids for example in examples])
    labelled = np.concatenate([example.labelled for example in examples])
    narrow = ids.astype(np.uint16) if ids.max(initial=0) < 2**16 else ids
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp.npz")
    lengths = np.asarray([len(example) for example in examples])
    np.savez(temporary, ids=narrow, labelled=np.packbits(labelled), lengths=lengths)
    temporary.replace(path)


def read_examples(path: Path) -> list[Example] | None:
    """Return what `write_examples` wrote; None where there is no such file, or a damaged one."""
    try:
        with np.load(path, allow_pickle=False) as file:
            ids, packed, lengths = (file[name] for name in ("ids", "labelled", "lengths"))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return None
    ends = np.cumsum(lengths)[:-1]
    rows = np.split(ids.astype(np.int32), ends)
    labelled = np.split(np.unpackbits(packed, count=len(ids)).astype(bool), ends)
    return [Example(*pair) for pair in zip(rows, labelled, strict=True)]


def keep_newest(folder: Path, count: int) -> None:
    """Remove all but the newest `count` files of examples in a folder."""
    files = sorted(folder.glob("*.npz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in files[count:]:
        path.unlink(missing_ok=True)
