"""Questions that the passages do not answer: about things that do not exist, near misses and false premises.

A near miss is made from a question that the passages do answer, by putting another name, number or word of the same
type in its place. The new one stands nowhere in the passages, so they cannot answer for it. (If more passages are
shown beside them, `asks_beyond` tells whether that still holds.) The words stand in refusals.yaml.
"""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from compress.corpus.items import Passage, Reading
from compress.corpus.siblings import swap_name, swap_number, swap_word, swap_year
from compress.corpus.told import LAST_YEAR, NAME, YEAR, Text, bare_name, kind_of_name, made_of, person

_PAST = re.compile(r"\b(?:did|was|were)\b")
_ALREADY = re.compile(r"\b(?:after|before|during|according to|in which|when|what year|following|since|until)\b", re.I)
_FIRST_YEAR = 1400  # of the years that are made up
_LONGEST_PREMISED = 14  # words of a question that another clause still fits
_THINGS = tuple("Museum Church Bridge Castle Palace Cathedral Library Theatre Theater Stadium Tower Station".split())


def made_up(rng: random.Random, count: int) -> Iterator[str]:
    """Yield `count` questions about creatures, devices, people and more that were invented here, none twice."""
    parts, seen = made_of()["inventions"], set()
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
    there = Text(reading.passages, reading.question)
    made = [
        swap_year(reading.question, there, rng),
        swap_number(reading.question, there, rng),
        swap_word(reading.question, there, rng),
        swap_name(reading.question, there, others, rng),
        _ask_else(reading, there, made_of()["attributes"], rng),
    ]
    questions = [question for question in made if question]
    rng.shuffle(questions)
    yield from questions


def false_premises(reading: Reading, rng: random.Random) -> Iterator[str]:
    """Yield questions about the reading's subject that take for granted what its passages do not say."""
    there = Text(reading.passages, reading.question)
    made = [_with_premise(reading.question, there, rng), _ask_else(reading, there, made_of()["untrue"], rng)]
    questions = [question for question in made if question]
    rng.shuffle(questions)
    yield from questions


def asks_beyond(question: str, original: str, passages: Iterable[Passage]) -> bool:
    """Tell whether a near miss has a number or a word, not in the original question, that none of the passages has.

    For passages that are shown beside the reading's own. Words of two letters at most do not count.
    """
    there = Text(tuple(passages), original)
    return any(not there.has(word) for word in re.findall(r"\w+", question) if len(word) > 2 or word.isdigit())


def _invented(kind: str, rng: random.Random) -> str:
    parts = made_of()["inventions"]
    name = rng.choice(parts["roots"]) + rng.choice(parts["ends"])
    mood = rng.choice(parts["moods"])
    person = f"{rng.choice(made_of()['given_names'])} {name}"
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


def _ask_else(reading: Reading, there: Text, table: dict[str, Any], rng: random.Random) -> str | None:
    """Ask something else about a name of the question, whose own words are nowhere in the passages."""
    names = [bare for name in NAME.findall(reading.question) if there.tells(bare := bare_name(name))]
    names = [name for name in names if f"and {name}" not in reading.question]
    sorts = [(name, sort) for name in names if (sort := _sort_of(name, reading, there))]
    if not sorts:
        return None
    name, sort = rng.choice(sorts)
    fields = _fields(there, rng) | {"was": "was"}
    shown = f"the {name}" if re.search(rf"\bthe {re.escape(name)}\b", reading.question, re.I) else name
    free = [entry["ask"] for entry in table[sort] if not any(there.has(word) for word in entry["words"])]
    return rng.choice(free).format(name=shown, **fields) if free else None


def _sort_of(name: str, reading: Reading, there: Text) -> str | None:
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
    return frozenset(name for names in made_of()["siblings"] if marks & set(names) for name in names)


def _fields(there: Text, rng: random.Random) -> dict[str, Any]:
    """Return a country, a year and a person of whom the passages say nothing."""
    return {"country": _free_country(there, rng), "year": _free_year(there, rng), "person": person(rng)}


def _free_year(there: Text, rng: random.Random) -> int:
    """Return a year that the passages do not name, near one that they do where there is one."""
    told = [int(year) for year in YEAR.findall(there.passage) if int(year) > _FIRST_YEAR] or [1900]
    near = rng.choice(told)
    years = [year for year in range(near - 45, min(near + 45, LAST_YEAR)) if abs(year - near) > 2]
    return rng.choice([year for year in years if not there.has(str(year))] or [near - 100])


def _free_country(there: Text, rng: random.Random) -> str:
    countries = [name for siblings in made_of()["siblings"] if "France" in siblings for name in siblings]
    return rng.choice([name for name in countries if not there.has(name)] or ["Atlantis"])


def _with_premise(question: str, there: Text, rng: random.Random) -> str | None:
    """Add a year, a country or a person to a question about the past, of which the passages say nothing."""
    if not _PAST.search(question) or _ALREADY.search(question) or not question.endswith("?"):
        return None
    said = set(question.lower()[:-1].split())
    if said & {"i", "my", "me", "we", "our", "you", "your", "reviewer", "author"}:
        return None
    free = [entry["clause"] for entry in made_of()["premises"] if not said & set(entry["but"])]
    near = [clause for clause in free if "{year}" in clause and YEAR.search(there.passage)]
    free = near or [clause for clause in free if "{year}" not in clause]
    if len(said) > _LONGEST_PREMISED or re.search(r",|\d|centur|\b(?:to|of|in|with|for|by|from|on|at|as)\?", question):
        return None
    return f"{question[:-1].rstrip()} {rng.choice(free).format(**_fields(there, rng))}?"
