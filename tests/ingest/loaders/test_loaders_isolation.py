"""A reader that hangs, crashes, swells or fails ends alone, and the next file is read."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from made_files import make_pdf, make_zip

from ingest.loaders import Limits, LoadError, isolation, load

ROOT = Path(__file__).resolve().parents[3]

# A child whose reader misbehaves as the file's text says; the rest is the real thing.
_CHILD = """
import os, time
from ingest.loaders import base, child
from langchain_core.documents import Document
def misbehave(path, limits):
    what = path.read_text()
    yield Document("before")
    if what == "hang": time.sleep(600)
    if what == "spin":
        while True: pass
    if what == "crash": os.abort()
    if what == "leave": os._exit(3)
    if what == "swell": yield Document(str(len(bytearray(8 << 30))))
    if what == "raise": raise KeyError("stream")
    if what == "print": print("noise")
    yield Document("after")
child._READERS["pdf"] = misbehave
child.main()
"""


@pytest.fixture
def misbehaving(monkeypatch):
    """Start children whose PDF reader does what the file says."""
    isolation.close_idle()
    real = subprocess.Popen

    def start(command, **options):
        return real([sys.executable, "-c", _CHILD], **options)

    monkeypatch.setattr(isolation.subprocess, "Popen", start)
    yield
    isolation.close_idle()


def said_of(tmp_path, what, limits=Limits(seconds=3)):
    path = tmp_path / "a.pdf"
    path.write_text(what, encoding="utf-8")
    with pytest.raises(LoadError) as raised:
        list(isolation.read("pdf", path, limits))
    return str(raised.value)


@pytest.mark.usefixtures("misbehaving")
@pytest.mark.parametrize("what", ["hang", "spin"])
def test_a_reader_that_hangs_is_ended(tmp_path, what):
    started = time.monotonic()
    assert said_of(tmp_path, what) == "one part of it takes more than 3 s to read: save it in a simpler form"
    assert time.monotonic() - started < 8


@pytest.mark.usefixtures("misbehaving")
@pytest.mark.parametrize("what", ["crash", "leave"])
def test_a_reader_that_crashes_is_said(tmp_path, what):
    assert said_of(tmp_path, what).startswith("its content crashes the reader, so it is probably damaged")


@pytest.mark.usefixtures("misbehaving")
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process's memory")
def test_a_reader_that_swells_is_said(tmp_path):
    assert said_of(tmp_path, "swell") == "needs more than 4,096 MiB of memory to read: split it, then add the parts"


@pytest.mark.usefixtures("misbehaving")
def test_what_a_parser_raises_becomes_a_sentence(tmp_path):
    said = said_of(tmp_path, "raise")
    assert said == "damaged or cut short: fetch or save it again, then add it again (KeyError: 'stream')"


@pytest.mark.usefixtures("misbehaving")
def test_what_a_library_prints_does_not_come_between_the_answers(tmp_path):
    (tmp_path / "a.pdf").write_text("print", encoding="utf-8")
    found = [each.page_content for each in isolation.read("pdf", tmp_path / "a.pdf", Limits())]
    assert found == ["before", "after"]


@pytest.mark.usefixtures("misbehaving")
def test_after_an_accident_the_next_file_is_read(tmp_path):
    for what in ("crash", "hang", "raise"):
        said_of(tmp_path, what, Limits(seconds=1))
        (tmp_path / "b.pdf").write_text("", encoding="utf-8")
        assert len(list(isolation.read("pdf", tmp_path / "b.pdf", Limits()))) == 2


def test_a_process_serves_several_files_and_ends_with_the_reader_that_stops_early(tmp_path):
    path = make_pdf(tmp_path / "a.pdf", [["one"], ["two"], ["three"]])
    list(load(path))
    (idle,) = isolation._idle
    list(load(path))
    assert isolation._idle == [idle]
    reading = load(path)
    assert next(reading).page_content == "one"
    reading.close()
    assert isolation._idle == []
    assert not idle.alive()


def test_files_are_read_at_the_same_time(tmp_path):
    paths = [make_pdf(tmp_path / f"{name}.pdf", [[f"words of {name}"]]) for name in "abcd"]
    found = {}

    def read(path):
        found[path.stem] = [document.page_content for document in load(path)]

    threads = [threading.Thread(target=read, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {name: [f"words of {name}"] for name in "abcd"}
    isolation.close_idle()


def test_the_child_ends_when_its_parent_is_killed(tmp_path):
    path = make_zip(tmp_path / "a.zip", {"a": "b"})
    code = (
        "import os, signal, subprocess\nfrom ingest.loaders import isolation\n"
        "process = isolation._take()\nprint(process._popen.pid, flush=True)\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    pid = int(done.stdout)
    assert path.exists()
    for _ in range(100):
        if not _runs(pid):
            return
        time.sleep(0.1)
    pytest.fail(f"process {pid} still runs")


def _runs(pid: int) -> bool:
    import psutil

    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_limits_are_checked_when_made():
    with pytest.raises(ValueError, match="seconds must be more than 0, not 0"):
        Limits(seconds=0)
