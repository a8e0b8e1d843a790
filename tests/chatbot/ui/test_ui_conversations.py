"""Conversations are kept whole, named by nothing but their ids, and leave for the model without tool steps."""

import pytest

from chatbot.events import Citation, Step
from chatbot.ui.conversations import Conversations, TimedStep, Turn
from chatbot.ui.history import feedback_line, place, to_history, to_markdown

STEP = TimedStep(step=Step("s1", "search_documents", {"query": "q"}, "SECRET RESULT"), seconds=0.5)
CITED = Citation(1, "/docs/guide.pdf", 2, "Weights become\nintegers.", "Guide", "A > B")
DONE = Turn(question="What?", status="done", text="Integers [1].", steps=(STEP,), citations=(CITED,), model="m")

REFUSED = Turn(question="Unknown?", status="done", text="I could not find that.", refused=True, nearest=(CITED,))


@pytest.fixture
def store(tmp_path):
    return Conversations(tmp_path / "conversations")


def conversation_of(store, *turns):
    return store.new().model_copy(update={"turns": turns})


def test_a_conversation_comes_back_as_it_was_saved(store):
    conversation = conversation_of(store, DONE, Turn(question="And?", status="stopped", text="half", liked=False))
    store.save(conversation)
    assert store.load(conversation.id) == conversation
    assert Conversations(store.folder).newest() == [conversation]
    assert [path.name for path in store.folder.iterdir()] == [f"{conversation.id}.json"]


def test_the_newest_comes_first_and_its_title_is_one_short_line(store):
    older, newer = (conversation_of(store, Turn(question=text)) for text in ("old", f"new\n  {'word ' * 40}"))
    store.save(older)
    store.save(newer)
    newest, oldest = store.newest()
    assert oldest.title == "old"
    assert newest.title == "new word word word word word word word word word word word…"


@pytest.mark.parametrize(
    "name", ["../outside", "../../etc/passwd", "/etc/passwd", "", None, "20260101-000000-zzzzzzzz", "."]
)
def test_only_ids_name_files(store, name):
    store.save(conversation_of(store, DONE))
    outside = store.folder.parent / "outside.json"
    outside.write_text('{"id": "outside"}', "utf-8")
    assert store.load(name) is None
    store.delete(name or "")
    assert outside.exists()
    assert len(store.newest()) == 1


def test_a_damaged_file_is_passed_over_and_left_alone(store):
    store.save(conversation_of(store, DONE))
    damaged = store.folder / f"{store.new().id}.json"
    damaged.write_text('{"id": ', "utf-8")
    assert len(store.newest()) == 1
    assert store.load(damaged.stem) is None
    assert damaged.exists()


def test_the_model_is_told_questions_and_answers_only():
    turns = [
        DONE,
        Turn(question="Broken?", status="failed", text="Something went wrong."),
        Turn(question="Cut?", status="stopped", text="Half an"),
        Turn(question="Stopped at once?", status="stopped"),
        REFUSED,
    ]
    assert to_history(turns) == [
        {"role": "user", "content": "What?"},
        {"role": "assistant", "content": "Integers [1]."},
        {"role": "user", "content": "Cut?"},
        {"role": "assistant", "content": "Half an"},
        {"role": "user", "content": "Unknown?"},
        {"role": "assistant", "content": "I could not find that."},
    ]


def test_a_conversation_leaves_as_markdown_with_its_sources(store):
    assert to_markdown(conversation_of(store, DONE)) == (
        "# What?\n\n## What?\n\nIntegers [1].\n\n**Sources**\n\n"
        "- [1] Guide, page 2, A > B, `/docs/guide.pdf`\n\n    > Weights become\n    > integers.\n"
    )


def test_what_came_nearest_leaves_as_what_it_is(store):
    assert to_markdown(conversation_of(store, REFUSED)) == (
        "# Unknown?\n\n## Unknown?\n\nI could not find that.\n\n"
        "The nearest passages in your documents, which may not answer your question:\n\n"
        "- Guide, page 2, A > B, `/docs/guide.pdf`\n\n    > Weights become\n    > integers.\n"
    )
    line = feedback_line(conversation_of(store, REFUSED), 0)
    assert (line["answer"], line["refused"], line["citations"]) == ("I could not find that.", True, [])
    store.save(conversation_of(store, REFUSED))
    assert store.newest()[0].turns == (REFUSED,)


@pytest.mark.parametrize(
    ("title", "page", "heading", "said"),
    [
        ("Guide", 2, "A > B", "page 2, A > B"),
        ("Guide", None, "Guide > B", "B"),
        ("Guide", 2, "Guide", "page 2"),
        ("Guide", None, "", ""),
        ("", None, "A", "A"),
    ],
)
def test_a_place_does_not_repeat_the_title(title, page, heading, said):
    assert place(Citation(1, "/d/a.md", page, "q", title, heading)) == said


def test_feedback_holds_what_it_takes_to_ask_again(store):
    second = Turn(question="And why?", status="done", text="Because.", liked=True, model="m", collection="default")
    line = feedback_line(conversation_of(store, DONE, second), 1)
    assert (line["question"], line["answer"], line["liked"]) == ("And why?", "Because.", True)
    assert line["history"] == to_history([DONE])
    assert "SECRET" not in str(line)
