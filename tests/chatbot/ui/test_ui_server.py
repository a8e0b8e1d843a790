"""The server as a process: opens, answers, and leaves when told to, in the middle of an answer too."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from gradio_client import Client

from chatbot.__main__ import main
from chatbot.ui.server import listen

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import signal
import sys
from pathlib import Path
from chatbot.ui.app import serve_desk
from tests.fakes import ScriptedAssistant, desk_with

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs inherit that it is ignored
assistant = ScriptedAssistant([])
try:
    serve_desk(desk_with(Path(sys.argv[1]), assistant), 0, lambda text: print(text, flush=True))
finally:
    print(assistant.ended, flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_ends_the_answer_and_the_server_without_a_traceback(home):
    command = [sys.executable, "-c", PROGRAM, str(home)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "encoding": "utf-8"}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as process:
        try:
            line = process.stdout.readline()
            url = re.fullmatch(r"Footnote is open on (http://\S+) \(Ctrl-C closes it\)\n", line)[1]
            begin_a_long_answer(url)
            began = time.monotonic()
            process.send_signal(signal.SIGINT)
            assert process.stdout.readline() == "['cancelled']\n"
            assert time.monotonic() - began < 5
            process.wait(timeout=20)
        finally:
            process.kill()
        errors = process.stderr.read()
    assert re.findall(r"^\w+(?:Error|Interrupt)\b|Exception in", errors, re.MULTILINE) == ["KeyboardInterrupt"]


def begin_a_long_answer(url):
    client = Client(url, verbose=False, analytics_enabled=False)
    job = client.submit("long story", "", "scripted", "default", api_name="/ask")
    end = time.monotonic() + 20
    while len(job.outputs()) < 5 and time.monotonic() < end:
        time.sleep(0.02)
    assert len(job.outputs()) >= 5


@pytest.mark.parametrize("port", ["99999", "65536", "-5"])
def test_a_port_that_cannot_be_is_one_sentence(capsys, port):
    assert main(["--port", port]) == 1
    assert capsys.readouterr().err == f"error: --port must be from 0 (any that is free) to 65535, not {port}\n"


def test_a_port_that_is_taken_is_one_sentence(capsys):
    with listen(0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["--port", str(port)]) == 1
    assert capsys.readouterr().err == (
        f"error: port {port} of 127.0.0.1 cannot be opened (Address already in use): "
        "use the Footnote that runs there, or choose another --port\n"
    )
