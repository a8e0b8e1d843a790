"""The chat over the wire, as a program sees it: the real server, gradio_client and plain HTTP."""

import json
import time

import httpx
import pytest
from gradio_client import Client

from chatbot.ui import sources
from chatbot.ui.server import listen
from compress.home import UserError
from tests.fakes import HOSTILE, ScriptedAssistant, desk_with, library, running

WAIT = 20  # seconds


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Serve a scripted assistant; yield its address, the assistant and the data root."""
    folder = tmp_path_factory.mktemp("wire")
    assistant = ScriptedAssistant(library(folder / "documents"))
    with running(desk_with(folder / "home", assistant)) as url:
        yield url, assistant, folder / "home"


@pytest.fixture
def client(served):
    client = Client(served[0], verbose=False, analytics_enabled=False)
    yield client
    client.close()


def submit(client, text, name=""):
    return client.submit(text, name, "scripted", "default", api_name="/ask")


def shown(output):
    """Return (role, text, metadata) of every message in one output of `/ask`."""
    value = output[1]["value"] if isinstance(output[1], dict) else output[1]
    return [(m["role"], m["content"][0]["text"], m["metadata"] or {}) for m in value]


def ask(client, text, name=""):
    """Ask to the end and return the conversation's id and all that was shown, picture by picture."""
    job = submit(client, text, name)
    job.result(timeout=WAIT)
    outputs = job.outputs()
    return outputs[0][0], [shown(output) for output in outputs]


def outputs_of(job, many):
    """Return what a job has shown, once there are so many pictures, or `WAIT` is over."""
    deadline = time.monotonic() + WAIT
    while len(job.outputs()) < many and time.monotonic() < deadline:
        time.sleep(0.02)
    return job.outputs()


def test_an_answer_streams_with_its_step_and_its_sources(client):
    _, pictures = ask(client, "What is quantization?")
    statuses = [[m[2]["status"] for m in picture if m[2].get("title")] for picture in pictures]
    assert statuses[0] == []
    assert ["pending"] in statuses
    assert statuses[-1] == ["done"]
    drafts = [picture[-1][1] for picture in pictures if 'class="fn-answer"' in picture[-1][1]]
    lengths = [len(draft) for draft in drafts]
    assert len(set(lengths)) > 5
    assert lengths == sorted(lengths)
    question, step, answer = pictures[-1]
    assert question[:2] == ("user", "What is quantization?")
    assert "Weights become eight-bit integers." in step[1]
    assert "<blockquote>Weights become eight-bit integers.</blockquote>" in answer[1]
    assert "Open guide.pdf at page 2" in answer[1]


def test_the_conversation_goes_on_and_the_model_hears_no_tool_steps(client, served):
    name, _ = ask(client, "calculate 2*3*4")
    again, pictures = ask(client, "refuse this", name)
    assert again == name
    assert served[1].histories[-1] == [
        {"role": "user", "content": "calculate 2*3*4"},
        {"role": "assistant", "content": "2*3*4 = 24"},
    ]
    assert [role for role, _, _ in pictures[-1]] == ["user", "assistant", "assistant", "user", "assistant"]
    assert 'class="fn-answer fn-refused"><p>I could not find that in your documents.</p>' in pictures[-1][-1][1]


def test_a_refusal_shows_what_came_nearest_and_the_model_never_hears_it(client, served):
    url, assistant, _ = served
    name, pictures = ask(client, "refuse this")
    refusal = pictures[-1][-1][1]
    assert refusal.startswith(
        '<div class="fn-answer fn-refused"><p>I could not find that in your documents.</p></div>'
    )
    assert refusal.count("<details") == 2
    assert '<span class="fn-preview">The first page.</span>' in refusal
    link = f"sources/default/{sources.key(assistant.documents[0].source)}"
    assert f'href="/{link}#page=1"' in refusal
    assert httpx.get(url + link).content[:5] == b"%PDF-"
    assert "<script" not in refusal
    ask(client, "calculate 2*3*4", name)
    assert [said["content"] for said in assistant.histories[-1]] == [
        "refuse this",
        "I could not find that in your documents.",
    ]


