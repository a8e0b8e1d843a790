"""The chat template and the response schema of an artifact, without the rest of its tokenizer.

transformers' tokenizer classes import torch, which takes seconds and over 200 MB, to do what needs neither: the engine
has a tokenizer of its own. Where a folder keeps its template in another way than `save_pretrained` does, they do it.
"""

import json
from pathlib import Path
from typing import Any


class ChatFormat:
    """What a chat model needs of a tokenizer: messages to a prompt, a reply to a message."""

    def __init__(self, template: str, special_tokens: dict[str, str], response_schema: dict[str, Any] | None) -> None:
        # imported now, while the weights load, and by the same code as in training
        from transformers.utils.chat_parsing_utils import recursive_parse
        from transformers.utils.chat_template_utils import render_jinja_template

        self.response_schema = response_schema
        self._template, self._special_tokens = template, special_tokens
        self._render, self._parse = render_jinja_template, recursive_parse

    def apply_chat_template(
        self, messages: list[dict[str, Any]], tools: list[dict[str, Any]] | None, **how: Any
    ) -> str:
        """Return the prompt. `how`: `add_generation_prompt`, and whatever else a template may look at."""
        how.pop("tokenize", None)
        found, _ = self._render([messages], tools=tools, chat_template=self._template, **self._special_tokens, **how)
        return found[0]

    def parse_response(self, reply: str) -> dict[str, Any]:
        """Read a reply by the response schema, which must be there; raises as transformers does."""
        return self._parse(reply, self.response_schema)


def open_chat_format(folder: Path) -> Any:
    """Return the folder's chat format: a `ChatFormat`, or the whole tokenizer where it takes that to know it."""
    config = _read(folder / "tokenizer_config.json")
    template = config.get("chat_template")
    if (file := folder / "chat_template.jinja").is_file():
        template = file.read_text("utf-8")
    several = (folder / "additional_chat_templates").exists()
    if isinstance(template, str) and template and not several:
        named = _read(folder / "special_tokens_map.json") | config
        tokens = {name: _text(value) for name, value in named.items() if name.endswith("_token")}
        special = {name: text for name, text in tokens.items() if isinstance(text, str)}
        return ChatFormat(template, special, config.get("response_schema"))
    # not AutoTokenizer, whose import takes twice as long: it brings every model's code
    from transformers import PreTrainedTokenizerFast

    return PreTrainedTokenizerFast.from_pretrained(folder)


def _read(file: Path) -> dict[str, Any]:
    try:
        return json.loads(file.read_text("utf-8"))
    except (FileNotFoundError, ValueError):  # without it the whole tokenizer says what is wrong
        return {}


def _text(token: Any) -> Any:
    """Return a special token's text; some are stored with how they are to be stripped."""
    return token.get("content") if isinstance(token, dict) else token
