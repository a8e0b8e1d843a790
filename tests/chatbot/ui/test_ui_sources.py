"""Only what a collection records can be opened, as something that cannot act."""

import pytest

from chatbot.events import Citation
from chatbot.ui import sources
from tests.fakes import Document

SEALED = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"


def citation(source, page=None, quote="Weights become eight-bit integers, as the guide says."):
    return Citation(1, source, page, quote, "Title", "")


def test_a_key_finds_its_source_among_those_recorded_only():
    recorded = [Document("/d/a.pdf", "A"), Document("/d/b.pdf", "B")]
    assert sources.find(recorded, sources.key("/d/b.pdf")) == "/d/b.pdf"
    assert sources.find(recorded, sources.key("/etc/passwd")) is None
    assert sources.find(recorded, "/d/b.pdf") is None


@pytest.mark.parametrize(
    ("cited", "link"),
    [
        (citation("/d/a.pdf", 7), "/sources/default/{key}#page=7"),
        (
            citation("/d/a.md", 7),
            "/sources/default/{key}#:~:text=Weights%20become%20eight-bit%20integers%2C%20as%20the",
        ),
        (citation("/d/a.md", None, ""), "/sources/default/{key}"),
        (citation("https://example.org/x", None, ""), "https://example.org/x"),
        (citation("javascript:alert(1)", None, ""), "/sources/default/{key}"),
    ],
)
def test_links(cited, link):
    assert sources.passage_link("default", cited) == link.format(key=sources.key(cited.source))


@pytest.mark.parametrize(
    ("name", "content", "media_type", "policy"),
    [
        ("a.pdf", b"%PDF-1.4 ...", "application/pdf", None),
        ("fake.pdf", b"<script>1</script>", "application/octet-stream", None),
        ("a.docx", b"PK", "application/octet-stream", None),
        ("a.html", b"<script>1</script>", "text/html; charset=utf-8", SEALED),
        ("a.svg", b"<svg onload=1>", "text/plain; charset=utf-8", SEALED),
        ("a.js", b"alert(1)", "text/plain; charset=utf-8", SEALED),
        ("a.png", b"\x89PNG", "image/png", SEALED),
        ("latin.txt", "Größe".encode("latin-1") + b" " * 20, "text/plain; charset=windows-1252", SEALED),
        ("wide.txt", "Größe".encode("utf-16"), "text/plain; charset=utf-16", SEALED),
        ("cut.txt", "ö".encode() * 40_000, "text/plain; charset=utf-8", SEALED),
        ("shifted.txt", b"x" + "ö".encode() * 40_000, "text/plain; charset=utf-8", SEALED),
    ],
)
def test_files_are_served_as_what_is_safe(tmp_path, name, content, media_type, policy):
    path = tmp_path / name
    path.write_bytes(content)
    response = sources.serve(str(path))
    assert response.status_code == 200
    assert response.headers["content-type"] == media_type
    assert response.headers.get("content-security-policy") == policy


def test_a_file_that_is_gone_or_closed_is_said_to_be(tmp_path):
    response = sources.serve(str(tmp_path / "gone.pdf"))
    assert (response.status_code, response.body.decode()) == (
        404, f"{tmp_path / 'gone.pdf'} is no longer there, or may not be read.\n",
    )  # fmt: skip
    assert sources.serve(str(tmp_path)).status_code == 404
