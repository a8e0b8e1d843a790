"""What stands around a web page's text without being marked as such: crumbs, pagers, boxes of links, cookie banners.

They are known by the words of their classes and ids, and by what they hold: mostly links, or a word on cookies.
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import Tag

_LINKS = frozenset(
    """breadcrumb breadcrumbs pagination pager catlinks navbox navbar nav navigation sidebar social tagcloud toc
    skiplink printfooter footer""".split()
)
_BANNERS = frozenset(["cookie", "cookies", "consent", "gdpr"])
_PARTS = re.compile(r"[^a-zA-Z]+|(?<=[a-z])(?=[A-Z])")
_ABOUT_COOKIES = re.compile(r"\bcookies?\b|\bconsent\b", re.IGNORECASE)
_MOST_LINKED = 0.6  # of a box's text that stands in links
_MOST = 0.3  # of a page's text; what holds more is no surrounding
_LONGEST_BANNER = 3000  # characters


def drop_surroundings(body: "Tag") -> None:
    """Take them out of a page's tree."""
    most = _MOST * len(body.get_text())
    for box in body.find_all(["div", "section", "ul", "ol", "table", "p", "form", "span"]):
        if not vars(box).get("attrs") or not (words := _words(box)):  # one that is gone with its box has none
            continue
        text = box.get_text()
        linked = words & _LINKS and _linked(box) > _MOST_LINKED * len(text.replace(" ", ""))
        banner = words & _BANNERS and len(text) < _LONGEST_BANNER and _ABOUT_COOKIES.search(text)
        if len(text) < most and (linked or banner):
            box.decompose()


def _words(box: "Tag") -> set[str]:
    """Return the words of a box's classes and id that speak of surroundings."""
    names = [*box.get("class", ()), box.get("id") or ""]
    return {part.lower() for name in names for part in _PARTS.split(name)} & (_LINKS | _BANNERS)


def _linked(box: "Tag") -> int:
    """Return how many characters stand in links and buttons, white space not counted."""
    return sum(len("".join(link.get_text().split())) for link in box.find_all(["a", "button"]))
