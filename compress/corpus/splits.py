"""Which side of the split a reading is on: train, dev or test. Held out are whole articles and whole sources."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Literal
from urllib.parse import unquote

from compress.corpus.items import Reading

Split = Literal["train", "dev", "test"]
SPLITS: tuple[Split, ...] = ("train", "dev", "test")
HELD_OUT_SOURCES = frozenset({"clapnq", "t0-quoref", "t0-hotpotqa"})
# Sources whose groups are titles of Wikipedia's pages: they share articles, some of them even questions.
WIKIPEDIA = frozenset({"squad", "squadshifts-wiki", "nq", "qed", "clapnq", "quotesum", "boolq", "fetaqa", "t0-quoref"})
REVIEWS = frozenset({"squadshifts-reddit", "squadshifts-amazon"})  # what people say of things, and of themselves
JOIN = " | "  # between the titles of a group that draws on several pages
_DEV, _TEST = 8, 12  # per cent of the groups


def split_of(source: str, group: str) -> Split:
    """Return the side of a group, by a hash that is the same on every machine and in every run.

    A source of HELD_OUT_SOURCES is test as a whole. Of the others 12 % of the groups are test and 8 % dev. For
    sources that quote Wikipedia only the page's title is hashed, so that an article is on one side in all of them;
    elsewhere source and group. A group of several pages (joined by JOIN) is on the strictest side of any of them:
    test before dev before train. What a whole source holds out is not known from a title: see `divide`.
    """
    if source in HELD_OUT_SOURCES:
        return "test"
    prefix = "" if source in WIKIPEDIA else f"{source}/"
    sides = {_side(prefix + page) for page in pages(group)}
    return next(side for side in ("test", "dev", "train") if side in sides)


def pages(group: str) -> tuple[str, ...]:
    """Return the normalised titles in a group: "Marxism%E2%80%93Leninism" and "marxism–leninism" are one page."""
    return tuple(_normalised(title) for title in group.split(JOIN))


def divide(readings: Iterable[Reading]) -> tuple[dict[Split, list[Reading]], Counter[str]]:
    """Return the readings of each side, and how many of each source were left out.

    Left out of train and dev are readings on a Wikipedia page that a held-out source has too, and out of dev and test
    all that a model asked.
    """
    everything = list(readings)
    held = {
        page
        for reading in everything
        if reading.source in HELD_OUT_SOURCES & WIKIPEDIA
        for page in pages(reading.group)
    }
    sides: dict[Split, list[Reading]] = {"train": [], "dev": [], "test": []}
    left_out: Counter[str] = Counter()
    for reading in everything:
        side = split_of(reading.source, reading.group)
        if side != "test" and reading.source in WIKIPEDIA and held.intersection(pages(reading.group)):
            left_out[reading.source] += 1
        elif side != "train" and reading.generated:
            left_out["generated"] += 1
        else:
            sides[side].append(reading)
    return sides, left_out


def _side(key: str) -> Split:
    percent = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") % 10_000 / 100
    if percent < _TEST:
        return "test"
    return "dev" if percent < _TEST + _DEV else "train"


def _normalised(title: str) -> str:
    plain = unicodedata.normalize("NFKC", unquote(title)).replace("_", " ").casefold()
    return " ".join(re.sub(r"[‐-―−-]", "-", plain).split())
