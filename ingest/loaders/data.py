"""JSON, JSON lines and notebooks as readable text."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from langchain_core.documents import Document

from ingest.loaders.base import Limits, LoadError
from ingest.loaders.encoding import open_text, read_text
from ingest.loaders.markdown import plainer

_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_OUTPUT = 20_000  # characters kept of one cell's output
_DEEP = 60  # levels of nesting written out; what lies deeper stays JSON
_DAMAGED = "damaged JSON ({error}): mend it or save it again, then add it again"


def read_json(path: Path, limits: Limits) -> Iterator[Document]:
    """Yield a JSON file: a list of objects as records with their number in `row`, else one text with headings."""
    value = _parse(read_text(path))
    title = {"title": path.stem}
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        yield from (_record(item, number) for number, item in enumerate(value, start=1))
    elif isinstance(value, dict):
        yield Document("\n\n".join(_sections(value)), metadata=title)
    else:
        yield Document("\n".join(_outline(value, 0)), metadata=title)


def read_json_lines(path: Path, limits: Limits) -> Iterator[Document]:
    """Yield each line of a JSON lines file as a record with its line number in `row`."""
    with open_text(path) as stream:
        for number, line in enumerate(stream, start=1):
            if line.strip():
                try:
                    yield _record(json.loads(line), number)
                except (ValueError, RecursionError) as error:
                    raise LoadError(f"line {number}: {_DAMAGED.format(error=error)}") from error


def read_notebook(path: Path, limits: Limits) -> Iterator[Document]:
    """Yield a notebook's cells: Markdown as it is, code fenced, then the text of what the code printed."""
    notebook = _parse(read_text(path))
    if not isinstance(notebook, dict):
        raise LoadError("not a notebook: a notebook is a JSON object with cells")
    cells = notebook.get("cells") or [cell for sheet in notebook.get("worksheets", []) for cell in sheet["cells"]]
    metadata = notebook.get("metadata", {})
    language = metadata.get("kernelspec", {}).get("language") or metadata.get("language_info", {}).get("name", "")
    title = {"title": str(metadata["title"])} if metadata.get("title") else {}
    yield Document("\n\n".join(text for cell in cells if (text := _cell(cell, language))), metadata=title)


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise LoadError(_DAMAGED.format(error=error)) from error


def _record(item: Any, number: int) -> Document:
    return Document("\n".join(_outline(item, 0)), metadata={"row": number})


def _sections(value: dict[str, Any]) -> Iterator[str]:
    """Yield the plain fields first, then each nested value under a heading of its own."""
    nested = {key: part for key, part in value.items() if isinstance(part, dict | list) and part}
    plain = {key: part for key, part in value.items() if key not in nested}
    if plain:
        yield "\n".join(_outline(plain, 0))
    yield from (f"# {key}\n\n" + "\n".join(_outline(part, 0)) for key, part in nested.items())


def _outline(value: Any, depth: int) -> list[str]:
    """Return a value as lines in the manner of YAML, indented two spaces a level."""
    space = "  " * depth
    if depth > _DEEP:
        return [space + json.dumps(value, ensure_ascii=False)]
    if isinstance(value, dict) and value:
        lines = []
        for key, part in value.items():
            nested = isinstance(part, dict | list) and part
            lines += [f"{space}{key}:", *_outline(part, depth + 1)] if nested else [f"{space}{key}: {_scalar(part)}"]
        return lines
    if isinstance(value, list) and value:
        lines = []
        for part in value:
            first, *rest = _outline(part, depth + 1)
            lines += [f"{space}- {first.lstrip()}", *rest]
        return lines
    return [space + _scalar(value)]


def _scalar(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _cell(cell: dict[str, Any], language: str) -> str:
    source = _joined(cell.get("source", cell.get("input", ""))).strip("\n")
    if cell.get("cell_type") == "heading":  # notebooks before version 4
        return "#" * int(cell.get("level", 1)) + " " + source
    if cell.get("cell_type") == "markdown":
        return plainer(source)
    if cell.get("cell_type") != "code":
        return source
    printed = "\n".join(filter(None, map(_printed, cell.get("outputs", [])))).strip("\n")
    return "\n\n".join(_fenced(text, name) for text, name in ((source, language), (printed, "text")) if text.strip())


def _fenced(text: str, language: str) -> str:
    fence = "```" if "```" not in text else "~~~~"
    return f"{fence}{language}\n{text}\n{fence}"


def _printed(output: dict[str, Any]) -> str:
    """Return an output's plain text; pictures and widgets have none."""
    data = output.get("data", output)
    text = _joined(output.get("text") or data.get("text/plain") or data.get("traceback") or "")
    return _ANSI.sub("", text)[:_OUTPUT]


def _joined(lines: Any) -> str:
    return "".join(lines) if isinstance(lines, list) else str(lines)
