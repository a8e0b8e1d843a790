"""Conversations and texts become tokens with labels on the assistant's words alone; bad files name the line."""

import numpy as np
import pytest
from tiny_training import TEMPLATE, chat, tiny_tokenizer, write_jsonl

from compress.data.conversations import (
    Conversation,
    encode_conversations,
    pack_texts,
    read_conversations,
    read_texts,
)
from compress.home import UserError


@pytest.fixture(scope="module")
def tokenizer():
    return tiny_tokenizer()


def decode(tokenizer, example, labelled):
    return tokenizer.decode(example.ids[example.labelled == labelled])


def test_only_what_the_assistant_wrote_is_labelled(tmp_path, tokenizer):
    turns = [("user", "Hi?"), ("assistant", "Hello."), ("user", "Who?"), ("assistant", "Me [1].")]
    record = {"messages": [{"role": role, "content": content} for role, content in turns]}
    (example,), left_out = encode_conversations(
        read_conversations(write_jsonl(tmp_path / "a.jsonl", [record])), tokenizer, 512
    )
    assert left_out == 0
    assert decode(tokenizer, example, True) == "Hello.<|im_end|>Me [1].<|im_end|>"
    assert "Hi?" in decode(tokenizer, example, False)
    assert example.weight == len("Hello.Me [1].") + 2


def test_a_tool_call_is_labelled_and_the_tools_result_is_not(tmp_path, tokenizer):
    call = {"type": "function", "function": {"name": "calculate", "arguments": {"expression": "1+1"}}}
    messages = [
        {"role": "user", "content": "1+1?"},
        {"role": "assistant", "tool_calls": [call]},
        {"role": "tool", "content": "2"},
        {"role": "assistant", "content": "It is 2."},
    ]
    tools = [{"type": "function", "function": {"name": "calculate"}}]
    path = write_jsonl(tmp_path / "a.jsonl", [{"messages": messages, "tools": tools}])
    (example,), _ = encode_conversations(read_conversations(path), tokenizer, 512)
    wanted = '<tool_call>{"name": "calculate", "arguments": {"expression": "1+1"}}</tool_call><|im_end|>'
    assert decode(tokenizer, example, True) == wanted + "It is 2.<|im_end|>"


def test_long_conversations_are_left_out_whole_and_counted(tmp_path, tokenizer):
    path = write_jsonl(tmp_path / "a.jsonl", [chat("q", "short"), chat("q", "long " * 50)])
    examples, left_out = encode_conversations(read_conversations(path), tokenizer, 64)
    assert (len(examples), left_out) == (1, 1)
    with pytest.raises(UserError, match="no conversation is short enough for 8 tokens; raise max_tokens"):
        encode_conversations(read_conversations(path), tokenizer, 8)


def test_a_template_without_marks_labels_the_same(tmp_path, tokenizer):
    marks = ("{% generation %}", "{% endgeneration %}")
    unmarked = tiny_tokenizer(TEMPLATE.replace(marks[0], "").replace(marks[1], ""))
    turns = [("system", "S"), ("user", "Hi?"), ("assistant", "Hello."), ("user", "Who?"), ("assistant", "Me [1].")]
    record = {"messages": [{"role": role, "content": content} for role, content in turns]}
    conversations = read_conversations(write_jsonl(tmp_path / "a.jsonl", [record]))
    ours, theirs = (encode_conversations(conversations, one, 512)[0][0] for one in (unmarked, tokenizer))
    assert ours.ids.tolist() == theirs.ids.tolist()
    assert decode(tokenizer, ours, True) == decode(tokenizer, theirs, True) == "Hello.<|im_end|>Me [1].<|im_end|>"


def test_history_of_weight_zero_is_not_labelled_by_a_template_without_marks(tokenizer):
    unmarked = tiny_tokenizer(TEMPLATE.replace("{% generation %}", "").replace("{% endgeneration %}", ""))
    turns = [("user", "Hi?"), ("assistant", "Old."), ("user", "Who?"), ("assistant", "Me.")]
    messages = [{"role": role, "content": content} for role, content in turns]
    messages[1]["weight"] = 0
    examples, _ = encode_conversations([Conversation(messages=messages)], unmarked, 512)
    assert decode(tokenizer, examples[0], True) == "Me.<|im_end|>"


def test_a_template_that_does_not_tell_who_wrote_what_is_refused(tmp_path):
    shuffled = tiny_tokenizer("{{ messages | length }}{% for m in messages %}{{ m['content'] }}{% endfor %}")
    path = write_jsonl(tmp_path / "a.jsonl", [chat("q", "a")])
    with pytest.raises(UserError, match="does not tell what the assistant wrote"):
        encode_conversations(read_conversations(path), shuffled, 64)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "no valid JSON"),
        ("[]", "a JSON object is wanted"),
        ("{}", "messages is missing"),
        (
            '{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a", "weight": 2}]}',
            "message 2 has a weight that is neither 0 nor 1",
        ),
        ('{"messages": [{"role": "user", "content": "q"}]}', "messages: List should have at least 2 items"),
        (
            '{"messages": [{"role": "user", "content": "q"}, {"role": "bot", "content": "a"}]}',
            "message 2 needs a",
        ),
        ('{"messages": [{"role": "user"}, {"role": "assistant", "content": "a"}]}', "message 1 has no content"),
        ('{"messages": [{"role": "user", "content": "q"}, {"role": "assistant"}]}', "message 2 has neither content"),
        ('{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": 3}]}', "content as text"),
        ('{"messages": [{"role": "user", "content": "q"}, {"role": "user", "content": "a"}]}', "is the assistant's"),
    ],
)
def test_a_malformed_line_is_named(tmp_path, line, fault):
    path = write_jsonl(tmp_path / "bad.jsonl", [chat("q", "a")])
    path.write_text(path.read_text("utf-8") + "\n" + line + "\n", "utf-8")
    with pytest.raises(UserError) as error:
        read_conversations(path)
    assert "bad.jsonl, line 3: " in str(error.value)
    assert fault in str(error.value)
    assert str(error.value).endswith("mend or remove that line")


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [("empty.jsonl", b"\n \n", "is empty"), ("latin.jsonl", b"\xff\xfe", "no UTF-8"), (None, b"", "there is no file")],
)
def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path, name, content, fault):
    path = tmp_path / (name or "missing.jsonl")
    if name:
        path.write_bytes(content)
    with pytest.raises(UserError, match=fault):
        read_conversations(path)


def test_texts_come_from_lines_or_paragraphs(tmp_path):
    lines = write_jsonl(tmp_path / "t.jsonl", [{"text": "One."}, {"passage": "Two."}])
    assert read_texts(lines) == ["One.", "Two."]
    plain = tmp_path / "t.txt"
    plain.write_text("One\nline.\n\n\nTwo.\n", "utf-8")
    assert read_texts(plain) == ["One\nline.", "Two."]
    with pytest.raises(UserError, match=r'line 1: "text" is missing'):
        read_texts(write_jsonl(tmp_path / "n.jsonl", [{"title": "x"}]))


def test_packing_loses_no_token_and_pads_none(tokenizer):
    texts = ["alpha beta", "gamma", "d" * 30]
    rows = pack_texts(texts, tokenizer, 16)
    assert all(len(row) == 16 for row in rows[:-1])
    assert all(row.labelled.all() for row in rows)
    joined = tokenizer.decode(np.concatenate([row.ids for row in rows]))
    assert joined.startswith("<|im_end|>".join(texts))
