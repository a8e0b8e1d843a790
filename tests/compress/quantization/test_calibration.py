"""Calibration texts: taken from every file, cut to length, and refused where there are none."""

import json

import numpy as np
import pytest

from compress.home import UserError
from compress.quantization.calibration import model_inputs, read_texts

LONG = "this paragraph is long enough to say something about activations"


def test_files_take_turns_so_that_each_is_heard(tmp_path, tokenizer):
    for name in "ab":
        (tmp_path / f"{name}.md").write_text("\n\n".join(f"{name}{i} {LONG}" for i in range(5)), "utf-8")
    found = read_texts([tmp_path / "a.md", tmp_path / "b.md"], 4, tokenizer)
    assert found == [f"a0 {LONG}", f"b0 {LONG}", f"a1 {LONG}", f"b1 {LONG}"]


def test_fewer_than_asked_for_are_all_there_are(tmp_path, tokenizer):
    (tmp_path / "a.txt").write_text(f"# Heading\n\n{LONG}\n\n\n\nshort\n\n{LONG}!\n", "utf-8")
    assert read_texts([tmp_path / "a.txt"], 100, tokenizer) == [LONG, f"{LONG}!"]


def test_jsonl_gives_strings_texts_and_rendered_conversations(tmp_path, tokenizer):
    messages = [{"role": "user", "content": LONG}, {"role": "assistant", "content": "Yes."}]
    lines = [LONG, {"text": LONG + "!"}, {"messages": messages}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n\n", "utf-8")
    rendered = f"<|im_start|>user\n{LONG}<|im_end|>\n<|im_start|>assistant\nYes.<|im_end|>"
    assert read_texts([tmp_path / "a.jsonl"], 9, tokenizer) == [LONG, LONG + "!", rendered]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('"fine"\n{', "a.jsonl, line 2 is no JSON; mend or remove the line"),
        ("[1]", 'a.jsonl, line 1 has no text: it needs a string, a "text" or "messages"'),
        ("", "no calibration text of 40 characters or more in"),
    ],
)
def test_a_bad_file_is_named_with_the_line(tmp_path, tokenizer, content, sentence):
    path = tmp_path / "a.jsonl"
    path.write_text(content, "utf-8")
    with pytest.raises(UserError, match=r"^\S.*$") as caught:
        read_texts([path], 5, tokenizer)
    assert sentence in str(caught.value)
    assert str(path) in str(caught.value)


def test_bytes_that_are_no_text_are_refused(tmp_path, tokenizer):
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match="cannot be read as calibration text"):
        read_texts([tmp_path / "a.txt"], 5, tokenizer)


def test_inputs_are_those_the_graph_has_and_no_longer_than_asked(tokenizer):
    names = {"input_ids", "attention_mask", "position_ids", "beam_idx"}
    short, long = model_inputs(["abc", LONG], tokenizer, names, tokens=8)
    assert set(short) == names
    assert short["input_ids"].shape == (1, 3)
    assert long["input_ids"].shape == (1, 8)
    assert long["position_ids"].tolist() == [list(range(8))]
    assert (long["input_ids"].dtype, long["beam_idx"].dtype) == (np.int64, np.int32)
    assert set(model_inputs(["abc"], tokenizer, {"input_ids"}, tokens=8)[0]) == {"input_ids"}
