"""The notebooks run from top to bottom, draw what they promise, define nothing, and are kept without outputs."""

import ast
import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
WITHOUT_PICTURES = {"01_quickstart"}
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def cells(path: Path) -> list:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def pictures(notebook: nbformat.NotebookNode) -> list[str]:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output.data["image/png"] for output in outputs if "image/png" in output.get("data", {})]


def test_there_are_five():
    assert [path.stem.split("_")[0] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_defines_nothing(path):
    for cell in cells(path):
        lines = [line for line in cell.source.splitlines() if not line.startswith("%")]
        found = [node for node in ast.walk(ast.parse("\n".join(lines))) if isinstance(node, DEFINITIONS)]
        assert not found, ast.unparse(found[0])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_kept_without_outputs(path):
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        assert not cell.get("outputs"), "strip the outputs before committing"
        assert cell.get("execution_count") is None


@pytest.mark.timeout(900)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs(path, real_home, monkeypatch):
    monkeypatch.setenv("FOOTNOTE_HOME", str(real_home))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")  # on a machine that does other work torch's threads wait for each other
    monkeypatch.delenv("MPLBACKEND", raising=False)  # the suite draws nowhere; a notebook draws inline
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}})
    client.execute()  # a cell that raises raises here, with its traceback
    if path.stem not in WITHOUT_PICTURES:
        assert pictures(notebook)
