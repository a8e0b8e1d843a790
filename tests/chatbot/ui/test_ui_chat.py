"""What can be done with a conversation, without Gradio."""

import json

import pytest

from chatbot.ui.chat import Asked, Chat
from chatbot.ui.conversations import Turn
from compress.home import UserError
from tests.fakes import ScriptedAssistant, desk_with


@pytest.fixture
def assistant():
    return ScriptedAssistant([], delay=0.005)


@pytest.fixture
def chat(home, assistant):
    return Chat(desk_with(home, assistant))


def asked(text, name=None, keep=None):
    return Asked(name, text, "scripted", "default", keep)


def ask(chat, text, name=None, keep=None):
    *_, (conversation, note) = chat.ask(asked(text, name, keep))
    assert note == ""
    return conversation


def test_the_question_is_stored_before_it_is_answered_and_the_answer_after(chat):
    states = chat.ask(asked("refuse"))
    conversation, _ = next(states)
    assert chat.store.load(conversation.id).turns[0].status == "running"
    *_, (conversation, _) = states
    assert chat.store.load(conversation.id) == conversation
    assert conversation.turns[0].refused


def test_what_a_killed_server_left_running_counts_as_stopped(chat, home, assistant):
    conversation = chat.store.new().model_copy(update={"turns": (Turn(question="Q", text="half"),)})
    chat.store.save(conversation)
    assert Chat(desk_with(home, assistant)).open(conversation.id).turns[0].status == "stopped"


def test_a_conversation_answers_one_question_at_a_time(chat):
    states = chat.ask(asked("long"))
    conversation, _ = next(states)
    with pytest.raises(UserError, match="still being answered"):
        next(chat.ask(asked("refuse", conversation.id)))
    assert chat.undo(conversation.id)[1] == ""  # nor can it be taken back meanwhile
    assert chat.stop(conversation.id)
    *_, (conversation, _) = states
    assert conversation.turns[0].status == "stopped"
    assert not chat.stop(conversation.id)
    assert len(ask(chat, "refuse", conversation.id).turns) == 2


def test_asking_again_drops_what_came_after(chat, assistant):
    name = ask(chat, "refuse one").id
    ask(chat, "refuse two", name)
    ask(chat, "refuse three", name)
    conversation = ask(chat, "refuse other", name, keep=1)
    assert [turn.question for turn in conversation.turns] == ["refuse one", "refuse other"]
    assert [message["content"] for message in assistant.histories[-1] if message["role"] == "user"] == ["refuse one"]


def test_the_last_undo_leaves_nothing_behind(chat):
    name = ask(chat, "refuse one").id
    ask(chat, "refuse two", name)
    conversation, question = chat.undo(name)
    assert (question, len(conversation.turns)) == ("refuse two", 1)
    conversation, question = chat.undo(name)
    assert (question, conversation.turns) == ("refuse one", ())
    assert chat.store.newest() == []
    assert chat.undo(name)[1] == ""


def test_a_thumb_is_kept_and_can_be_taken_back(chat, home):
    name = ask(chat, "refuse").id
    assert chat.judge(name, 0, True).turns[0].liked is True
    chat.judge(name, 0, None)
    assert chat.open(name).turns[0].liked is None
    lines = [json.loads(line) for line in (home / "feedback.jsonl").read_text("utf-8").splitlines()]
    assert [line["liked"] for line in lines] == [True, None]
    chat.judge(name, 7, True)  # no such turn
    assert len((home / "feedback.jsonl").read_text("utf-8").splitlines()) == 2


def test_a_conversation_that_is_deleted_while_it_answers_does_not_come_back(chat):
    states = chat.ask(asked("long"))
    conversation, _ = next(states)
    chat.forget(conversation.id)
    list(states)
    assert chat.store.newest() == []


def test_closing_ends_everything(chat, assistant):
    states = chat.ask(asked("long"))
    next(states)
    next(states)
    chat.close()
    assert assistant.ended == ["cancelled"]


@pytest.mark.parametrize(
    ("text", "sentence"), [(" \n", "Type a question first"), ("x" * 8_001, "has 8,001; put long")]
)
def test_a_question_that_is_none_stores_nothing(chat, text, sentence):
    with pytest.raises(UserError, match=sentence):
        next(chat.ask(asked(text)))
    assert chat.store.newest() == []
