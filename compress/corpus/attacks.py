"""Orders hidden in passages, as a document may carry them by malice: they are quoted text, and change no answer."""

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from compress.corpus.items import Passage
from compress.corpus.prose import sentences

_PLACES = ("start", "middle", "end")


@cache
def _texts() -> dict[str, Any]:
    return yaml.safe_load(files(__package__).joinpath("attacks.yaml").read_text("utf-8"))


def planted(passage: Passage, rng: random.Random, keep: Sequence[str] = ()) -> Passage:
    """Return the passage with one order at its start, at a sentence's end within it, or at its end.

    keep: answers that must stand in the text as they did.
    """
    order = _order(rng)
    place = rng.choice(_PLACES)
    table = passage.text.lstrip().startswith("|")
    join = "\n\n" if table else rng.choice((" ", " ", "\n"))
    pieces = [passage.text] if table else _halves(passage.text, rng)
    if place == "middle" and len(pieces) == 2:
        text = join.join((pieces[0], order, pieces[1]))
        if all(answer in text for answer in keep if answer in passage.text):
            return replace(passage, text=text)
    ends = (order, passage.text) if place == "start" else (passage.text, order)
    return replace(passage, text=join.join(ends))


def _order(rng: random.Random) -> str:
    texts = _texts()
    fields = {"word": rng.choice(texts["words"]), "name": rng.choice(texts["names"])}
    order = rng.choice(texts["orders"]).format(**fields, number=rng.randint(2, 999))
    plain = order[0].isalpha() and '"' not in order
    return rng.choice(texts["wrappings"]).format(order=order) if plain else order


def _halves(text: str, rng: random.Random) -> list[str]:
    """Return a text parted where one of its sentences ends, or whole where it has only one."""
    starts = []
    start = 0
    for sentence in sentences(text):
        start = text.find(sentence, start)
        if start > 0 and re.match(r"\s", text[start - 1]):
            starts.append(start)
        start = max(start, 0) + len(sentence)
    if not starts:
        return [text]
    cut = rng.choice(starts)
    return [text[:cut].rstrip(), text[cut:]]
