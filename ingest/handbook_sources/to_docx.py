"""Writes a Word document with real headings, lists and tables."""

from pathlib import Path

import docx

from ingest.handbook_sources.blocks import Block, read_blocks
from ingest.handbook_sources.zipped import BUILT, settle


def write(source: str, path: Path) -> None:
    """Write the chapter as DOCX; its first heading is the document's title."""
    blocks = read_blocks(source)
    document = docx.Document()
    facts = document.core_properties
    facts.title, facts.author, facts.comments = blocks[0].text, "Footnote", ""
    facts.created = facts.modified = BUILT.replace(tzinfo=None)
    for block in blocks:
        _add(document, block)
    document.save(str(path))
    settle(path)


def _add(document: "docx.document.Document", block: Block) -> None:
    if block.kind == "heading":
        document.add_heading(block.text, block.level)
    elif block.kind == "list":
        for item in block.items:
            document.add_paragraph(item, "List Number" if block.ordered else "List Bullet")
    elif block.kind == "table":
        table = document.add_table(len(block.rows), len(block.rows[0]), "Table Grid")
        for row, cells in zip(table.rows, block.rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    else:
        document.add_paragraph(block.text)
