"""The words of a line of parsed Markdown, as a reader sees them."""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.loaders.links import picture, with_address
from ingest.loaders.markdown_rules import ELEMENTS

if TYPE_CHECKING:
    from markdown_it.token import Token

_TAG = re.compile(r"</?([A-Za-z][\w-]*)")
_ATTRIBUTE = r"\b{name}\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))"
_LABEL = re.compile(r"[^\W\d_][^.:!?]{0,40}:")  # "Website: [the shop](https://...)"
_GONE = "\x1f"  # where a picture was that says nothing


@dataclass
class _Link:
    """A link's words and its address."""

    words: str
    address: str


def words_of(children: "Sequence[Token]", *, alone: bool = True) -> str:
    """Return the words of inline tokens, with as many lines as they have; a line that is left without any is empty.

    `alone` says that a link with a line to itself keeps its address.
    """
    source = "".join(token.content for token in children if token.type == "html_inline").lower()
    parts: list[str | _Link] = []
    links: list[tuple[int, str]] = []  # where the links that are open begin in `parts`, and their addresses
    for number, token in enumerate(children):
        if (opened := _opens(token)) is not None:
            links.append((len(parts), opened))
        elif token.type == "link_close" or (token.type == "html_inline" and re.match(r"</a\s*>", token.content, re.I)):
            if links:
                start, address = links.pop()
                words = "".join(part if isinstance(part, str) else part.words for part in parts[start:])
                parts[start:] = [_Link(words, address)]
        elif _raised(children[number - 1 : number + 2] if number else []):
            parts.append("^" if "p" in token.content.lower() else "_")
        else:
            parts.append(_text(token, source, linked=bool(links)))
    return "\n".join(_line(line, alone) for line in _lines(parts))


def _opens(token: "Token") -> str | None:
    """Return the address of a link that a token opens."""
    if token.type == "link_open":
        return str(token.attrGet("href") or "")
    if token.type == "html_inline" and re.match(r"<a\s", token.content, re.IGNORECASE):
        return _attribute(token.content, "href")
    return None


def _raised(around: "Sequence[Token]") -> bool:
    """Say whether the second of three tokens raises or lowers figures behind a number: "10<sup>6</sup>"."""
    if len(around) < 3 or not re.fullmatch(r"<su[pb]>", around[1].content, re.IGNORECASE):
        return False
    return around[0].content[-1:].isdigit() and bool(re.match(r"[-−+]?\d", around[2].content))


def _text(token: "Token", source: str, *, linked: bool) -> str:
    if token.type == "code_inline":
        return str(token.meta["written"])
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    if token.type == "image":
        return picture(token.content, str(token.attrGet("src") or ""), linked=linked) or _GONE
    if token.type == "html_inline":
        return _tag(token.content, source, linked=linked)
    return token.content if token.type in ("text", "text_special") else ""


def _tag(tag: str, source: str, *, linked: bool) -> str:
    """Return what is seen of an HTML tag. One that HTML does not know and nothing closes is a word to be filled in."""
    found = _TAG.match(tag)
    name = found[1].lower() if found else ""
    if name == "br":
        return "\n"
    if name == "img":
        return picture(_attribute(tag, "alt"), _attribute(tag, "src"), linked=linked) or _GONE
    if tag.startswith("<!") and not tag.startswith("<!--"):
        return tag
    word = name and name not in ELEMENTS and not tag.endswith("/>") and f"</{name}" not in source
    return tag if word else ""


def _attribute(tag: str, name: str) -> str:
    found = re.search(_ATTRIBUTE.format(name=name), tag, re.IGNORECASE)
    return html.unescape(next(filter(None, found.groups()), "")) if found else ""


def _lines(parts: Iterable[str | _Link]) -> list[list[str | _Link]]:
    lines: list[list[str | _Link]] = [[]]
    for part in parts:
        if isinstance(part, _Link):
            lines[-1].append(part)
            continue
        first, *others = part.split("\n")
        lines[-1].append(first)
        lines += [[other] for other in others]
    return lines


def _line(parts: Sequence[str | _Link], alone: bool) -> str:
    """Return a line; one whose pictures said nothing, and that has no words besides, is empty."""
    around = "".join(part for part in parts if isinstance(part, str)).strip()
    links = [part for part in parts if isinstance(part, _Link)]
    single = alone and len(links) == 1 and (not re.search(r"\w", around) or bool(_LABEL.fullmatch(around)))
    seen = "".join(
        part if isinstance(part, str) else with_address(part.words.replace(_GONE, ""), part.address, alone=single)
        for part in parts
    )
    gone = _GONE in seen or any(_GONE in link.words for link in links)
    seen = seen.replace(_GONE, "")
    return "" if gone and not re.search(r"\w", seen) else seen
