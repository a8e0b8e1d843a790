"""Asking while the model warms up, over the wire: told to wait, never lost, never beside it."""

import time
from contextlib import contextmanager

import httpx
import pytest
from gradio_client import Client

from chatbot.ui.desk import Desk
from compress.home import UserError
from tests.fakes import Warming, running, unwanted

WAIT = 20  # seconds


@contextmanager
def served(home, assistant):
    """Serve an assistant that warms up; yield the page's address and a client of it."""
    desk = Desk(
        home,
        lambda: ["scripted"],
        lambda: ["default"],
        lambda name: [],
        lambda *names: assistant,
        unwanted,
        unwanted,
        unwanted,
    )
    with running(desk, warm=True) as url:
        client = Client(url, verbose=False, analytics_enabled=False)
        yield url, client
        client.close()


def pictures(client, text):
    """Ask to the end and return all that was shown, picture by picture, as text."""
    job = client.submit(text, "", "scripted", "default", api_name="/ask")
    job.result(timeout=WAIT)
    return [str(output[1]) for output in job.outputs()]


def test_the_page_opens_at_once_and_a_question_ends_the_warming_up(home):
    assistant = Warming(patience=WAIT)
    with served(home, assistant) as (url, client):
        assert httpx.get(url).status_code == 200
        assert assistant.did == ["warming"]
        began = time.monotonic()
        shown = pictures(client, "What?")
        assert time.monotonic() - began < WAIT / 2
    assert assistant.did == ["warming", "warm", "asked"]
    assert any('fn-wait">Getting ready' in picture for picture in shown)
    assert "done" in shown[-1]
    assert "Getting ready" not in shown[-1]


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (UserError("the index is damaged; run the check"), "the index is damaged; run the check"),
        (RuntimeError("a bug"), "Something went wrong on our side"),
    ],
)
def test_what_fails_while_warming_up_is_shown_by_the_question_that_meets_it(home, failure, sentence):
    assistant = Warming(failure)
    with served(home, assistant) as (url, client):
        assert httpx.get(url).status_code == 200
        assert sentence in pictures(client, "What?")[-1]
    assert assistant.did == ["warming", "asked"]
