"""Boxes to tick in a line of a form, as documents are read: "Gender: ☐ Female ☒ Male"."""

import re
from dataclasses import dataclass

_BOX = re.compile(r"(?P<sign>[☒☑☐])\s*(?P<label>[^☒☑☐]*)")
_EMPTY = "☐"


@dataclass(frozen=True)
class Box:
    """A box and what it is for."""

    label: str
    is_ticked: bool


def boxes_of(text: str) -> list[Box]:
    """Return the boxes of a text, in order."""
    return [Box(box["label"].strip(), box["sign"] != _EMPTY) for box in _BOX.finditer(text)]


def chosen(text: str) -> str:
    """Return what a value says: of one with boxes, the labels of those that are ticked."""
    boxes = boxes_of(text)
    return ", ".join(box.label for box in boxes if box.is_ticked) if boxes else text
