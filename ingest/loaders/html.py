"""HTML as Markdown: headings, lists, tables and code kept; scripts and navigation dropped.

DOCX, EPUB and mail become HTML first and come through here too.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.documents import Document

from ingest.loaders.base import Limits, LoadError, one_line
from ingest.loaders.html_fields import join_fields, join_rows, join_terms, show_ticks
from ingest.loaders.html_surroundings import drop_surroundings

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_NEVER_TEXT = (
    *("script", "style", "noscript", "template", "svg", "iframe", "object"),
    *("head", "dialog", "datalist", "input", "textarea"),
)
_AROUND_TEXT = ("nav", "aside", "footer", "button", "select")
_AROUND_ROLES = ("navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar", "dialog")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# MediaWiki's "[edit]", the numbers of a book's printed pages, and the like.
_NOT_PRINTED = ["mw-editsection", "noprint", "sr-only", "visually-hidden", "pagenum", "pageno", "page-number"]
_PAGE_BREAKS = ({"role": "doc-pagebreak"}, {"epub:type": "pagebreak"})
_TABLE_PARTS = ("thead", "tbody", "tfoot", "tr", "td", "th", "caption")
_PICTURE_LINE = re.compile(r"(?m)^ (?=\[Picture: )")
_LONGEST_NUMBER = 16  # characters of a page's: "[Pg 112]"
_MAIN_SHARE = 0.3  # of a page's text that its <main> must hold to be taken alone


def read_html(path: Path, limits: Limits) -> Iterator[Document]:
    """Yield an HTML file as one Document of Markdown with its title."""
    title, text = html_to_markdown(path.read_bytes(), whole_page=True)
    yield Document(text, metadata={"title": title} if title else {})


def html_to_markdown(html: bytes | str, *, whole_page: bool = False) -> tuple[str, str]:
    """Return an HTML page's title and its text as Markdown.

    With `whole_page` the page is one from the web: menus, footers and sidebars go, and where a `<main>` or an
    `<article>` holds the text only that stays.
    """
    import warnings

    from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(html, "lxml")
    title = one_line(soup.title.get_text()) if soup.title else ""
    show_ticks(soup, whole_page=whole_page)
    _drop_unseen(soup)
    body = _main_part(soup) if whole_page else soup
    if whole_page:
        drop_surroundings(body)
    _flatten(body)
    join_fields(body)
    join_terms(body)
    join_rows(body)
    try:
        return title, _PICTURE_LINE.sub("", _converter().convert_soup(body)).strip("\n")
    except RecursionError as error:
        raise LoadError("nested too deeply to read: save it again from a browser, then add it again") from error


def _drop_unseen(soup: "BeautifulSoup") -> None:
    from bs4 import Comment

    for tag in soup.find_all(_NEVER_TEXT) + soup.find_all(style=_HIDDEN):
        tag.decompose()
    for tag in soup.find_all(class_=_NOT_PRINTED):
        tag.decompose()
    for mark in (mark for wanted in _PAGE_BREAKS for mark in soup.find_all(attrs=wanted)):
        if len(mark.get_text()) < _LONGEST_NUMBER:
            mark.decompose()
    for link in soup.find_all("a", hreflang=True):  # the same page in other languages
        if not link.decomposed and (item := link.find_parent("li")):
            item.decompose()
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()


def _main_part(soup: "BeautifulSoup") -> "Tag":
    """Return the part of a page that is its text: `<main>` where it holds enough, else all but what is around it."""
    whole = soup.body or soup
    length = len(whole.get_text())
    for name, wanted in ((["main"], {}), (True, {"role": "main"}), (["article"], {})):
        found = whole.find_all(name, attrs=wanted, limit=2)
        if len(found) == 1 and len(found[0].get_text()) > _MAIN_SHARE * length:
            whole = found[0]
            break
    for tag in whole.find_all(_AROUND_TEXT) + whole.find_all(attrs={"role": _AROUND_ROLES}):
        if not tag.decomposed and tag is not whole and len(tag.get_text()) < length / 2:
            tag.decompose()
    for tag in whole.find_all("header"):
        if not tag.find(["h1", "h2"]):
            tag.decompose()
    return whole


def _flatten(body: "Tag") -> None:
    """Undo markup that only serves the looks: tables for layout, and lists that hold nothing but a list."""
    tables = [table for table in body.find_all("table") if _is_layout(table)]
    layout = set(map(id, tables))
    for part in body.find_all(_TABLE_PARTS):
        if id(part.find_parent("table")) in layout:
            part.name = "div"
    for table in tables:
        table.name = "div"
    for item in body.find_all("li"):
        children = [child for child in item.children if str(child).strip()]
        if len(children) == 1 and getattr(children[0], "name", None) in ("ul", "ol"):
            children[0].unwrap()
            item.unwrap()


def _is_layout(table: "Tag") -> bool:
    if table.get("role") in ("presentation", "none") or table.find(["table", "h1", "h2", "h3", "h4"]):
        return True
    rows = table.find_all("tr")
    return len(rows) < 2 or max(len(row.find_all(["td", "th"])) for row in rows) < 2


def _converter() -> Any:
    from ingest.loaders.page_markdown import PageConverter

    return PageConverter()
