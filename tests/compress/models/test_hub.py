"""A model by its id: fetched from the hub (one of our own, on this machine), kept, and never waited for in vain."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from compress.artifact import Artifact

ROOT = Path(__file__).resolve().parents[3]
SHA = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def hub(decoder_folder):
    """Serve the tiny decoder as `owner/tiny`, with a pickle and a README beside it; yields (address, paths asked)."""
    files = {path.name: path.read_bytes() for path in decoder_folder.iterdir()}
    files |= {"pytorch_model.bin": b"never fetched", "README.md": b"never fetched"}
    asked: list[str] = []

    class Hub(BaseHTTPRequestHandler):
        def do_HEAD(self):
            self.answer(body=False)

        def do_GET(self):
            self.answer(body=True)

        def answer(self, body):
            asked.append(self.path)
            name = self.path.rsplit("/", 1)[-1]
            if self.path.startswith("/api/models/owner/tiny"):
                siblings = [{"rfilename": name} for name in files]
                self.send(json.dumps({"id": "owner/tiny", "sha": SHA, "siblings": siblings}).encode(), body)
            elif self.path.startswith(f"/owner/tiny/resolve/{SHA}/") and name in files:
                self.send(files[name], body)
            else:
                self.send_response(404)
                self.send_header("X-Error-Code", "RepoNotFound")
                self.send_header("Content-Length", "0")
                self.end_headers()

        def send(self, content, body):
            self.send_response(200)
            self.send_header("ETag", f'"{len(content)}"')
            self.send_header("X-Repo-Commit", SHA)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if body:
                self.wfile.write(content)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def import_from(address, model_id, home, cache):
    """Run the import in a process of its own: the hub's address is read when its library is imported."""
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment |= {"HF_ENDPOINT": address, "HF_HUB_OFFLINE": "0", "TRANSFORMERS_OFFLINE": "0", "HF_HOME": str(cache)}
    command = [sys.executable, "-m", "compress", "import", model_id, "--name", "got", "--home", str(home)]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False
    )


def test_an_id_is_fetched_without_pickles_and_found_again_when_the_hub_is_gone(hub, home, tmp_path):
    address, asked = hub
    done = import_from(address, "owner/tiny", home, tmp_path)
    assert done.returncode == 0, done.stderr
    assert Artifact.find("got", home).manifest.kind == "decoder"
    assert not any(path.endswith(("pytorch_model.bin", "README.md")) for path in asked)
    assert any(path.endswith("model.safetensors") for path in asked)

    again = import_from("http://127.0.0.1:9", "owner/tiny", tmp_path / "other", tmp_path)
    assert again.returncode == 0, again.stderr


def test_an_id_the_hub_does_not_know_is_one_sentence(hub, home, tmp_path):
    done = import_from(hub[0], "owner/unknown", home, tmp_path)
    assert done.returncode == 1
    said = done.stderr.splitlines()[-1]
    assert said.startswith("error: the hub does not give owner/unknown (404 Client Error")
    assert said.endswith("; check the id, or give a folder")
    assert not (home / "models" / "got").exists()


def test_a_hub_that_is_not_there_is_one_sentence(home, tmp_path):
    done = import_from("http://127.0.0.1:9", "owner/tiny", home, tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "error: owner/tiny is not on this machine and the hub cannot be reached; go online, or give a folder"
    )


@pytest.mark.slow
def test_a_hub_that_never_answers_is_given_up(home, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        done = import_from(f"http://127.0.0.1:{silent.getsockname()[1]}", "owner/tiny", home, tmp_path)
    assert done.returncode == 1
    assert "the hub cannot be reached" in done.stderr
    assert time.monotonic() - started < 40
