"""Reads a chapter's Markdown into blocks that every writer understands: heading, paragraph, list, table."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode


@dataclass(frozen=True)
class Block:
    """One block of text. `level` counts for headings, `items` for lists, `rows` (the header first) for tables."""

    kind: Literal["heading", "paragraph", "list", "table"]
    text: str = ""
    level: int = 0
    ordered: bool = False
    items: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Part:
    """A first-level heading and what stands below it: a chapter, a slide, a sheet."""

    title: str
    blocks: tuple[Block, ...]


def markdown() -> MarkdownIt:
    """Return the parser of our sources: CommonMark and tables, written out as XHTML."""
    return MarkdownIt("commonmark", {"xhtmlOut": True}).enable("table")


def read_blocks(source: str) -> list[Block]:
    """Return the blocks of a Markdown text; raises `ValueError` at a kind of block that no writer knows."""
    return [_block(node) for node in SyntaxTreeNode(markdown().parse(source)).children]


def read_parts(source: str) -> list[Part]:
    """Return the blocks under each first-level heading; the text must begin with one."""
    parts: list[tuple[str, list[Block]]] = []
    for block in read_blocks(source):
        if block.kind == "heading" and block.level == 1:
            parts.append((block.text, []))
        elif parts:
            parts[-1][1].append(block)
        else:
            raise ValueError("a source must begin with a heading of the first level")
    return [Part(title, tuple(blocks)) for title, blocks in parts]


def words(blocks: list[Block]) -> Iterator[str]:
    """Yield every word of the blocks in reading order, without list numbers and bullets."""
    for block in blocks:
        yield from block.text.split()
        for item in block.items:
            yield from item.split()
        for row in block.rows:
            for cell in row:
                yield from cell.split()


def _block(node: SyntaxTreeNode) -> Block:
    if node.type == "heading":
        return Block("heading", _text(node), level=int(node.tag[1]))
    if node.type == "paragraph":
        return Block("paragraph", _text(node))
    if node.type in ("bullet_list", "ordered_list"):
        items = tuple(_text(item) for item in node.children)
        return Block("list", ordered=node.type == "ordered_list", items=items)
    if node.type == "table":
        rows = (row for section in node.children for row in section.children)
        return Block("table", rows=tuple(tuple(_text(cell) for cell in row.children) for row in rows))
    raise ValueError(f"no writer knows a {node.type}; use headings, paragraphs, lists and tables")


def _text(node: SyntaxTreeNode) -> str:
    """Return the plain text below a node: marks gone, line breaks become spaces."""
    inline = [child.token for child in node.walk() if child.type == "inline" and child.token]
    return " ".join("".join(map(_plain, token.children or [])) for token in inline)


def _plain(token: Token) -> str:
    return " " if token.type in ("softbreak", "hardbreak") else token.content
