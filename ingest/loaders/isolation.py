"""Runs a reader in a process of its own, so that a parser that hangs, crashes or swells cannot take the run with it.

A process waits between files, because starting one costs most of a second. It speaks lines of JSON: a request
in, Documents out, then the end or an error. Python threads cannot be timed out; a process can be killed.
"""

import atexit
import json
import os
import subprocess  # our own interpreter, fixed arguments
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from langchain_core.documents import Document

from ingest.loaders.archives import DAMAGED
from ingest.loaders.base import Limits, LoadError

_FILES_PER_PROCESS = 200  # then a fresh one: no parser's leak grows without end
# On a machine of many cores the buffers of numpy's threads alone would fill the memory that a reader may have.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_ROOT = Path(__file__).resolve().parents[2]
_idle: list["_Process"] = []
_lock = threading.Lock()


def read(family: str, path: Path, limits: Limits) -> Iterator[Document]:
    """Yield what the family's reader yields, within the limits. Raises LoadError."""
    process = _take()
    finished = False
    try:
        process.send({"family": family, "path": str(path), "limits": asdict(limits)})
        yield from process.documents(limits)
        finished = True
    except _Refused as error:
        finished = True
        raise LoadError(str(error)) from None
    finally:
        if finished and process.files < _FILES_PER_PROCESS:
            with _lock:
                _idle.append(process)
        else:
            process.close()


def close_idle() -> None:
    """End the processes that wait for work."""
    with _lock:
        processes, _idle[:] = list(_idle), []
    for process in processes:
        process.close()


atexit.register(close_idle)


class _Refused(Exception):
    """The reader's own LoadError, carried over."""


class _Process:
    def __init__(self) -> None:
        path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        self._popen = subprocess.Popen(
            [sys.executable, "-m", "ingest.loaders.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what libraries grumble about; errors come as answers
            env={**os.environ, **_ONE_THREAD, "PYTHONPATH": path},
        )
        self.files = 0

    def alive(self) -> bool:
        return self._popen.poll() is None

    def send(self, request: dict[str, Any]) -> None:
        assert self._popen.stdin is not None
        self.files += 1
        self._popen.stdin.write(json.dumps(request).encode() + b"\n")
        self._popen.stdin.flush()

    def documents(self, limits: Limits) -> Iterator[Document]:
        left = limits.file_seconds
        while True:
            started = time.monotonic()
            answer = self._receive(min(left, limits.seconds))
            left -= time.monotonic() - started
            if left <= 0:
                raise LoadError(f"takes more than {limits.file_seconds:g} s to read: split it, then add the parts")
            if "error" in answer:
                raise _Refused(answer["error"])
            if "end" in answer:
                return
            yield Document(answer["text"], metadata=answer["metadata"])

    def _receive(self, seconds: float) -> dict[str, Any]:
        """Return the next answer; a process that gives none in time is killed."""
        assert self._popen.stdout is not None
        timer = threading.Timer(seconds, self._popen.kill)
        started = time.monotonic()
        timer.start()
        try:
            line = self._popen.stdout.readline()
        finally:
            timer.cancel()
        if not line.endswith(b"\n"):
            if time.monotonic() - started >= seconds:
                raise LoadError(f"one part of it takes more than {seconds:g} s to read: save it in a simpler form")
            raise LoadError(f"its content crashes the reader, so it is probably {DAMAGED}")
        return json.loads(line)

    def close(self) -> None:
        self._popen.kill()
        self._popen.wait()
        for pipe in (self._popen.stdin, self._popen.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    pass  # an unsent request dies with the process


def _take() -> _Process:
    with _lock:
        while _idle:
            process = _idle.pop()
            if process.alive():
                return process
            process.close()
    return _Process()
