"""The chat as a person uses it, in Chromium."""

import json
import re
import time
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.fakes import LONG_HEADING, desk_with, running

NAMED = re.compile(r"conversation=\d{8}-\d{6}-[0-9a-f]{8}$")
QUESTION = "What is quantization?"
FILES, FOLDER = "input[type=file]:not([webkitdirectory])", "input[webkitdirectory]"


def ask(page, text):
    page.fill("#box textarea", text)
    page.press("#box textarea", "Enter")


def answered(page, count=1):
    """Wait until so many answers are complete."""
    expect(page.locator(".fn-copy")).to_have_count(count)
    expect(page.locator("#box .submit-button")).to_be_visible()


def until(condition, seconds=5.0):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    assert condition()


def test_an_answer_streams_and_its_step_shows_and_folds(page, assistant):
    assistant.delay = 0.04
    ask(page, QUESTION)
    expect(page.locator(".thought-group .title")).to_contain_text(f"Searching the documents for “{QUESTION}”")
    expect(page.locator("#box .stop-button")).to_be_visible()
    lengths = []
    page.wait_for_selector(".fn-answer")
    while page.locator(".fn-copy").count() == 0:
        lengths.append(len(page.inner_text(".fn-answer")))
        page.wait_for_timeout(50)
    assert len(set(lengths)) > 5
    assert lengths == sorted(lengths)
    title = page.locator(".thought-group .title")
    expect(title).to_contain_text("Searched the documents for")
    expect(page.locator(".fn-step")).to_have_count(0)  # folded
    title.click()
    expect(page.locator(".fn-step")).to_contain_text("Weights become eight-bit integers.")


def test_a_footnote_opens_its_source_and_the_source_its_document(page):
    ask(page, QUESTION)
    answered(page)
    first = page.locator(".fn-source").first
    expect(first.locator("blockquote")).to_be_hidden()
    page.locator("a.fn-ref").first.click()
    expect(first.locator("blockquote")).to_have_text("Weights become eight-bit integers.")
    expect(first.locator("summary")).to_contain_text("A guide to small models")
    expect(first.locator("summary")).to_contain_text("page 2, Compression > Quantization")
    link = first.locator("a.fn-open")
    expect(link).to_have_text("Open guide.pdf at page 2")
    assert re.fullmatch(r"/sources/default/[0-9a-f]{24}#page=2", link.get_attribute("href"))
    assert page.request.get(link.evaluate("link => link.href")).headers["content-type"] == "application/pdf"
    notes = page.locator(".fn-source").nth(1)
    notes.locator("summary").click()
    with page.expect_popup() as opened:
        notes.locator("a.fn-open").click()
    expect(opened.value.locator("body")).to_contain_text("Small models are fast. Größe: 12 µm.")


