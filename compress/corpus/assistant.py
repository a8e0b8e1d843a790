"""The words and tools that every training conversation shares with the chat, read from assistant.json.

compress may not import chatbot; a test holds the file to the chat's own prompts and tools
(`python -m tests.assistant_contract` writes it).
"""

import json
import random
from functools import cache
from importlib.resources import files
from string import Template
from typing import Any, Literal

import yaml

Style = Literal["full", "brief"]
Message = dict[str, Any]
SEARCH = "search_documents"


@cache
def contract() -> dict[str, Any]:
    """Return {"system": template with $style, "styles": {full, brief}, "tools": [...], "refusal"}."""
    return json.loads(files(__package__).joinpath("assistant.json").read_text("utf-8"))


def tools() -> list[dict[str, Any]]:
    """Return the tools in OpenAI's format, as the chat binds them."""
    return contract()["tools"]


def refusal() -> str:
    """Return what the assistant says when the passages lack the answer."""
    return contract()["refusal"]


def system(style: Style) -> Message:
    """Return the system turn for a style of answer."""
    shared = contract()
    return {"role": "system", "content": Template(shared["system"]).substitute(style=shared["styles"][style])}


def other_system(style: Style, rng: random.Random) -> Message:
    """Return a system turn in other words: a model must not depend on one wording."""
    return {"role": "system", "content": rng.choice(_wordings()[style])}


@cache
def _wordings() -> dict[str, list[str]]:
    return yaml.safe_load(files(__package__).joinpath("systems.yaml").read_text("utf-8"))


def asked(text: str) -> Message:
    """Return a turn of the user."""
    return {"role": "user", "content": text}


def said(text: str) -> Message:
    """Return a turn of the assistant that is learnt."""
    return {"role": "assistant", "content": text}


def heard(text: str) -> Message:
    """Return an earlier turn of the assistant that is context only: the history shows no tool calls."""
    return {"role": "assistant", "content": text, "weight": 0}


def called(name: str, **arguments: Any) -> Message:
    """Return a turn of the assistant that calls one tool."""
    call = {"type": "function", "function": {"name": name, "arguments": arguments}}
    return {"role": "assistant", "content": "", "tool_calls": [call]}


def returned(text: str) -> Message:
    """Return what a tool said."""
    return {"role": "tool", "content": text}
