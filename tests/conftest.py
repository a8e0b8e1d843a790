"""What every test gets: a data root of its own, no network beyond loopback, no model hub.

    python -m pytest tests/chatbot/test_planner.py             # one file: seconds, no model
    python -m pytest tests/chatbot tests/ingest -m "not slow"  # the fast tests of two packages

The folders mirror the packages; end_to_end/ and browser/ test the whole product, benchmarks/ measures it. A test
that asks for `real_home` wants the default models: `make test` builds them in build/test-home before it runs, else
the first such test does; FOOTNOTE_TEST_HOME names another place. Fakes are small real classes: a scripted model
(chatbot/scripted.py), an embedder without a model (ingest/conftest.py), a scripted assistant (fakes.py), tiny
models (compress/conftest.py).
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_socket import socket_allow_hosts

from tests.chromium import chromium

ROOT = Path(__file__).resolve().parent.parent
os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", MPLBACKEND="Agg")
# Before any test's module imports torch, which reads it once. On models as small as the tests' threads only wait for
# each other: training them takes a sixth of the processor time with one.
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Point the data root at a fresh folder and return it."""
    folder = tmp_path / "home"
    monkeypatch.setenv("FOOTNOTE_HOME", str(folder))
    return folder


@pytest.fixture(autouse=True)
def _loopback_only():
    """Let sockets reach this machine alone: a test that calls out fails."""
    socket_allow_hosts(["127.0.0.1", "localhost", "::1"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def real_home() -> Path:
    """Return a data root with the default models, built once (minutes) and kept in `build/` between runs."""
    folder = Path(os.environ.get("FOOTNOTE_TEST_HOME") or ROOT / "build" / "test-home")
    if (folder / "READY").exists():
        return folder
    command = [sys.executable, "-m", "compress", "run", "compress/recipes/shipped.yaml", "--home", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def browser():
    """Yield Chromium, started once a module."""
    try:
        with chromium() as browser:
            yield browser
    except FileNotFoundError as error:
        pytest.fail(str(error))
