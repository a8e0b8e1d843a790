"""PDF: a Document a page, with headings and paragraphs found by layout, and OCR for pages without text.

langchain_community's PyPDFium2Loader gives the text; pypdfium2 itself what that leaves out: filled-in forms,
the sizes and places of the lines, and the picture of a scanned page.
"""

import contextlib
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from langchain_core.documents import Document

from ingest.loaders import ocr
from ingest.loaders.archives import DAMAGED, LOCKED
from ingest.loaders.base import Limits, LoadError
from ingest.loaders.pdf_layout import Layout
from ingest.loaders.pdf_tables import TableFinder

_BLANK = "nothing on its pages: nothing to add"
_SCAN = "no text: a scan; install tesseract-ocr, then add it again"
_NOTHING = "no text that tesseract could read: if it holds some, install tesseract's language pack, then add it again"
_NO_TITLE = re.compile(  # what programs fill in by themselves
    r"untitled|Adobe .* PDF|\(?anonymous\)?|[\w-]*\d[\w-]*|Microsoft \w+ - .*"
    r"|about:blank|(?:https?|file)://\S+|PowerPoint Presentation|.*\.(docx?|pdf|indd|tex|qxd|xlsx?|pptx?)",
    re.IGNORECASE,
)
_LOOKED_AT = 100  # pages, to tell a scan from blank pages
_FEWEST = 3  # letters and digits below which a page counts as one without text


def read_pdf(path: Path, limits: Limits) -> Iterator[Document]:
    """Yield the pages that hold text. Raises LoadError for a locked or damaged file, and for a scan without OCR."""
    with _flattened(path) as readable, _opened(readable) as pdf:
        if len(pdf) > limits.pages:
            raise LoadError(f"{len(pdf):,} pages, over the limit of {limits.pages:,}: split it")
        title = _title(pdf)
        empty = 0
        layout, tables = Layout.of(pdf), TableFinder()
        for number, text in enumerate(_page_texts(readable), start=1):
            if sum(map(str.isalnum, text)) >= _FEWEST:
                text = layout.mark(pdf, number - 1, text, tables)
            elif ocr.available():
                text = _scanned(pdf, number - 1, limits)
            empty += not text.strip()
            yield Document(text, metadata={"page": number} | ({"title": title} if title else {}))
        if empty == len(pdf):
            drawn = any(_is_drawn(pdf, index) for index in range(min(len(pdf), _LOOKED_AT)))
            raise LoadError(_BLANK if not drawn else _NOTHING if ocr.available() else _SCAN)


def _page_texts(path: Path) -> Iterator[str]:
    """Yield the text of each page. The loader is archived upstream, and warns of it on import."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from langchain_community.document_loaders import PyPDFium2Loader
    for page in PyPDFium2Loader(str(path)).lazy_load():
        yield page.page_content


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Any]:
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise LoadError(LOCKED if "password" in str(error).lower() else DAMAGED) from error
    try:
        yield pdf
    finally:
        pdf.close()


@contextlib.contextmanager
def _flattened(path: Path) -> Iterator[Path]:
    """Give a file whose form fields are part of its text: the file itself where it has no form."""
    import pypdfium2.raw as pdfium

    with _opened(path) as pdf, tempfile.TemporaryDirectory() as folder:
        if pdf.get_formtype() not in (pdfium.FORMTYPE_ACRO_FORM, pdfium.FORMTYPE_XFA_FOREGROUND):
            yield path
            return
        pdf.init_forms()
        for page in pdf:
            page.flatten()
            page.close()
        copy = Path(folder) / "flattened.pdf"
        pdf.save(copy)
        yield copy


def _scanned(pdf: Any, index: int, limits: Limits) -> str:
    """Return a page's text by OCR; a page with nothing drawn on it has none."""
    if not _is_drawn(pdf, index):
        return ""
    page = pdf[index]
    try:
        return ocr.read_page(page, limits)
    finally:
        page.close()


def _is_drawn(pdf: Any, index: int) -> bool:
    page = pdf[index]
    try:
        return next(iter(page.get_objects(max_depth=1)), None) is not None
    finally:
        page.close()


def _title(pdf: Any) -> str:
    """Return the title in the file's properties, unless a program made it up."""
    title = pdf.get_metadata_dict().get("Title", "").replace("\0", "").strip()
    return "" if len(title) < 4 or _NO_TITLE.fullmatch(title) else title
