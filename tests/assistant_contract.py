"""Writes compress/corpus/assistant.json from the chat's prompts and tools: `python -m tests.assistant_contract`."""

import json
from pathlib import Path
from typing import Any

from langchain_core.utils.function_calling import convert_to_openai_tool

from chatbot.mathematics.math_tools import math_tools
from chatbot.prompts import prompt
from chatbot.tools import search_tool

PATH = Path(__file__).parents[1] / "compress" / "corpus" / "assistant.json"


def contract() -> dict[str, Any]:
    """Return what training conversations must share with the chat."""
    tools = [search_tool(None), *math_tools()]  # type: ignore[arg-type]  # never called, only described
    return {
        "system": prompt("tool_mode").template,
        "styles": {style: prompt(f"style_{style}").substitute() for style in ("full", "brief")},
        "tools": [convert_to_openai_tool(tool) for tool in tools],
        "refusal": prompt("not_in_passages").substitute(),
    }


if __name__ == "__main__":
    PATH.write_text(json.dumps(contract(), indent=2, ensure_ascii=False) + "\n", "utf-8")
