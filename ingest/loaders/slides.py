"""PPTX: a Document a slide, with its title, text, tables, chart numbers and notes."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from langchain_core.documents import Document

from ingest.loaders.archives import check_office
from ingest.loaders.base import Limits, one_line
from ingest.loaders.spans import spread
from ingest.loaders.tables import markdown_table

_DEEPEST_GROUP = 20


def read_pptx(path: Path, limits: Limits) -> Iterator[Document]:
    """Yield each slide that has text as a page."""
    from pptx import Presentation

    check_office(path, limits)
    presentation = Presentation(str(path))
    title = (presentation.core_properties.title or "").strip()
    known = {"title": title} if title and title.lower() != "powerpoint presentation" else {}
    for number, slide in enumerate(presentation.slides, start=1):
        if text := _slide_text(slide):
            yield Document(text, metadata={**known, "page": number})


def _slide_text(slide: Any) -> str:
    heading = slide.shapes.title
    words = one_line(heading.text_frame.text) if heading is not None else ""
    parts = [f"# {words}"] if words else []
    skipped = heading.shape_id if heading is not None else None
    parts += [part for shape in _in_reading_order(slide.shapes) if shape.shape_id != skipped for part in _shape(shape)]
    if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame) and notes.text.strip():
        parts.append("Notes: " + notes.text.strip())
    return "\n\n".join(parts)


def _in_reading_order(shapes: Iterable[Any]) -> list[Any]:
    """Order shapes from top to bottom, then left to right; one without a place of its own keeps its rank first."""
    return sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0))


def _shape(shape: Any, depth: int = 0) -> Iterator[str]:
    if hasattr(shape, "shapes") and depth < _DEEPEST_GROUP:
        for part in _in_reading_order(shape.shapes):
            yield from _shape(part, depth + 1)
    elif getattr(shape, "has_table", False):
        header, *rows = _cells(shape.table)
        yield markdown_table([one_line(cell) for cell in header], rows)
    elif getattr(shape, "has_chart", False):
        yield from _chart(shape.chart)
    elif getattr(shape, "has_text_frame", False):
        yield from _paragraphs(shape.text_frame)
    elif description := _description(shape):
        yield f"[Picture: {description}]"


def _cells(table: Any) -> list[list[str]]:
    """Return a table's cells, a merged one's text in each place that it spans."""
    grid = [[cell.text for cell in row.cells] for row in table.rows]
    for number, row in enumerate(table.rows):
        for place, cell in enumerate(row.cells):
            if cell.is_merge_origin:
                spread(grid, number, place, cell.span_height, cell.span_width)
    return grid


def _paragraphs(frame: Any) -> Iterator[str]:
    """Yield a text frame: several paragraphs make a list, indented as on the slide."""
    lines = [("  " * p.level, one_line(p.text)) for p in frame.paragraphs if p.text.strip()]
    if len(lines) > 1:
        yield "\n".join(f"{space}- {line}" for space, line in lines)
    elif lines:
        yield lines[0][1]


def _chart(chart: Any) -> Iterator[str]:
    if chart.has_title and chart.chart_title.has_text_frame and chart.chart_title.text_frame.text.strip():
        yield "Chart: " + one_line(chart.chart_title.text_frame.text)
    try:
        plot = chart.plots[0]
        series = [(str(line.name), list(line.values)) for line in plot.series]
        names = [str(name) for name in plot.categories]
    except (IndexError, KeyError, ValueError, NotImplementedError):
        return  # a kind of chart that python-pptx does not know
    names = names or [str(index + 1) for index in range(max((len(values) for _, values in series), default=0))]
    rows = [[name, *(_number(values, place) for _, values in series)] for place, name in enumerate(names)]
    if rows:
        yield markdown_table(["", *(name for name, _ in series)], rows)


def _number(values: list[Any], place: int) -> str:
    value = values[place] if place < len(values) else None
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _description(shape: Any) -> str:
    """Return a picture's alternative text, where someone wrote one (programs fill in a file name)."""
    text = one_line(shape._element._nvXxPr.cNvPr.get("descr") or "")
    return text if " " in text else ""
