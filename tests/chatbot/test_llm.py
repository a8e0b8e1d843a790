"""What the chat model does around the weights: what is shown while a call may be coming, and what is forced."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

from chatbot.llm import _forced_call, _text_end, _to_wire
from compress.wire import CALL_START

ADD = {"type": "function", "function": {"name": "add", "parameters": {"type": "object", "properties": {}}}}
FIND = {"type": "function", "function": {"name": "find", "parameters": {"properties": {"query": {"type": "string"}}}}}


@given(st.text(alphabet="<tol_ca>x ", max_size=40))
def test_what_is_shown_never_has_to_be_taken_back(raw):
    shown = 0
    for end in range(len(raw) + 1):
        until = _text_end(raw[:end])
        assert until >= shown or CALL_START in raw[:end]
        shown = max(shown, until)
    call = raw.find(CALL_START)
    assert shown <= call if call >= 0 else shown <= len(raw)


def test_any_forces_one_of_the_tools_and_a_name_that_one():
    names = [schema["properties"]["name"]["const"] for schema in _forced_call([ADD, FIND], "any")["schema"]["anyOf"]]
    assert names == ["add", "find"]
    (only,) = _forced_call([ADD, FIND], "find")["schema"]["anyOf"]
    assert only["properties"]["arguments"]["properties"]["query"] == {"maxLength": 120, "type": "string"}
    assert _forced_call([ADD], None) == _forced_call([ADD], "auto") == _forced_call([], "any") == {}


def test_a_tool_that_was_not_offered_cannot_be_forced():
    with pytest.raises(ValueError, match="'divide' is none of the tools"):
        _forced_call([ADD], "divide")


def test_messages_reach_the_template_as_text_and_objects():
    call = {"name": "add", "args": {"a": 1}, "id": "c1"}
    assert _to_wire(HumanMessage([{"type": "text", "text": "one"}, {"type": "text", "text": "two"}])) == {
        "role": "user",
        "content": "one\ntwo",
    }
    assert _to_wire(AIMessage("", tool_calls=[call]))["tool_calls"][0]["function"] == {
        "name": "add",
        "arguments": {"a": 1},
    }
    assert _to_wire(ToolMessage("2", tool_call_id="c1"))["content"] == "2"
