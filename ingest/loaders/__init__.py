"""Files and web pages as Documents of Markdown-like text.

    load(path)   a file, in whichever of the formats below it is
    load_url(url)   a page or file from the web, read as a file of its kind

Every Document has `source` and `title` in its metadata and, where known, `page`, `sheet` and `row` (from 1).
Headings are lines of `#`. A Document is one page, sheet, record, chapter or piece; `split` makes the chunks.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from langchain_core.documents import Document

from ingest.loaders import (
    data,
    detect,
    epub,
    html,
    isolation,
    mail,
    opendocument,
    pdf,
    rtf,
    sheets,
    slides,
    tables,
    text,
    word,
)
from ingest.loaders.base import Family, Limits, LoadError, first_heading, tidy

__all__ = ["FAMILIES", "SUFFIXES", "Limits", "LoadError", "load", "load_url"]


# Formats without structure to break a parser are read where we are; the others in a process of their own.
FAMILIES = (
    Family("pdf", ".pdf", pdf.read_pdf),
    Family("docx", ".docx .docm .dotx", word.read_docx),
    Family("pptx", ".pptx .pptm .ppsx", slides.read_pptx),
    Family("xlsx", ".xlsx .xlsm", sheets.read_xlsx),
    Family("xls", ".xls", sheets.read_xls),
    Family("odt", ".odt .ott", opendocument.read_odt),
    Family("rtf", ".rtf", rtf.read_rtf),
    Family("epub", ".epub", epub.read_epub),
    Family("html", ".html .htm .xhtml", html.read_html),
    Family("eml", ".eml .mht .mhtml", mail.read_eml),
    Family("msg", ".msg", mail.read_msg),
    Family("notebook", ".ipynb", data.read_notebook),
    Family("json", ".json .geojson", data.read_json),
    Family("jsonl", ".jsonl .ndjson", data.read_json_lines, isolated=False),
    Family("csv", ".csv .tsv .tab", tables.read_csv, isolated=False),
    Family("markdown", ".md .markdown .mdx .qmd .rmd", text.read_markdown, isolated=False),
    Family("plain", ".txt .text .adoc .asc .org", text.read_plain, isolated=False),
    Family("code", " ".join(text.LANGUAGES), text.read_code, isolated=False),
)
SUFFIXES: frozenset[str] = frozenset(s for family in FAMILIES for s in family.suffixes.split())
_BY_NAME = {family.name: family for family in FAMILIES}
_BY_SUFFIX = {suffix: family.name for family in FAMILIES for suffix in family.suffixes.split()}


def load(path: Path, limits: Limits = Limits()) -> Iterator[Document]:
    """Yield the Documents of a file, as they are read. Raises LoadError with one sentence that names the mend."""
    path = Path(path)
    try:
        yield from _labelled(_read(path, limits), str(path.resolve()), path.stem)
    except LoadError as error:
        raise LoadError(f"{path.name}: {error}") from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise LoadError(f"{path.name}: cannot be read ({reason}): check the file and its permissions") from error


def load_url(url: str, limits: Limits = Limits(), *, allow_private: bool = False) -> Iterator[Document]:
    """Yield the Documents of a page or file on the web. Raises LoadError.

    Only http and https; addresses that are not public are refused, also behind a name or a redirect, unless
    `allow_private` says that they are wanted.
    """
    from ingest.loaders.web import fetched

    try:
        with fetched(url, limits, allow_private=allow_private) as path:
            yield from _labelled(_read(path, limits), url, path.stem)
    except LoadError as error:
        raise LoadError(f"{url}: {error}") from error


def _read(path: Path, limits: Limits) -> Iterator[Document]:
    if not path.exists():
        raise LoadError("no such file: check the path")
    if not path.is_file():
        raise LoadError("not a file: give a file, or a folder to the command that walks folders")
    if not os.access(path, os.R_OK):
        raise LoadError("no permission to read it: change its permissions, then add it again")
    if path.stat().st_size == 0:
        raise LoadError("empty: nothing to add")
    suffix = path.suffix.lower()
    family = _BY_NAME[detect.family_name(path, _BY_SUFFIX.get(suffix, "") if suffix else "no suffix")]
    return isolation.read(family.name, path, limits) if family.isolated else family.read(path, limits)


def _labelled(documents: Iterable[Document], source: str, stem: str) -> Iterator[Document]:
    """Yield the Documents that hold text, tidied, with the source and one title for all."""
    title = ""
    for document in documents:
        content = tidy(document.page_content)
        if not content.strip():
            continue
        title = title or document.metadata.get("title") or first_heading(content) or stem
        yield Document(content, metadata={**document.metadata, "source": source, "title": title})
    if not title:
        raise LoadError("no text in it: nothing to add")
