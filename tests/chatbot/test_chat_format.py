"""The chat format says what transformers' tokenizer says, and says it without torch."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tokenizers import AddedToken, Tokenizer
from tokenizers.models import WordLevel
from transformers import PreTrainedTokenizerFast

from chatbot.chat_format import ChatFormat, open_chat_format
from compress.wire import chat_template as template
from compress.wire import parse_reply, response_schema

ROOT = Path(__file__).resolve().parents[2]
CALL = {"type": "function", "function": {"name": "calculate", "arguments": {"expression": "2 * 3"}}}
TOOL = {
    "type": "function",
    "function": {
        "name": "calculate",
        "description": "Work it out.",
        "parameters": {"type": "object", "properties": {"expression": {"type": "string"}}, "required": ["expression"]},
    },
}
MESSAGES = [
    {"role": "system", "content": "You are kind."},
    {"role": "user", "content": "How much is 2 × 3 < 7?\n"},
    {"role": "assistant", "content": "", "tool_calls": [CALL]},
    {"role": "tool", "content": "6"},
]
SHOWS_TOKENS = (
    "{{ bos_token }}{% for m in messages %}{{ m.role }}={{ m.content }}{{ eos_token }}{% endfor %}{{ tools }}"
)


def saved(folder, chat_template):
    """Write a tokenizer of two words into a folder and return it as transformers reads it."""
    words = Tokenizer(WordLevel({"<s>": 0, "</s>": 1}, unk_token="<s>"))
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=words, bos_token="<s>", eos_token="</s>")
    tokenizer.chat_template = chat_template
    tokenizer.response_schema = response_schema()
    tokenizer.save_pretrained(folder)
    return PreTrainedTokenizerFast.from_pretrained(folder)


@pytest.mark.parametrize("chat_template", [template(), SHOWS_TOKENS], ids=["ours", "with tokens"])
@pytest.mark.parametrize("tools", [None, [TOOL]], ids=["no tools", "a tool"])
@pytest.mark.parametrize("ahead", [True, False])
def test_prompts_are_the_tokenizers_to_the_letter(tmp_path, chat_template, tools, ahead):
    tokenizer = saved(tmp_path, chat_template)
    found = open_chat_format(tmp_path)
    assert isinstance(found, ChatFormat)
    how = {"tools": tools, "tokenize": False, "add_generation_prompt": ahead}
    assert found.apply_chat_template(MESSAGES, **how) == tokenizer.apply_chat_template(MESSAGES, **how)


@pytest.mark.parametrize(
    "reply",
    [
        "Six. [1]<|im_end|>",
        '<tool_call>{"name": "calculate", "arguments": {"expression": "2*3"}}</tool_call><|im_end|>',
        "<tool_call>{broken</tool_call>",
    ],
)
def test_replies_are_read_alike(tmp_path, reply):
    tokenizer = saved(tmp_path, template())
    assert parse_reply(open_chat_format(tmp_path), reply) == parse_reply(tokenizer, reply)


def test_special_tokens_may_be_stored_with_how_they_are_stripped(tmp_path):
    saved(tmp_path, SHOWS_TOKENS)
    file = tmp_path / "tokenizer_config.json"
    config = json.loads(file.read_text("utf-8"))
    config |= {"bos_token": vars_of(AddedToken("<s>", lstrip=True)), "eos_token": None}
    config["chat_template"] = (tmp_path / "chat_template.jinja").read_text("utf-8")
    (tmp_path / "chat_template.jinja").unlink()  # older folders keep it here
    file.write_text(json.dumps(config), "utf-8")
    how = {"tools": None, "tokenize": False, "add_generation_prompt": True}
    whole = PreTrainedTokenizerFast.from_pretrained(tmp_path)
    assert open_chat_format(tmp_path).apply_chat_template(MESSAGES, **how) == whole.apply_chat_template(
        MESSAGES, **how
    )


def vars_of(token):
    return {"__type": "AddedToken", "content": token.content, "lstrip": token.lstrip}


def test_where_there_are_several_templates_or_none_the_tokenizer_decides(tmp_path):
    saved(tmp_path / "several", {"default": template(), "tool_use": SHOWS_TOKENS})
    several = open_chat_format(tmp_path / "several")
    assert isinstance(several, PreTrainedTokenizerFast)
    assert several.apply_chat_template(MESSAGES, tools=[TOOL], tokenize=False).startswith("<s>system=")
    saved(tmp_path / "none", None)
    with pytest.raises(ValueError, match="chat_template is not set"):
        open_chat_format(tmp_path / "none").apply_chat_template(MESSAGES, tokenize=False)


def test_a_chat_does_without_torch(tmp_path):
    saved(tmp_path, template())
    program = f"""
import sys
from pathlib import Path
import chatbot.agent
from chatbot.chat_format import open_chat_format
print(open_chat_format(Path({str(tmp_path)!r})).apply_chat_template([{{"role": "user", "content": "Hello"}}], None))
assert "torch" not in sys.modules, "a chat imports torch: that takes seconds and over 200 MB"
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Hello" in done.stdout
