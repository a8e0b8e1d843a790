"""Text that others wrote → HTML that cannot act: Markdown without raw HTML, images and links.

An answer may repeat a document, and a document may be hostile. So HTML is shown as text, and nothing the
text names is fetched or becomes clickable; the only links in an answer are its footnotes. The browser's
own sanitizer and the page's content security policy stand behind this, not instead of it.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache
from html import escape
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING

from chatbot.tables.reading import rows_of

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

_TIMES = re.compile(r"(?<=[\d)])\*{1,2}(?=[\d(.])")
_FOOTNOTE = re.compile(r"\[(\d{1,3})\]")


def to_html(markdown: str, footnote: Callable[[int], str | None]) -> str:
    """Render Markdown on one line of HTML; `footnote(n)` gives the HTML for `[n]`, or None to leave it as text."""
    rendered = _renderer().render(markdown, {"footnote": footnote})
    return one_line(rendered)


def one_line(html: str) -> str:
    """Write line breaks as references, so that no step on the way to the browser can indent or trim them."""
    return html.strip().replace("\n", "&#10;")


def plain(text: str) -> str:
    """Keep text readable as text where HTML is expected but what is shown may be edited (the user's question).

    A zero-width space after `<` and `&` stops them from opening a tag or a reference; `unplain` takes it out.
    """
    return text.replace("&", "&\u200b").replace("<", "<\u200b")


def unplain(text: str) -> str:
    """Undo `plain`."""
    return text.replace("\u200b", "")


@cache
def _renderer() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    renderer = MarkdownIt("commonmark", {"html": False})
    renderer.enable(["table", "strikethrough"])
    # `reference` would swallow lines such as "[1]: see above" as link definitions.
    renderer.disable(["image", "link", "autolink", "reference", "html_block", "html_inline"])
    renderer.inline.ruler.before("emphasis", "times", _times_rule)
    renderer.inline.ruler.push("footnote", _footnote_rule)
    return renderer


def _footnote_rule(state: "StateInline", silent: bool) -> bool:
    match = _FOOTNOTE.match(state.src, state.pos)
    if not match:
        return False
    html = state.env["footnote"](int(match[1]))
    if html is None:
        return False
    if not silent:
        state.push("html_inline", "", 0).content = html
    state.pos = match.end()
    return True


def _times_rule(state: "StateInline", silent: bool) -> bool:
    """Keep the stars of `2*3*4` and `2**10`: between numbers they multiply, they do not emphasise."""
    match = _TIMES.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        state.pending += match[0]
    state.pos = match.end()
    return True


def quotation(text: str) -> str:
    """Show a document's words as they stand, and rows of a table as one: they are lines that begin with a bar."""
    groups = groupby(text.strip().split("\n"), lambda line: line.startswith("|"))
    return "".join(_table(lines) if rows else escape("\n".join(lines)) for rows, lines in groups)


def in_words(text: str) -> str:
    """Return a document's words on one line, the rows of a table as "Column: cell"."""
    groups = groupby(text.strip().split("\n"), lambda line: line.startswith("|"))
    return " ".join(_row_in_words(lines) if rows else " ".join(" ".join(lines).split()) for rows, lines in groups)


def _row_in_words(lines: Iterable[str]) -> str:
    header, *rows = rows_of("\n".join(lines)) or [[]]
    named = [(name, cell) for row in rows for name, cell in zip_longest(header, row, fillvalue="") if cell]
    return ", ".join(f"{name}: {cell}" if name else cell for name, cell in named) or ", ".join(filter(None, header))


def _table(lines: Iterable[str]) -> str:
    rows = rows_of("\n".join(lines))
    kinds = ["th" if number == 0 and len(rows) > 1 else "td" for number in range(len(rows))]
    made = ("".join(f"<{kind}>{escape(cell)}</{kind}>" for cell in row) for kind, row in zip(kinds, rows, strict=True))
    return f"<table>{''.join(f'<tr>{cells}</tr>' for cells in made)}</table>" if rows else ""


def attribute(text: str) -> str:
    """Escape for use inside an HTML attribute in double quotes, on one line."""
    return escape(" ".join(text.split()), quote=True)