def test_below_a_refusal_stands_what_came_nearest(open_page):
    page = open_page(permissions=["clipboard-read", "clipboard-write"], viewport={"width": 1280, "height": 800})
    ask(page, "refuse this")
    answered(page)
    expect(page.locator(".fn-answer")).to_have_text("I could not find that in your documents.")
    expect(page.locator(".fn-nearest-title")).to_contain_text("which may not answer")
    expect(page.locator(".fn-ref, .fn-n")).to_have_count(0)
    first = page.locator(".fn-nearest .fn-source").first
    expect(first.locator("summary")).to_contain_text("A guide to small models")
    expect(first.locator(".fn-preview")).to_have_text("The first page.")
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(first.locator("blockquote")).to_have_text("The first page.")
    expect(first.locator(".fn-preview")).to_be_hidden()
    expect(first.locator("a.fn-open")).to_have_text("Open guide.pdf at page 1")
    page.click(".fn-copy")
    expect(page.locator(".fn-copy")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("I could not find that in your documents.\n\nThe nearest passages")
    assert "\n- A guide to small models, page 1, Opening\n" in copied
    page.reload()
    expect(page.locator(".fn-nearest .fn-source")).to_have_count(2)
    assert page.evaluate("window.hacked") is None


def test_a_document_in_the_list_opens_without_being_able_to_act(page):
    page.locator(".fn-documents summary").first.click()
    expect(page.locator(".fn-documents li")).to_have_count(4)
    with page.expect_popup() as opened:
        page.locator(".fn-documents li a").nth(1).click()
    expect(opened.value.locator("h1")).to_have_text("Hello")
    assert opened.value.evaluate("window.hacked") is None


def test_a_question_that_is_sent_while_another_is_answered_comes_next(page, assistant):
    assistant.delay = 0.04
    ask(page, QUESTION)
    expect(page.locator("#box .stop-button")).to_be_visible()
    ask(page, "And what is pruning?")
    expect(page.locator("#box textarea")).to_have_value("And what is pruning?")
    expect(page.locator(".fn-copy").first).to_be_visible()
    assistant.delay = 0
    answered(page, 2)
    expect(page.locator("#box textarea")).to_have_value("")
    expect(page.locator(".user.message, .user .message").last).to_contain_text("And what is pruning?")


def test_stop_stops_the_model_and_the_next_question_works_at_once(page, assistant):
    ask(page, "long story")
    expect(page.locator(".fn-answer")).to_contain_text("word5")
    page.locator("#box .stop-button").click()
    expect(page.locator("#box .submit-button")).to_be_visible(timeout=2_000)
    expect(page.locator(".fn-answer")).to_contain_text("Stopped.")
    until(lambda: assistant.ended == ["cancelled"])
    ask(page, "refuse this")
    expect(page.locator(".fn-refused")).to_have_text("I could not find that in your documents.")


def test_a_closed_page_stops_the_model(open_page, assistant):
    page = open_page()
    ask(page, "long story")
    expect(page.locator(".fn-answer")).to_contain_text("word5")
    page.close()
    until(lambda: assistant.ended == ["cancelled"])


def test_conversations_outlive_a_reload_and_a_restart(page, open_page, url, root, assistant):
    ask(page, "calculate 2*3*4")
    answered(page)
    expect(page).to_have_url(NAMED)
    page.reload()
    expect(page.locator(".fn-answer")).to_have_text("2*3*4 = 24")
    address = page.url
    with running(desk_with(root, assistant)) as again:
        page = open_page(address.replace(url, again))
        expect(page.locator(".fn-answer")).to_have_text("2*3*4 = 24")
        ask(page, "refuse this")
        answered(page, 2)
    assert assistant.histories[-1][0]["content"] == "calculate 2*3*4"


def test_a_page_left_open_across_a_restart_goes_on(open_page, root, assistant):
    port = 0
    with running(desk_with(root, assistant)) as first:
        port = int(first.rsplit(":", 1)[1].strip("/"))
        page = open_page(first)
        ask(page, "calculate 2*3*4")
        answered(page)
    with running(desk_with(root, assistant), port):
        page.locator("#past label").first.click()
        ask(page, "refuse this")
        answered(page, 2)


def test_conversations_are_listed_chosen_and_deleted(page):
    ask(page, "calculate 2*3*4")
    answered(page)
    page.click("#new")
    expect(page.locator(".fn-welcome")).to_be_visible()
    expect(page).not_to_have_url(NAMED)
    ask(page, "refuse this")
    answered(page)
    expect(page.locator("#past label")).to_have_text(["refuse this", "calculate 2*3*4"])
    page.locator("#past label").nth(1).click()
    expect(page.locator(".fn-answer")).to_have_text("2*3*4 = 24")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.click("#forget")
    expect(page.locator("#past label")).to_have_count(2)
    page.once("dialog", lambda dialog: dialog.accept())
    page.click("#forget")
    expect(page.locator("#past label")).to_have_text(["refuse this"])
    expect(page.locator(".fn-welcome")).to_be_visible()


def test_leaving_for_a_new_conversation_ends_the_answer(page, assistant):
    ask(page, "long story")
    expect(page.locator(".fn-answer")).to_contain_text("word5")
    page.click("#new")
    expect(page.locator(".fn-welcome")).to_be_visible()
    until(lambda: assistant.ended == ["cancelled"])
    ask(page, "refuse this")
    answered(page)
    expect(page.locator("[data-testid=user]")).to_have_text(["refuse this"])


def test_undo_retry_and_edit(page, assistant):
    ask(page, "calculate 2*3*4")
    answered(page)
    page.locator("button[aria-label=Undo]").click()
    expect(page.locator(".fn-welcome")).to_be_visible()
    expect(page.locator("#box textarea")).to_have_value("calculate 2*3*4")
    page.press("#box textarea", "Enter")
    answered(page)
    page.locator("button[aria-label=Retry]").click()
    until(lambda: len(assistant.histories) == 3)
    answered(page)
    expect(page.locator("[data-testid=user]")).to_have_count(1)
    page.locator("button[aria-label=Edit]").click()
    page.fill(".edit-textarea", "refuse <b>this</b> & that")
    page.locator("button[aria-label=Submit]").first.click()
    expect(page.locator(".fn-refused")).to_be_visible()
    answered(page)
    shown = page.inner_text("[data-testid=user]").replace("\u200b", "")
    assert shown.strip() == "refuse <b>this</b> & that"
    assert assistant.histories == [[], [], [], []]


def test_thumbs_are_kept_on_this_machine(page, root):
    ask(page, QUESTION)
    answered(page)
    page.locator("button[aria-label=Dislike], button[aria-label=dislike]").click()
    file = root / "feedback.jsonl"
    until(file.exists)
    expect(page).to_have_url(NAMED)
    (line,) = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert (line["question"], line["liked"], line["citations"][0]["page"]) == (QUESTION, False, 2)
    page.reload()
    expect(page.locator("button[aria-label=Disliked]")).to_be_visible()


def test_an_answer_is_copied_with_its_sources(open_page):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    answered(page)
    page.click(".fn-copy")
    expect(page.locator(".fn-copy")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Quantization stores weights as integers [1].")
    assert copied.endswith(
        f"[1] A guide to small models, page 2, Compression > Quantization\n[2] Notes, {LONG_HEADING}"
    )


def test_a_hostile_document_stays_text(page):
    ask(page, "hostile question")
    answered(page)
    page.locator(".fn-source summary").first.click()
    page.locator(".thought-group .title").click()
    for place in (".fn-answer", ".fn-source blockquote >> nth=0", ".fn-step"):
        expect(page.locator(place)).to_contain_text("<script>window.hacked=1</script>")
    page.wait_for_timeout(300)
    assert page.evaluate("window.hacked") is None
    assert page.locator("#chat img, #chat iframe, #chat script").count() == 0


def test_even_an_injected_script_or_image_gets_nowhere(open_page):
    page = open_page()
    page.evaluate(
        """() => {
        window.refused = [];
        document.addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective));
        const script = document.createElement('script');
        script.textContent = 'window.hacked = 1';
        document.body.append(script);
        const inject = (html) => document.body.insertAdjacentHTML('beforeend', html);
        inject('<img src="data:," onerror="window.hacked = 2">');
        inject('<img src="http://127.0.0.1:9/pixel.png"><iframe src="http://127.0.0.1:9/"></iframe>');
        fetch('http://127.0.0.1:9/').catch(() => 0);
        }"""
    )
    wanted = {"script-src-elem", "script-src-attr", "img-src", "frame-src", "connect-src"}
    until(lambda: page.wait_for_timeout(50) or set(page.evaluate("refused")) == wanted)
    assert page.evaluate("window.hacked") is None
    open_page.faults.clear()  # the browser reports each refusal


def test_two_pages_take_turns(open_page):
    first, second = open_page(), open_page()
    ask(first, "long story")
    expect(first.locator(".fn-answer")).to_contain_text("word5")
    ask(second, "refuse this")
    expect(second.locator(".fn-wait")).to_contain_text("Waiting for another question to finish")
    first.locator("#box .stop-button").click()
    answered(first)
    answered(second)


def test_examples_ask_and_an_empty_question_does_not(page, assistant):
    page.press("#box textarea", "Enter")
    expect(page.locator(".toast-wrap")).to_contain_text("Type a question first.")
    expect(page.locator("#chat .example").first).to_have_text("What is “A guide to small models” about?")
    page.locator("#chat .example").first.click()
    answered(page)
    assert len(assistant.histories) == 1


def test_documents_added_meanwhile_are_counted_at_the_next_question(page, assistant):
    expect(page.locator(".fn-status")).to_have_text("4 documents in “default”")
    assistant.documents.pop()
    ask(page, "refuse this")
    expect(page.locator(".fn-status")).to_have_text("3 documents in “default”")


def test_documents_are_picked_on_the_page_and_can_be_stopped(page, tmp_path):
    files = [tmp_path / f"{name}.txt" for name in ("one", "two", "three")]
    for file in files:
        file.write_text("text", "utf-8")
    page.set_input_files(FILES, files[:2])
    expect(page.locator("#adding")).to_contain_text("file 1 of 2")
    expect(page.locator("#add")).to_be_disabled()
    expect(page.locator("#adding")).to_have_text("2 added.")
    expect(page.locator(".fn-status")).to_have_text("6 documents in “default”")
    expect(page.locator("#halt")).to_be_hidden()
    page.set_input_files(FILES, files)
    page.click("#halt")
    expect(page.locator("#adding")).to_contain_text("stopped; ")
    expect(page.locator("#add")).to_be_enabled()


def test_a_folder_is_picked_with_its_folders_and_without_what_nothing_reads(page, assistant, tmp_path):
    for name in (
        "a.txt",
        "one/a.txt",
        "two/A.MD",
        "two/README",
        "two/clip.mp4",
        ".git/a.txt",
        "one/node_modules/b.txt",
    ):
        file = tmp_path / "trip" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("text", "utf-8")
    page.set_input_files(FOLDER, tmp_path / "trip")
    expect(page.locator("#adding")).to_contain_text("file 1 of 4")
    for control in ("#add", "#folder", "#address input"):
        expect(page.locator(control)).to_be_disabled()
    expect(page.locator("#adding")).to_have_text(
        "4 added. Left out, since files of their kind are not read: clip.mp4."
    )
    names = sorted(document.source for document in assistant.documents[4:])
    assert names == ["trip/a.txt", "trip/one/a.txt", "trip/two/A.MD", "trip/two/README"]
    expect(page.locator("#folder")).to_be_enabled()


def test_a_folder_in_which_nothing_can_be_read_is_said_to_be_one(page, assistant, tmp_path):
    (tmp_path / "videos").mkdir()
    (tmp_path / "videos" / "clip.mp4").write_bytes(b"x")
    said = []
    page.once("dialog", lambda dialog: (said.append(dialog.message), dialog.accept()))
    page.set_input_files(FOLDER, tmp_path / "videos")
    until(lambda: page.wait_for_timeout(50) or said == ["There is no file in this folder that can be read."])
    assert len(assistant.documents) == 4


def test_a_web_page_is_added_by_its_address_and_can_be_stopped(page, assistant):
    address = page.get_by_label("Add a web page")
    address.fill("nonsense")
    address.press("Enter")
    expect(page.locator("#adding")).to_have_text("“nonsense” is no address.")
    expect(address).to_have_value("nonsense")  # to be mended
    address.fill("https://example.org/a")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#adding")).to_contain_text("file 1 of 1")
    expect(page.locator("#adding")).to_have_text("1 added.")
    expect(address).to_have_value("")
    assert assistant.documents[-1].source == "https://example.org/a"
    address.fill("https://example.org/b")
    address.press("Enter")
    page.click("#halt")
    expect(page.locator("#adding")).to_contain_text("stopped; 0 stored")
    expect(address).to_be_enabled()
    assert assistant.documents[-1].source == "https://example.org/a"


def test_where_there_is_nothing_yet_the_page_begins_with_adding(open_page, assistant, tmp_path):
    assistant.documents.clear()
    file = tmp_path / "first.txt"
    file.write_text("text", "utf-8")
    page = open_page(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Add your first documents").click()
    expect(page.locator(".sidebar.open")).to_have_count(1)
    chooser.value.set_files(file)
    expect(page.locator("#adding")).to_have_text("1 added.")
    page.locator(".toggle-button").click()
    expect(page.locator("#chat .example").first).to_have_text("What is “first.txt” about?")
    expect(page.locator(".fn-start")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_document_is_removed_where_that_is_confirmed(page, assistant):
    page.locator(".fn-documents summary").first.click()
    line = page.locator(".fn-documents li", has_text="Notes")
    line.hover()
    page.once("dialog", lambda dialog: dialog.dismiss())
    line.locator(".fn-remove").click()
    expect(page.locator(".fn-status")).to_have_text("4 documents in “default”")
    page.once("dialog", lambda dialog: dialog.accept())
    line.hover()
    line.locator(".fn-remove").click()
    expect(page.locator(".fn-status")).to_have_text("3 documents in “default”")
    expect(page.locator("#adding")).to_contain_text("notes.md removed.")
    assert [document.title for document in assistant.documents][-1] == "A web page"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_readable_on_a_phone(open_page, scheme):
    page = open_page(viewport={"width": 390, "height": 844}, color_scheme=scheme, is_mobile=True, has_touch=True)
    expect(page.locator(".sidebar.open")).to_have_count(0)
    ask(page, QUESTION)
    answered(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for source in page.locator(".fn-source").all():
        assert source.bounding_box()["x"] + source.bounding_box()["width"] <= 390
    brightness = page.evaluate(
        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"
    )
    assert (sum(brightness) < 150) == (scheme == "dark")
    page.locator(".toggle-button").click()
    page.locator("#past label").click()  # which closes the list again
    expect(page.locator(".sidebar.open")).to_have_count(0)
    expect(page.locator(".fn-answer")).to_be_visible()


def test_another_model_and_collection_can_be_chosen(open_page, tmp_path, assistant):
    opened = []
    base = desk_with(tmp_path / "home", assistant)
    desk = replace(
        base,
        models=lambda: ["small", "large"],
        collections=lambda: ["default", "papers"],
        sources=lambda collection: assistant.documents[: {"default": 4, "papers": 2}[collection]],
        open=lambda *names: opened.append(names) or assistant,
    )
    with running(desk) as url:
        page = open_page(url)
        page.click("#settings button")
        for setting, choice in (("#model", "large"), ("#collection", "papers")):
            page.click(f"{setting} input")
            page.locator("[role=option]", has_text=choice).click()
        expect(page.locator(".fn-status")).to_have_text("2 documents in “papers”")
        ask(page, QUESTION)
        answered(page)
        assert opened == [("large", "papers")]
        assert "/sources/papers/" in page.locator(".fn-open").first.get_attribute("href")
