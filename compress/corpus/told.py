"""What passages and a question say, as words, and what kind of name a name is; the lists stand in refusals.yaml."""

import random
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from compress.corpus.items import Passage

YEAR = re.compile(r"(?<![\d.,$£€/–-])(?:1[0-9]{3}|20[0-2][0-9])(?![\d.,%/s-]*\d|s\b|[-–])")
NUMBER = re.compile(r"(?<![\d.,$£€/–-])\b(\d{1,3})\b(?![\d.,:/%-]*\d|\s*(?:st|nd|rd|th)\b|[-–%.]\S)")
NAME = re.compile(r"(?<=\s)[A-Z][\w'’-]*[^\W\d_](?:\s(?:(?:of|de|von|van|the)\s)?[A-Z][\w’'-]*[^\W\d_])*")
LAST_YEAR = 2024  # of those that are made up


@cache
def made_of() -> dict[str, Any]:
    """Return what refusals are made of: words, names, and patterns of questions."""
    return yaml.safe_load(files(__package__).joinpath("refusals.yaml").read_text("utf-8"))


class Text:
    """What passages and a question say, as words; `has` finds a word in any of its common forms."""

    def __init__(self, passages: Sequence[Passage], question: str = "") -> None:
        self.passage = " ".join(f"{passage.title}. {passage.heading}. {passage.text}" for passage in passages)
        self.stems = {_stem(word) for word in re.findall(r"\w+|[$£€]", f"{self.passage} {question}")}
        self.told = {_stem(word) for word in re.findall(r"\w+|[$£€]", self.passage)}

    def has(self, words: str) -> bool:
        """Tell whether any of the words stands in the passages or the question."""
        return any(_stem(word) in self.stems for word in re.findall(r"[\w°]+|[$£€]", words))

    def tells(self, words: str) -> bool:
        """Tell whether all of the words stand in the passages."""
        return all(_stem(word) in self.told for word in re.findall(r"\w+", words))


def _stem(word: str) -> str:
    """Return a word without case and without its commonest endings: enough to find it again, not to read it."""
    word = word.lower()
    for ending in ("ies", "es", "s", "ed", "ing"):
        if len(word) > len(ending) + 3 and word.endswith(ending):
            return word.removesuffix(ending)
    return word


def bare_name(name: str) -> str:
    """Return a name without an owner's 's."""
    return re.sub(r"['’]s?$", "", name)


def kind_of_name(name: str, passage: str = "") -> str | None:
    """Return "person", "surname", or the last word that tells what a name is; None where none is clear.

    A single word is a surname where the passage has it behind a first name.
    """
    words = name.split()
    if len(words) > 1 and words[-1] in made_of()["name_endings"]:
        return words[-1]
    if len(words) == 1:
        return "surname" if any(first in _given() for first in _before(name, passage)) else None
    person = len(words) < 4 and words[0] in _given() and all(word[0].isupper() for word in words)
    return "person" if person and not re.search(r"['’]", name) else None


@cache
def _given() -> frozenset[str]:
    return frozenset(made_of()["given_names"])


def _before(name: str, passage: str) -> list[str]:
    return re.findall(rf"\b([A-Z][a-z]+) {re.escape(name)}\b", passage)


def person(rng: random.Random) -> str:
    """Return a first name and a family name, made up."""
    words = made_of()
    return f"{rng.choice(words['given_names'])} {rng.choice(words['family_names'])}"
