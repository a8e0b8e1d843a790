"""What every test gets: a data root of its own, no network beyond loopback, no model hub."""

import os

import pytest
from pytest_socket import socket_allow_hosts

os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", MPLBACKEND="Agg")


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