def test_stop_ends_the_model_and_the_conversation_can_go_on(client, served):
    job = submit(client, "long story")
    name = outputs_of(job, 5)[0][0]
    began = time.monotonic()
    client.predict(name, api_name="/stop")
    job.result(timeout=WAIT)
    assert time.monotonic() - began < 1.5
    assert "Stopped." in shown(job.outputs()[-1])[-1][1]
    _, pictures = ask(client, "refuse this", name)
    assert served[1].ended[-2:] == ["cancelled", "finished"]
    assert pictures[-1][-1][1].startswith('<div class="fn-answer fn-refused">')


def test_two_pages_ask_at_once_and_one_is_told_to_wait(served, client):
    """The first one's answer is long enough that the second question comes while it is being written."""
    other, waits = Client(served[0], verbose=False, analytics_enabled=False), 'fn-wait">Waiting for another question'
    first = submit(client, "long story")
    outputs_of(first, 5)
    second = submit(other, "What is quantization?")
    assert waits in str(outputs_of(second, 2))
    client.predict(first.outputs()[0][0], api_name="/stop")
    second.result(timeout=WAIT)
    assert "fn-sources" in shown(second.outputs()[-1])[-1][1]
    assert waits not in str(first.outputs())
    other.close()


def test_odd_requests_are_answered_in_a_sentence(client, served):
    before = len(served[1].histories)
    for text in ("", "  \n ", "x" * 9_000):
        assert submit(client, text).result(timeout=WAIT)[0] is not None
    assert len(served[1].histories) == before
    _, pictures = ask(client, "refuse", "../../etc/passwd")  # no such conversation: a new one
    assert len(pictures[-1]) == 2
    _, pictures = ask(client, "break")
    assert "Something went wrong on our side" in pictures[-1][-1][1]


def test_only_recorded_sources_open(served):
    url, assistant, _ = served
    guide, page, web, notes = (f"{url}sources/default/{sources.key(d.source)}" for d in assistant.documents)
    pdf = httpx.get(guide)
    assert (pdf.headers["content-type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert httpx.get(notes).text.endswith("Größe: 12 µm.\n")
    assert httpx.get(page).headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    other = sources.key("/etc/passwd")
    for path in (f"default/{other}", f"other/{sources.key(assistant.documents[0].source)}", "default/..%2F..%2Fetc"):
        assert httpx.get(f"{url}sources/{path}").status_code == 404
    assert httpx.get(web).status_code == 404  # a web page is linked to where it is
    for path in ("gradio_api/file=/etc/passwd", f"gradio_api/file={assistant.documents[0].source}"):
        assert httpx.get(url + path).status_code in (403, 404)


def test_a_conversation_is_stored_and_exported(client, served):
    url, _, home = served
    name, _ = ask(client, "What is quantization?")
    stored = json.loads((home / "conversations" / f"{name}.json").read_text("utf-8"))
    assert [turn["status"] for turn in stored["turns"]] == ["done"]
    export = httpx.get(f"{url}conversations/{name}.md")
    assert export.headers["content-disposition"] == f'attachment; filename="footnote-{name}.md"'
    assert export.text.startswith("# What is quantization?\n")
    assert "- [1] A guide to small models, page 2, Compression > Quantization" in export.text
    assert httpx.get(f"{url}conversations/20200101-000000-00000000.md").status_code == 404


def test_other_sites_are_refused_and_nothing_may_be_fetched_from_outside(served):
    url = served[0]
    policy = httpx.get(url).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http:" not in policy
    assert httpx.get(url, headers={"Host": "rebound.example"}).status_code == 403
    foreign = {"Origin": "https://evil.example"}
    upload = httpx.post(f"{url}gradio_api/upload", headers=foreign, files={"files": ("a.txt", b"x")})
    assert upload.status_code == 403
    assert httpx.post(f"{url}gradio_api/run/stop", headers=foreign, json={"data": [""]}).status_code == 403


def test_hostile_documents_stay_text(client):
    _, pictures = ask(client, "hostile question")
    for _, html, metadata in pictures[-1][1:]:
        assert "&lt;script&gt;" in html + metadata.get("title", "")
        for tag in ("<script", "<img", "<iframe", 'href="http', 'href="javascript'):
            assert tag not in html
    assert HOSTILE not in str(pictures)


def test_a_taken_port_is_said_to_be(served):
    port = int(served[0].rsplit(":", 1)[1].strip("/"))
    with pytest.raises(UserError, match=rf"^port {port} of 127\.0\.0\.1 cannot be opened \(.*--port$"):
        listen(port)
