"""How a conversation, its tools and its citations become text for the model, and how a reply is read back.

The format lives in two files that travel inside each artifact's tokenizer, so that training, evaluation
and chat cannot disagree: `chat_template.jinja` (messages and tools to text) and `response_schema.json`
(a reply back to a message). ChatML turns; a call is
`<tool_call>{"name": "calculate", "arguments": {"expression": "40366 / 439"}}</tool_call>`; its result is a
turn of role `tool`; a citation is `[n]`; a refusal says that it could not find the answer, in words known by
`is_refusal`.

    set_wire_format(tokenizer)
    text = tokenizer.apply_chat_template(messages, tools=tools, add_generation_prompt=True, tokenize=False)
    message = parse_reply(tokenizer, reply)
"""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
TURN_START = "<|im_start|>"
TURN_END = "<|im_end|>"
CALL_START = "<tool_call>"
CALL_END = "</tool_call>"
FILES = (FOLDER / "chat_template.jinja", FOLDER / "response_schema.json")  # what an imported model is made with
_REFUSALS = (
    "could not find",
    "couldn't find",
    "cannot find",
    "can't find",
    "do not contain",
    "does not contain",
    "do not say",
    "does not say",
    "not mention",
    "there is no information",
    "i have not read",
    "i cannot open",
)


def is_refusal(text: str) -> bool:
    """Tell whether a text says that the answer was not found, in the words that our data, prompts and models use."""
    plain = text.lower().replace("’", "'")
    return any(words in plain for words in _REFUSALS)


def chat_template() -> str:
    """Return the Jinja text that renders messages and tools."""
    return FILES[0].read_text("utf-8").removesuffix("\n")


def response_schema() -> dict[str, Any]:
    """Return the schema by which `tokenizer.parse_response` reads a reply."""
    return json.loads(FILES[1].read_text("utf-8"))


def knows_turns(tokenizer: Any) -> bool:
    """Tell whether the vocabulary has both turn markers as single tokens, without which no turn would end."""
    vocabulary = tokenizer.get_vocab()
    return TURN_START in vocabulary and TURN_END in vocabulary


def knows_tools(tokenizer: Any) -> bool:
    """Tell whether the tokenizer's own template renders tools."""
    return "tools" in (tokenizer.chat_template or "")


def set_wire_format(tokenizer: Any, instead: bool = False) -> bool:
    """Give the tokenizer our template and schema where it has no tool template of its own.

    A template of its own that writes calls in the same tags (Hermes, Qwen) stays, and gets the schema; with
    `instead`, ours takes the place of any. Returns whether replies can now be parsed for calls: False leaves the
    tokenizer as it was.
    """
    if instead or not knows_tools(tokenizer):
        if not knows_turns(tokenizer):
            return False
        tokenizer.chat_template = chat_template()
        tokenizer.response_schema = response_schema()
    elif CALL_START in tokenizer.chat_template and getattr(tokenizer, "response_schema", None) is None:
        tokenizer.response_schema = response_schema()
    return getattr(tokenizer, "response_schema", None) is not None


def parse_reply(tokenizer: Any, reply: str) -> dict[str, Any]:
    """Read a generated reply: {"role", "content", "tool_calls"?: [{"type", "function": {"name", "arguments"}}]}.

    A reply whose call cannot be read (broken JSON, no name, arguments that are no object), or a tokenizer
    without a schema, gives the whole text as content and no calls: nothing a model says may stop the program.
    """
    if getattr(tokenizer, "response_schema", None) is not None:
        try:
            return tokenizer.parse_response(reply)
        except (ValueError, TypeError):  # what recursive_parse raises for text that does not fit
            pass
    return {"role": "assistant", "content": reply.split(TURN_END, 1)[0]}
