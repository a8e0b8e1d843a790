"""DOCX by way of mammoth's HTML, with the formulas that mammoth leaves out."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from langchain_core.documents import Document

from ingest.loaders.archives import check_office, parse_xml, read_part
from ingest.loaders.base import Limits
from ingest.loaders.html import html_to_markdown

_BODY = "word/document.xml"
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Heading 7'] => h6:fresh
p[style-name='Heading 8'] => h6:fresh
p[style-name='Heading 9'] => h6:fresh
p[style-name='Source Code'] => pre:separator('\\n')
p[style-name='HTML Preformatted'] => pre:separator('\\n')
p[style-name='Code'] => pre:separator('\\n')
"""


def read_docx(path: Path, limits: Limits) -> Iterator[Document]:
    """Yield a Word document as one Document of Markdown: headings, lists, tables, text boxes, formulas, notes."""
    import mammoth

    check_office(path, limits)
    html = mammoth.convert_to_html(
        _with_plain_formulas(path),
        style_map=_STYLES,
        convert_image=mammoth.images.img_element(lambda image: {"src": ""}),
    )
    _, text = html_to_markdown(html.value)
    title = _title(path)
    yield Document(text, metadata={"title": title} if title else {})


def _with_plain_formulas(path: Path) -> io.BytesIO:
    """Return the file with each formula as a run of plain text: mammoth knows no OMML and would drop it."""
    from ingest.loaders.formulas import spell_out_formulas

    with zipfile.ZipFile(path) as archive:
        body = spell_out_formulas(read_part(archive, _BODY)) if _BODY in archive.namelist() else None
        if body is None:
            return io.BytesIO(path.read_bytes())
        copy = io.BytesIO()
        with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as target:
            for entry in archive.infolist():
                target.writestr(entry, body if entry.filename == _BODY else archive.read(entry))
    copy.seek(0)
    return copy


def _title(path: Path) -> str:
    """Return the title in the file's properties, if it has one."""
    with zipfile.ZipFile(path) as archive:
        if "docProps/core.xml" not in archive.namelist():
            return ""
        core: Any = parse_xml(archive.read("docProps/core.xml"))
    found = core.findtext("{http://purl.org/dc/elements/1.1/}title")
    return (found or "").strip()
