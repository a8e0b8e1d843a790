"""The product as a person meets it: `python -m chatbot`, the real model, the handbook, Chromium."""

import re
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import is_foreign

ROOT = Path(__file__).resolve().parents[2]
_START_S = 120
_ANSWER_MS = 60_000


@pytest.fixture(scope="module")
def address(handbook_home):
    """Start the chat on a free port, as its own process; yield its address."""
    with _chat(handbook_home) as address:
        yield address


@contextmanager
def _chat(home):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "chatbot", "--port", str(port), "--home", str(home)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as chat:
        end = time.monotonic() + _START_S
        while not _answers(port) and time.monotonic() < end and chat.poll() is None:
            time.sleep(0.2)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            chat.terminate()


@pytest.fixture
def page(browser, address):
    """Return the page, with every foreign request noted; there must be none."""
    foreign = []
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.on("request", lambda request: is_foreign(request.url) and foreign.append(request.url))
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#box button")
    yield page
    context.close()
    assert foreign == []


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _ask(page, question: str) -> str:
    """Ask and return the answer's text when it is complete."""
    before = page.locator(".fn-copy").count()
    page.fill("#box textarea", question)
    page.press("#box textarea", "Enter")
    expect(page.locator(".fn-copy")).to_have_count(before + 1, timeout=_ANSWER_MS)
    return page.locator(".fn-answer").last.inner_text()


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What is 40366 / 439?", r"40366 / 439 = 91\.9498861"),
        ("Who is the British prime minister?", "I could not find that in your documents"),
        ("What is a Martian Dunetree?", "I could not find that in your documents"),
        (
            "Summarise https://www.nytimes.com/2023/03/11/technology/chatgpt-prompts-to-avoid-content-filters.html",
            "I have not read https://www.nytimes.com/.*ingest add https://www.nytimes.com/",
        ),
    ],
)
def test_the_four_questions_behave(page, question, answer):
    assert re.search(answer, _ask(page, question), re.DOTALL)


def test_a_document_that_is_picked_on_the_page_answers(browser, real_home, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "models").symlink_to(real_home / "models")
    picked = tmp_path / "ferry rules.md"
    picked.write_text("# Rules of the ferry\n\nThe ferry carries at most 14 bicycles. Dogs travel free.\n", "utf-8")
    with _chat(home) as address:
        page = browser.new_page()
        page.goto(address)
        page.set_input_files("input[type=file]:not([webkitdirectory])", picked)
        expect(page.locator("#adding")).to_have_text("1 document added.", timeout=_ANSWER_MS)
        assert "14 bicycles" in _ask(page, "How many bicycles does the ferry carry?")
        expect(page.locator(".fn-source").first).to_contain_text("Rules of the ferry")
        page.once("dialog", lambda dialog: dialog.accept())
        page.locator(".fn-documents summary").first.click()
        page.locator(".fn-documents li").hover()
        page.click(".fn-remove")
        expect(page.locator("#adding")).to_have_text("ferry rules.md removed.", timeout=_ANSWER_MS)
        assert "no documents in this collection" in _ask(page, "How many bicycles does the ferry carry?")
        assert not list((home / "documents").rglob("*.md"))
        page.close()


def test_a_folder_that_is_picked_on_the_page_answers_and_is_cleared_away(browser, real_home, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "models").symlink_to(real_home / "models")
    for boat, seats in (("heron", 41), ("otter", 67)):
        file = tmp_path / "boats" / boat / "notes.md"
        file.parent.mkdir(parents=True)
        file.write_text(f"# The {boat} boat\n\nThe {boat} boat has {seats} seats.\n", "utf-8")
    with _chat(home) as address:
        page = browser.new_page()
        page.goto(address)
        page.wait_for_selector(".sidebar.open")  # the page's own script is at work
        page.set_input_files("input[webkitdirectory]", tmp_path / "boats")
        expect(page.locator("#adding")).to_have_text("2 documents added.", timeout=_ANSWER_MS)
        kept = home / "documents" / "default" / "boats"
        assert sorted(path.parent.name for path in kept.rglob("*.md")) == ["heron", "otter"]
        assert "67" in _ask(page, "How many seats does the otter boat have?")
        assert "could not find" in _ask(page, "Which zeppelin does the otter boat tow?")
        shown = page.locator(".fn-nearest .fn-preview").filter(has_text="otter boat has 67 seats")
        expect(shown).to_have_count(1, timeout=_ANSWER_MS)  # first or second: the two are a fifth of a logit apart
        page.get_by_label("Add a web page").fill(address)
        page.get_by_label("Add a web page").press("Enter")
        expect(page.locator("#adding")).to_contain_text("a private address", timeout=_ANSWER_MS)
        page.on("dialog", lambda dialog: dialog.accept())
        page.locator(".fn-documents summary").first.click()
        for left in (1, 0):
            page.locator(".fn-documents li").first.hover()
            page.locator(".fn-remove").first.click()
            expect(page.locator(".fn-documents li")).to_have_count(left, timeout=_ANSWER_MS)
        assert not kept.exists()
        page.close()


def test_an_answer_from_the_handbook_opens_its_source(page):
    answer = _ask(page, "What does post-training quantization do to a model's weights?")
    assert re.search(r"\w+.*1", answer, re.DOTALL)
    source = page.locator(".fn-source").first
    source.locator("summary").click()
    assert len(source.locator("blockquote").inner_text()) > 20
