"""Markdown as a reader of the rendered page sees it, line for line.

    plainer(text)

Headings, lists, tables and fenced code keep their marks: the splitter cuts by them. Links leave their words
(`links.with_address` says when the address stays), pictures what they show, HTML its text; emphasis, comments, rules,
the marks of quotations and the definitions of link references go. Whatever is not understood stays as it was written.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from ingest.loaders.html import html_to_markdown
from ingest.loaders.markdown_rules import ELEMENTS, add_rules
from ingest.loaders.markdown_words import words_of

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Edit = tuple[int, list[str]]  # number of the first line that comes after those replaced, and what replaces them

_DEFINITION = re.compile(r" {0,3}\[(?!\^)[^\]\n]+\]:[ \t]*\S.*(?:\n|\Z)", re.MULTILINE)
_NUMBERED_FOOTNOTE = re.compile(r"\[\^(\d{1,4})\]")
_QUOTED = re.compile(r"((?:\s|[-*+]\s|\d{1,9}[.)]\s)*)>[ \t]?")
_ESCAPED = re.compile(r"\\(?=[#>|+*-])|(\d{1,3})\\(?=[.)])")  # what would open a heading, a list, a table
_CALLOUT = re.compile(r"\[!(\w+)\][+-]?[ \t]*")  # "> [!NOTE]"
_ATTRIBUTES = re.compile(r"(?:\s+#+)?\s*\{[#.][^{}]*\}\s*\Z")
_TAG = re.compile(r"<([A-Za-z][\w-]*)")
_BARS = re.compile(r"(?<!\\)\|")


def plainer(text: str, references: dict[str, Any] | None = None) -> str:
    """Return Markdown as its reader sees it; `references` are the link definitions of the rest of the document."""
    text = re.sub(r"\r\n?", "\n", text)
    numbered = [int(number) for number in _NUMBERED_FOOTNOTE.findall(text)]
    env: dict[str, Any] = {"references": dict(references or {}), "last_footnote": max(numbered, default=0)}
    tokens = _parser().parse(text, env)
    lines = text.split("\n")
    depths = _depths(tokens, len(lines))
    edits = dict(_definitions(env)) | dict(_edits(tokens, lines, depths, env))
    result: list[str] = []
    place = 0
    while place < len(lines):
        end, new = edits.get(place) or (place + 1, [_unquoted(lines[place], depths[place])])
        result += new
        place = max(end, place + 1)
    return "\n".join(result)


def link_definitions(text: str) -> dict[str, Any]:
    """Return the definitions of link references in a text, by their labels, for `plainer`."""
    env: dict[str, Any] = {}
    _parser().parse("".join(_DEFINITION.findall(text)), env)
    return {label: {**found, "map": None} for label, found in env.get("references", {}).items()}


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    parser.validateLink = lambda url: True  # nothing is followed, and an address is shown as it is written
    parser.normalizeLink = parser.normalizeLinkText = lambda url: url
    add_rules(parser)
    return parser


def _depths(tokens: "Sequence[Token]", count: int) -> list[int]:
    """Return how many quotations each line stands in."""
    depths = [0] * count
    for token in tokens:
        if token.type == "blockquote_open" and token.map:
            for number in range(*token.map):
                depths[number] += 1
    return depths


def _definitions(env: dict[str, Any]) -> Iterator[tuple[int, Edit]]:
    """Yield the edits that take out the definitions of link references."""
    for found in [*env["references"].values(), *env.get("duplicate_refs", ())]:
        if found.get("map"):
            yield found["map"][0], (found["map"][1], [])


def _edits(
    tokens: "Sequence[Token]", lines: list[str], depths: list[int], env: dict[str, Any]
) -> Iterator[tuple[int, Edit]]:
    """Yield (first line, edit) of all blocks that read differently than they are written."""
    html: list[Token] = []
    for number, token in enumerate(tokens):
        if token.type == "html_block":
            html.append(token)
            if number + 1 < len(tokens) and tokens[number + 1].type == "html_block":
                continue  # a table with blank lines between its rows comes in parts
            first, end = html[0].map[0], html[-1].map[1]
            indent = _unquoted(lines[first], depths[first])
            yield first, (end, _from_html(html, indent[: len(indent) - len(indent.lstrip())]))
            html = []
        elif not token.map:
            continue
        elif token.type == "hr":
            yield token.map[0], (token.map[1], [""])
        elif token.type == "heading_open":
            yield token.map[0], (token.map[1], _heading(token, tokens[number + 1], lines, depths))
        elif token.type == "paragraph_open":
            yield token.map[0], (token.map[1], _paragraph(tokens[number + 1], lines, depths))
        elif token.type == "table_open":
            for row in range(*token.map):
                yield row, (row + 1, [_row(_unquoted(lines[row], depths[row]), row == token.map[0] + 1, env)])


def _heading(heading: "Token", inline: "Token", lines: list[str], depths: list[int]) -> list[str]:
    first = heading.map[0]
    words = _ATTRIBUTES.sub("", " ".join(words_of(inline.children or [], alone=False).split()))
    if not words:
        return [""]
    if heading.markup == "-" and "\n" in inline.content:
        return [*_paragraph(inline, lines, depths), ""]  # a paragraph that someone meant to rule off
    prefix = _prefix(lines[first], inline.content.split("\n")[0]).rstrip("# \t")
    if depths[first]:
        return [
            f"{_unquoted(prefix + ' ', depths[first]).strip()} {words}".strip(),
            "",
        ]  # it heads no part of this text
    return [f"{prefix} {'#' * int(heading.tag[1])} {words}".lstrip()]


def _paragraph(inline: "Token", lines: list[str], depths: list[int]) -> list[str]:
    """Return the lines of a paragraph, each behind the marks of the list that it stands in."""
    first = inline.map[0]
    written = inline.content.split("\n")
    seen = words_of(inline.children or []).split("\n")
    if depths[first] and (callout := _CALLOUT.match(written[0])):
        seen[0] = f"{callout[1].capitalize()}: {written[0][callout.end() :]}".rstrip()
    result = []
    for number, line in enumerate(seen):
        place = min(number, len(written) - 1)
        if not line.strip():
            continue
        if len(seen) == len(written) and (escaped := _ESCAPED.match(written[place])):
            line = escaped[1] + "\\" + line[len(escaped[1]) :] if escaped[1] else "\\" + line
        prefix = _unquoted(_prefix(lines[first + place], written[place]), depths[first + place])
        result.append(prefix + line.strip())
    return result


def _row(line: str, rule: bool, env: dict[str, Any]) -> str:
    """Return a table's row with its cells as they are read; all cells are kept, also those beyond the header."""
    line = line.strip()
    if not line.startswith("|"):
        line = f"| {line}" + ("" if line.endswith("|") and not line.endswith("\\|") else " |")
    if rule:
        return line
    cells = []
    for cell in _BARS.split(line):
        inner = cell.strip()
        seen = words_of(_parser().parseInline(inner.replace("\\|", "|"), env)[0].children or []) if inner else ""
        cells.append(cell.replace(inner, " ".join(seen.split()).replace("|", "\\|")) if inner else cell)
    return "|".join(cells)


def _from_html(blocks: "Sequence[Token]", indent: str) -> list[str]:
    text = "\n".join(block.content for block in blocks)
    closed = {name.lower() for name in re.findall(r"</\s*([\w-]+)|<([\w-]+)[^<>]*/>", text) for name in name if name}

    def kept(tag: re.Match[str]) -> str:  # "<your name>" is to be filled in
        return tag[0] if tag[1].lower() in ELEMENTS | closed else "&lt;" + tag[0][1:]

    seen = html_to_markdown(_TAG.sub(kept, text))[1].strip("\n")
    return [*(indent + line.rstrip() for line in seen.split("\n")), ""] if seen.strip() else [""]


def _prefix(line: str, content: str) -> str:
    """Return what stands before a block's words in its first line: indentation and the marks of lists."""
    place = line.find(content.strip()) if content.strip() else -1
    return line[: max(0, place)]


def _unquoted(line: str, depth: int) -> str:
    """Return a line without the marks of the quotations that it stands in."""
    for _ in range(depth):
        line = _QUOTED.sub(r"\1", line, count=1) if _QUOTED.match(line) else line
    return line
