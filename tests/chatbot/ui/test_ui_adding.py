"""What the page answers to requests about documents, also to those that its own script would not send."""

import json

import gradio
import pytest

from chatbot.ui.adding import DocumentHandlers
from chatbot.ui.parts import lay_out
from tests.fakes import ScriptedAssistant, desk_with


@pytest.fixture
def assistant():
    return ScriptedAssistant([])


@pytest.fixture
def handlers(home, assistant):
    desk = desk_with(home, assistant)
    with gradio.Blocks(analytics_enabled=False):
        return DocumentHandlers(desk, lay_out(desk))


def said(updates):
    """Return what was said at the end; it may be of no component but the one for that."""
    *_, last = updates
    return next(value.value for component, value in last.items() if component.elem_id == "adding")


@pytest.mark.parametrize(
    "told",
    ["", "no json", "[]", '{"paths": 1}', '{"paths": ["a/b.txt"]}', json.dumps({"paths": ["a/b.txt"] * 3})],
)
def test_a_folder_without_the_paths_of_its_files_is_asked_for_again(handlers, assistant, told):
    assert "pick the folder again" in said(handlers.add_folder(["/tmp/1/b.txt", "/tmp/2/b.txt"], told, "default"))
    assert assistant.documents == []


def test_an_unknown_collection_is_the_default_one_and_nothing_picked_is_nothing(handlers, assistant):
    told = json.dumps({"paths": [], "left_out": ["<b>.mp4"]})
    assert "&lt;b&gt;.mp4" in said(handlers.add_folder(None, told, "../elsewhere"))
    assert "is no address" in said(handlers.add_page(None, "default"))
    assert assistant.documents == []
