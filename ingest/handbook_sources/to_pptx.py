"""Writes slides: one a first-level heading, with its paragraphs and lists in the text box and its table below."""

from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.util import Inches, Pt

from ingest.handbook_sources.blocks import Block, Part, read_parts
from ingest.handbook_sources.zipped import BUILT, settle

_TITLE_AND_TEXT = 1  # the second layout of python-pptx's own template


def write(source: str, path: Path) -> None:
    """Write the chapter as PPTX; the first slide's title is the presentation's."""
    parts = read_parts(source)
    show = Presentation()
    facts = show.core_properties
    facts.title, facts.author = parts[0].title, "Footnote"
    facts.created = facts.modified = BUILT.replace(tzinfo=None)
    for part in parts:
        _add_slide(show, part)
    show.save(str(path))
    settle(path)


def _add_slide(show: Any, part: Part) -> None:
    slide = show.slides.add_slide(show.slide_layouts[_TITLE_AND_TEXT])
    slide.shapes.title.text = part.title
    texts = [text for block in part.blocks for text in ((block.text,) if block.text else block.items)]
    frame = slide.placeholders[1].text_frame
    for number, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text = text
        paragraph.font.size = Pt(22)
    for block in part.blocks:
        if block.kind == "table":
            _add_table(slide, block)


def _add_table(slide: Any, block: Block) -> None:
    shape = slide.shapes.add_table(
        len(block.rows), len(block.rows[0]), Inches(0.5), Inches(4.2), Inches(9), Inches(0.4 * len(block.rows))
    )
    for row, cells in enumerate(block.rows):
        for column, text in enumerate(cells):
            shape.table.cell(row, column).text = text
