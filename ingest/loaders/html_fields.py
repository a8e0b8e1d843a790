"""Fields of a page's form, a label and its value, as one line "Label: value" where the page's styles part them.

What is a label and what its value is known by their classes alone, such as "field-label" and "field-value". A list
of terms becomes such lines too, a table of labels and values without a header as well (a letter's first lines), and a
box to tick the sign that a reader sees.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ingest.loaders.forms import asking

if TYPE_CHECKING:
    from bs4 import Tag

_BLOCKS = ["div", "p", "ul", "ol", "dl", "table", "pre", "h1", "h2", "h3", "h4"]
_MOST_WORDS = 8  # of a label
_FEWEST_ROWS, _LABEL_AND_VALUE = 3, 2
_ASKED_FOR = 0.4  # of a table's labels have a word of what forms ask for, and two of them at least
_FEWEST_ASKED = 2
_LONG_LABEL = 6  # words
_VALUE = re.compile(r"\d|\b[A-Z][\w.]*(?: \w+)?? [A-Z]")  # a number or a name: what no column is called
_LABELS, _VALUES = frozenset(["label", "key"]), frozenset(["value"])
_PARTS = re.compile(r"[^a-zA-Z]+|(?<=[a-z])(?=[A-Z])")  # "field-label", "fieldLabel"


def join_fields(body: "Tag") -> None:
    """Put each value behind its label, in one element."""
    for label in body.find_all(class_=True):
        value = label.find_next_sibling()
        if not _is(label, _LABELS) or value is None or not _is(value, _VALUES):
            continue
        said = label.get_text().split()
        if said and len(said) <= _MOST_WORDS and not label.find(_BLOCKS) and not value.find(_BLOCKS):
            label.append(" " if said[-1].endswith((":", "?")) else ": ")
            label.name, value.name = "div", "span"
            label.append(value.extract())


def join_terms(body: "Tag") -> None:
    """Put what a list says of each of its terms behind it: "Term: this; that"."""
    for term in body.find_all("dt"):
        told = []
        following = term.find_next_sibling()
        while following is not None and following.name == "dd":
            told.append(following)
            following = following.find_next_sibling()
        words = term.get_text().strip()
        if words and told and not any(each.find(_BLOCKS) for each in (term, *told)):
            for number, each in enumerate(told):
                term.append("; " if number else " " if words.endswith((":", "?")) else ": ")
                each.name = "span"
                term.append(each.extract())
    for part in body.find_all(["dl", "dt", "dd"]):
        part.name = "div"


def join_rows(body: "Tag") -> None:
    """Make lines "Label: value" of tables that are forms; the first row would be taken for the names of columns."""
    for table in body.find_all("table"):
        lines = table.find_all("tr")
        rows = [line.find_all(["td", "th"]) for line in lines]
        if not _is_form(table, rows):
            continue
        for line, (label, value) in zip(lines, rows, strict=True):
            words = label.get_text(" ").strip()
            line.clear()
            line.name = "p"
            line.append(f"{words} " if words.endswith((":", "?")) else f"{words}: ")
            for part in (value, *value.find_all(["p", "div"])):
                part.name = "span"
            line.append(value)
        for part in (table, *table.find_all("tbody")):
            part.name = "div"


def _is_form(table: "Tag", rows: "Sequence[Sequence[Tag]]") -> bool:
    """Tell whether a table has no header, and in each row a label and its value, the first value no column's name."""
    if len(rows) < _FEWEST_ROWS or any(len(row) != _LABEL_AND_VALUE for row in rows) or table.find(["th", "thead"]):
        return False
    if any(cell.find(["table", "ul", "ol", "br"]) or cell.has_attr("rowspan") for row in rows for cell in row):
        return False
    labels, values = ([row[n].get_text(" ").strip() for row in rows] for n in (0, 1))
    asked = asking(labels)
    return (
        all(label and label[0].isalpha() and not re.search(r"\d", label) for label in labels)
        and all(len(label.split()) <= _LONG_LABEL for label in labels)
        and len(set(labels)) == len(labels)
        and asked >= max(_FEWEST_ASKED, _ASKED_FOR * len(labels))
        and bool(_VALUE.search(values[0]))
    )


def show_ticks(soup: "Tag", *, whole_page: bool) -> None:
    """Put ☒ or ☐ in the place of each box to tick; on a page from the web only of those that are there to be read."""
    for box in soup.find_all("input", type=["checkbox", "radio"]):
        if not whole_page or box.has_attr("disabled"):
            after = str(box.next_sibling or "")
            box.replace_with(("☒" if box.has_attr("checked") else "☐") + " " * (not after[:1].isspace()))


def _is(tag: "Tag", kinds: frozenset[str]) -> bool:
    """Say whether a part of one of a tag's classes is of these kinds."""
    return any(part.lower() in kinds for name in tag.get("class", ()) for part in _PARTS.split(name))
