"""Questions that the passages do not answer: about things that do not exist, near misses and false premises.

A near miss is made from a question that the passages do answer, by putting another name, number or word of the same
type in its place. The new one stands nowhere in the passages, so they cannot answer for it. (If more passages are
shown beside them, `asks_beyond` tells whether that still holds.) The words stand in refusals.yaml.
"""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from compress.corpus.items import Passage, Reading

YEAR = re.compile(r"(?<![\d.,$£€/–-])(?:1[0-9]{3}|20[0-2][0-9])(?![\d.,%/s-]*\d|s\b|[-–])")
NUMBER = re.compile(r"(?<![\d.,$£€/–-])\b(\d{1,3})\b(?![\d.,:/%-]*\d|\s*(?:st|nd|rd|th)\b|[-–%.]\S)")
_CENTURY = re.compile(r"\b(\d{1,2})th(?= century\b)")
_NAME = re.compile(r"(?<=\s)[A-Z][\w'’-]*[^\W\d_](?:\s(?:(?:of|de|von|van|the)\s)?[A-Z][\w’'-]*[^\W\d_])*")
_YES_NO = re.compile(r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b", re.I)
_PAST = re.compile(r"\b(?:did|was|were)\b")
_ALREADY = re.compile(r"\b(?:after|before|during|according to|in which|when|what year|following|since|until)\b", re.I)
_FIRST_YEAR, _LAST_YEAR = 1400, 2024  # of the years that are made up
_LONGEST_PREMISED = 14  # words of a question that another clause still fits
_THINGS = tuple("Museum Church Bridge Castle Palace Cathedral Library Theatre Theater Stadium Tower Station".split())


@cache
def _words() -> dict[str, Any]:
    return yaml.safe_load(files(__package__).joinpath("refusals.yaml").read_text("utf-8"))


def made_up(rng: random.Random, count: int) -> Iterator[str]:
    """Yield `count` questions about creatures, devices, people and more that were invented here, none twice."""
    parts, seen = _words()["inventions"], set()
    while len(seen) < count:
        kind = rng.choice(sorted(parts["asks"]))
        question = rng.choice(parts["asks"][kind]).format(x=_invented(kind, rng))
        question = re.sub(r"\b([Aa]) (?=[AEIOU])", r"\1n ", question)
        if question not in seen:
            seen.add(question)
            yield question


def near_misses(reading: Reading, others: Sequence[Reading], rng: random.Random) -> Iterator[str]:
    """Yield questions close to the reading's own that its passages do not answer, the kinds in random order.

    others: readings whose names may be borrowed, best of the same article or topic. Nothing is yielded where no
    swap is safe.
    """
    there = _Text(reading.passages, reading.question)
    made = [
        _swap_year(reading.question, there, rng),
        _swap_number(reading.question, there, rng),
        _swap_word(reading.question, there, rng),
        _swap_name(reading.question, there, others, rng),
        _ask_else(reading, there, _words()["attributes"], rng),
    ]
    questions = [question for question in made if question]
    rng.shuffle(questions)
    yield from questions


def false_premises(reading: Reading, rng: random.Random) -> Iterator[str]:
    """Yield questions about the reading's subject that take for granted what its passages do not say."""
    there = _Text(reading.passages, reading.question)
    made = [_with_premise(reading.question, there, rng), _ask_else(reading, there, _words()["untrue"], rng)]
    questions = [question for question in made if question]
    rng.shuffle(questions)
    yield from questions


def asks_beyond(question: str, original: str, passages: Iterable[Passage]) -> bool:
    """Tell whether a near miss has a number or a word, not in the original question, that none of the passages has.

    For passages that are shown beside the reading's own. Words of two letters at most do not count.
    """
    there = _Text(tuple(passages), original)
    return any(not there.has(word) for word in re.findall(r"\w+", question) if len(word) > 2 or word.isdigit())


class _Text:
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


def _invented(kind: str, rng: random.Random) -> str:
    parts = _words()["inventions"]
    name = rng.choice(parts["roots"]) + rng.choice(parts["ends"])
    mood = rng.choice(parts["moods"])
    person = f"{rng.choice(_words()['given_names'])} {name}"
    if kind == "theory":
        return f"{name} {rng.choice(parts['theories'])}"
    wide = {
        "creature": f"{rng.choice((mood, name))} {rng.choice(parts['creatures'])}",
        "device": f"{rng.choice((mood, name))} {rng.choice(parts['devices'])}",
        "treaty": f"{rng.choice(('Treaty', 'Accord', 'Convention'))} of {name} on {rng.choice(parts['matters'])}",
        "person": person,
        "place": rng.choice((name, f"the Republic of {name}", f"the island of {name}", f"Upper {name}")),
        "ceremony": f"{name} {rng.choice(parts['ceremonies'])}",
        "war": rng.choice((f"Battle of {name}", f"{mood} {name} War", f"Siege of {name}")),
        "company": f"{name} {rng.choice(('Industries', 'Airlines', 'Foods', 'Robotics', 'and Sons', 'Bank'))}",
    }
    return wide[kind]


def _swap_year(question: str, there: _Text, rng: random.Random) -> str | None:
    found = rng.choice(list(YEAR.finditer(question)) or [None])
    if found is None:
        return None
    year = int(found.group())
    near = [y for y in range(year - 25, year + 26) if abs(y - year) > 2 and 1000 <= y <= max(year, _LAST_YEAR)]
    rest = [int(other) for other in YEAR.findall(question) if int(other) != year]
    near = [y for y in near if all((y < other) == (year < other) and y != other for other in rest)]
    free = [str(y) for y in near if not there.has(str(y)) and f"{y // 10}0s" not in there.passage]
    return _replaced(question, found, rng.choice(free)) if free else None


def _swap_number(question: str, there: _Text, rng: random.Random) -> str | None:
    century = _CENTURY.search(question)
    if century:
        free = [n for n in range(13, 21) if f"{n}th" not in there.passage]
        free = [n for n in free if not re.search(rf"\b{n - 1}\d\d", there.passage)]
        return _replaced(question, century, f"{rng.choice(free)}th") if free else None
    found = rng.choice([m for m in NUMBER.finditer(question) if there.tells(m.group())] or [None])
    months = next("|".join(words) for words in _words()["siblings"] if "January" in words) + "|May|top|page"
    if (
        found is None
        or _YES_NO.match(question)
        or re.search(rf"(?:{months}) {found.group()}\b|\b{found.group()} (?:{months})", question)
    ):
        return None
    number = int(found.group())
    free = [str(n) for n in range(max(2, number // 2), number * 2 + 9) if n != number and not there.has(str(n))]
    return _replaced(question, found, rng.choice(free)) if free else None


def _swap_word(question: str, there: _Text, rng: random.Random) -> str | None:
    """Put one of a word's siblings in its place; the word must stand in the passages, the sibling must not."""
    if _YES_NO.match(question):
        return None  # the other word would often be answered by a no
    choices = []
    sets = [*_words()["siblings"], *_ordinal_sets(question)]
    if question.islower():  # names do not show, so "train" may be part of one: superlatives alone
        sets = [words for words in sets if words[0].endswith(("est", "first"))]
    for siblings in sets:
        for word in siblings:
            for found in re.finditer(rf"(?<![\w-])(?:the )?({word})(s?)\b(?![-’'])", question):
                if there.tells(word) and _stands_alone(question, found, 1):
                    free = [other for other in siblings if other != word and not there.has(other)]
                    choices += [(found, other) for other in free if _fits(question, found.start(1), word, other)]
    if not choices:
        return None
    found, other = rng.choice(choices)
    return question[: found.start(1)] + _plural(other, found.group(2)) + question[found.end() :]


def _ordinal_sets(question: str) -> list[list[str]]:
    """Return neighbouring ordinals; only behind "the", as a "second" may be a time."""
    ordinals = _words()["ordinals"]
    found = re.search(rf"\bthe ({'|'.join(ordinals)}) [a-z]", question)
    if not found:
        return []
    place = ordinals.index(found.group(1))
    return [[found.group(1), *ordinals[max(0, place - 2) : place], *ordinals[place + 1 : place + 3]]]


def _stands_alone(question: str, found: re.Match[str], group: int) -> bool:
    """Tell whether a match is no part of a longer name: "Virginia" in "West Virginia" is not."""
    if not found.group(group)[0].isupper():
        return not re.match(r"[-\s](?:name|friend|man|hand|half|half-time|known|course)s?\b", question[found.end() :])
    before, after = question[: found.start(group)].rstrip(), question[found.end() :].lstrip()
    named_before = re.search(r"\s(?:[A-Z][\w'’-]*|the [A-Z]\w+ of)$", before)
    return not (named_before or re.match(r"[A-Z\d]", after))


def _fits(question: str, start: int, word: str, other: str) -> bool:
    """Tell whether "a" or "an" before the word still fits the other."""
    article = re.search(r"\ban? $", question[:start], re.I)
    return not article or (word[0].lower() in "aeiou") == (other[0].lower() in "aeiou")


def _plural(word: str, ending: str) -> str:
    if not ending:
        return word
    if word.endswith(("s", "x", "ch", "sh")):
        return f"{word}es"
    return f"{word[:-1]}ies" if re.search(r"[^aeiou]y$", word) else f"{word}s"


def _swap_name(question: str, there: _Text, others: Sequence[Reading], rng: random.Random) -> str | None:
    """Put another person, another surname, or another name that ends alike, in a name's place."""
    names = [found for found in _NAME.finditer(question) if there.tells(bare_name(found.group()))]
    kinds = [(found, kind) for found in names if (kind := kind_of_name(bare_name(found.group()), there.passage))]
    if not kinds:
        return None
    found, kind = rng.choice(kinds)
    known = [(bare_name(name), other) for other in others for name in _NAME.findall(other.question)]
    free = sorted({name for name, other in known if kind_of_name(name, other.passages[0].text) == kind})
    free = [name for name in free if not there.has(name.removesuffix(kind))]
    if kind in ("person", "surname"):
        stranger = _person(rng)
        free = free or [stranger if kind == "person" else stranger.split()[1]]
    if not free:
        return None
    bare = bare_name(found.group())
    return question[: found.start()] + rng.choice(free) + question[found.start() + len(bare) :]


def _person(rng: random.Random) -> str:
    words = _words()
    return f"{rng.choice(words['given_names'])} {rng.choice(words['family_names'])}"


def bare_name(name: str) -> str:
    return re.sub(r"['’]s?$", "", name)


def kind_of_name(name: str, passage: str = "") -> str | None:
    """Return "person", "surname", or the last word that tells what a name is; None where none is clear.

    A single word is a surname where the passage has it behind a first name.
    """
    words = name.split()
    if len(words) > 1 and words[-1] in _words()["name_endings"]:
        return words[-1]
    if len(words) == 1:
        return "surname" if any(first in _given() for first in _before(name, passage)) else None
    person = len(words) < 4 and words[0] in _given() and all(word[0].isupper() for word in words)
    return "person" if person and not re.search(r"['’]", name) else None


@cache
def _given() -> frozenset[str]:
    return frozenset(_words()["given_names"])


def _before(name: str, passage: str) -> list[str]:
    return re.findall(rf"\b([A-Z][a-z]+) {re.escape(name)}\b", passage)


def _ask_else(reading: Reading, there: _Text, table: dict[str, Any], rng: random.Random) -> str | None:
    """Ask something else about a name of the question, whose own words are nowhere in the passages."""
    names = [bare for name in _NAME.findall(reading.question) if there.tells(bare := bare_name(name))]
    names = [name for name in names if f"and {name}" not in reading.question]
    sorts = [(name, sort) for name in names if (sort := _sort_of(name, reading, there))]
    if not sorts:
        return None
    name, sort = rng.choice(sorts)
    fields = _fields(there, rng) | {"was": "was"}
    shown = f"the {name}" if re.search(rf"\bthe {re.escape(name)}\b", reading.question, re.I) else name
    free = [entry["ask"] for entry in table[sort] if not any(there.has(word) for word in entry["words"])]
    return rng.choice(free).format(name=shown, **fields) if free else None


def _sort_of(name: str, reading: Reading, there: _Text) -> str | None:
    """Return what a name stands for: a person, a place, a thing with an article; None where that is not clear."""
    kind = kind_of_name(name)
    if kind == "person":
        return "person" if re.search(r"\b(?:he|his|she|her|born)\b", there.passage, re.I) else None
    a_place = rf"\b{re.escape(name)}[^.]{{0,40}}\b(?:city|town|village|country|province|state|region|island|capital)\b"
    if not kind and (name in _places() or re.search(a_place, there.passage)):
        return "place" if re.search(rf"\bin {re.escape(name)}(?:\?|\s(?!['’]))", reading.question) else None
    return "thing" if kind in _THINGS else None


@cache
def _places() -> frozenset[str]:
    marks = {"Europe", "France", "Japan", "Brazil", "Nigeria", "London", "Tokyo", "Chicago", "Texas"}
    return frozenset(name for names in _words()["siblings"] if marks & set(names) for name in names)


def _fields(there: _Text, rng: random.Random) -> dict[str, Any]:
    """Return a country, a year and a person of whom the passages say nothing."""
    return {"country": _free_country(there, rng), "year": _free_year(there, rng), "person": _person(rng)}


def _free_year(there: _Text, rng: random.Random) -> int:
    """Return a year that the passages do not name, near one that they do where there is one."""
    told = [int(year) for year in YEAR.findall(there.passage) if int(year) > _FIRST_YEAR] or [1900]
    near = rng.choice(told)
    years = [year for year in range(near - 45, min(near + 45, _LAST_YEAR)) if abs(year - near) > 2]
    return rng.choice([year for year in years if not there.has(str(year))] or [near - 100])


def _free_country(there: _Text, rng: random.Random) -> str:
    countries = [name for siblings in _words()["siblings"] if "France" in siblings for name in siblings]
    return rng.choice([name for name in countries if not there.has(name)] or ["Atlantis"])


def _with_premise(question: str, there: _Text, rng: random.Random) -> str | None:
    """Add a year, a country or a person to a question about the past, of which the passages say nothing."""
    if not _PAST.search(question) or _ALREADY.search(question) or not question.endswith("?"):
        return None
    said = set(question.lower()[:-1].split())
    if said & {"i", "my", "me", "we", "our", "you", "your", "reviewer", "author"}:
        return None
    free = [entry["clause"] for entry in _words()["premises"] if not said & set(entry["but"])]
    near = [clause for clause in free if "{year}" in clause and YEAR.search(there.passage)]
    free = near or [clause for clause in free if "{year}" not in clause]
    if len(said) > _LONGEST_PREMISED or re.search(r",|\d|centur|\b(?:to|of|in|with|for|by|from|on|at|as)\?", question):
        return None
    return f"{question[:-1].rstrip()} {rng.choice(free).format(**_fields(there, rng))}?"


def _replaced(text: str, found: re.Match[str], new: str) -> str:
    return text[: found.start()] + new + text[found.end() :]
