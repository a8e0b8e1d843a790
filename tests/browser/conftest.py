"""A real browser on a real server with a scripted assistant. Each page is watched: a console error, an uncaught
exception or a request to anywhere but this machine fails the test that caused it."""

import shutil
from urllib.parse import urlsplit

import pytest

from tests.fakes import ScriptedAssistant, desk_with, library, running

_WAIT_MS = 15_000


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Serve the page once a module; yield its address, the scripted assistant behind it and the data root."""
    folder = tmp_path_factory.mktemp("page")
    assistant = ScriptedAssistant(library(folder / "documents"))
    with running(desk_with(folder / "home", assistant)) as url:
        yield url, assistant, folder / "home"


@pytest.fixture
def assistant(served):
    """Return the assistant, as new."""
    assistant = served[1]
    fresh = ScriptedAssistant(list(assistant.documents))
    yield assistant
    vars(assistant).update(vars(fresh))


@pytest.fixture
def root(served):
    """Return the server's data root, without conversations and feedback."""
    shutil.rmtree(served[2], ignore_errors=True)
    return served[2]


@pytest.fixture
def url(served, root, assistant):
    """Return the page's address."""
    return served[0]


@pytest.fixture
def open_page(browser, url):
    """Return a function that opens the page in a browser of its own (context options as arguments)."""
    contexts, faults = [], []

    def opened(address=url, **options):
        context = browser.new_context(**options)
        context.set_default_timeout(_WAIT_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: message.type == "error" and faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        context.on("request", lambda request: is_foreign(request.url) and faults.append(f"asked {request.url}"))
        page.goto(address)
        page.wait_for_selector(".fn-header")
        page.wait_for_selector("#box button")
        return page

    opened.faults = faults  # for a test that provokes some
    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def is_foreign(address):
    """Say whether a request leaves this machine."""
    parts = urlsplit(address)
    return (
        parts.scheme not in ("data", "blob", "about", "chrome-extension", "chrome") and parts.hostname != "127.0.0.1"
    )


@pytest.fixture
def page(open_page):
    """Return the page on a desktop."""
    return open_page(viewport={"width": 1280, "height": 800})
