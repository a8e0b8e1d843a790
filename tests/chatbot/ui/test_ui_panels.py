"""The parts around the conversation."""

from chatbot.ui import panels
from tests.fakes import HOSTILE, Document


def texts(documents):
    return [example["text"] for example in panels.examples(documents)]


def test_examples_suit_what_is_loaded():
    handbook = [Document("/x/ingest/handbook/01-start.md", "Start"), Document("C:\\docs\\b.md", "B")]
    assert texts(handbook)[-1] == "How do I add my own documents?"
    assert texts([Document("C:\\ingest\\handbook\\a.md", "A")]) == texts(handbook)
    assert texts([Document(f"/d/{n}.md", f"T{n}") for n in range(5)]) == [
        "What is “T0” about?", "What is “T1” about?", "What is “T2” about?", "What is 40366 / 439?",
    ]  # fmt: skip
    assert texts([]) == ["What is 40366 / 439?"]


def test_the_header_counts():
    assert "No documents yet in “default”" in panels.header("default", [])
    assert ">1 document in “a”<" in panels.header("a", [Document("/d", "T")])
    assert ">1,200 documents in “a”<" in panels.header("a", [Document("/d", "T")] * 1200)


def test_documents_of_one_title_make_one_example():
    assert texts([Document(f"/d/{n}/a.txt", "a") for n in range(3)]) == ["What is “a” about?", "What is 40366 / 439?"]


def test_the_panel_lists_links_by_key():
    panel = panels.document_panel("papers", [Document("/secret/path.pdf", HOSTILE)] * 201)
    assert panel.count('<a href="/sources/papers/') == 200
    assert "and 1 more" in panel
    assert "<img" not in panel
    assert "<script" not in panel


def test_documents_of_one_title_say_where_they_are():
    panel = panels.document_panel("notes", [Document(f"/d/{name}/a.txt", "a") for name in ("one", "<two>")])
    assert ">a <small>one/a.txt</small></a>" in panel
    assert ">a <small>&lt;two&gt;/a.txt</small></a>" in panel
    assert "small" not in panels.document_panel("notes", [Document("/d/a.txt", "a"), Document("/d/b.txt", "b")])


def test_of_many_files_left_out_five_are_named():
    assert panels.left_out([]) == ""
    assert panels.left_out(["a.mp4"]).endswith(" not read: a.mp4.")
    assert panels.left_out([f"{n}.mp4" for n in range(7)]).endswith(": 0.mp4, 1.mp4, 2.mp4, 3.mp4, 4.mp4 and 2 more.")


def test_where_there_is_nothing_yet_the_page_offers_to_add():
    assert "fn-start" in panels.invitation([])["placeholder"]
    assert "fn-start" not in panels.invitation([Document("/d", "T")])["placeholder"]
