"""The whole product on disk: the default models and the handbook in the default collection."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def handbook_home(real_home):
    """Return the data root with the handbook loaded, by the command a person would use."""
    command = [sys.executable, "-m", "ingest", "add", "ingest/handbook", "--home", str(real_home)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    return real_home


@pytest.fixture(scope="session")
def assistant(handbook_home):
    """Return one assistant on it, loaded once."""
    from chatbot.agent import Assistant
    from chatbot.settings import Settings

    return Assistant.open(Settings(home=handbook_home))
