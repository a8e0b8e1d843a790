"""Another year, number, word or name of the same type in the place of one, such as the passages do not have."""

import random
import re
from collections.abc import Sequence

from compress.corpus.items import Reading
from compress.corpus.told import LAST_YEAR, NAME, NUMBER, YEAR, Text, bare_name, kind_of_name, made_of, person

_CENTURY = re.compile(r"\b(\d{1,2})th(?= century\b)")
_YES_NO = re.compile(r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b", re.I)


def swap_year(question: str, there: Text, rng: random.Random) -> str | None:
    """Put a year near it in a year's place, in the same order with the question's other years."""
    found = rng.choice(list(YEAR.finditer(question)) or [None])
    if found is None:
        return None
    year = int(found.group())
    near = [y for y in range(year - 25, year + 26) if abs(y - year) > 2 and 1000 <= y <= max(year, LAST_YEAR)]
    rest = [int(other) for other in YEAR.findall(question) if int(other) != year]
    near = [y for y in near if all((y < other) == (year < other) and y != other for other in rest)]
    free = [str(y) for y in near if not there.has(str(y)) and f"{y // 10}0s" not in there.passage]
    return _replaced(question, found, rng.choice(free)) if free else None


def swap_number(question: str, there: Text, rng: random.Random) -> str | None:
    """Put another century in a century's place, or another number in that of a number that the passages have."""
    century = _CENTURY.search(question)
    if century:
        free = [n for n in range(13, 21) if f"{n}th" not in there.passage]
        free = [n for n in free if not re.search(rf"\b{n - 1}\d\d", there.passage)]
        return _replaced(question, century, f"{rng.choice(free)}th") if free else None
    found = rng.choice([m for m in NUMBER.finditer(question) if there.tells(m.group())] or [None])
    months = next("|".join(words) for words in made_of()["siblings"] if "January" in words) + "|May|top|page"
    if (
        found is None
        or _YES_NO.match(question)
        or re.search(rf"(?:{months}) {found.group()}\b|\b{found.group()} (?:{months})", question)
    ):
        return None
    number = int(found.group())
    free = [str(n) for n in range(max(2, number // 2), number * 2 + 9) if n != number and not there.has(str(n))]
    return _replaced(question, found, rng.choice(free)) if free else None


def swap_word(question: str, there: Text, rng: random.Random) -> str | None:
    """Put one of a word's siblings in its place; the word must stand in the passages, the sibling must not."""
    if _YES_NO.match(question):
        return None  # the other word would often be answered by a no
    choices = []
    sets = [*made_of()["siblings"], *_ordinal_sets(question)]
    if question.islower():  # names do not show, so "train" may be part of one: superlatives alone
        sets = [words for words in sets if words[0].endswith(("est", "first"))]
    for siblings in sets:
        for word in siblings:
            for found in re.finditer(rf"(?<![\w-])(?:the )?({word})(s?)\b(?![-’'])", question):
                if there.tells(word) and _stands_alone(question, found):
                    free = [other for other in siblings if other != word and not there.has(other)]
                    choices += [(found, other) for other in free if _fits(question, found.start(1), word, other)]
    if not choices:
        return None
    found, other = rng.choice(choices)
    return question[: found.start(1)] + _plural(other, found.group(2)) + question[found.end() :]


def _ordinal_sets(question: str) -> list[list[str]]:
    """Return neighbouring ordinals; only behind "the", as a "second" may be a time."""
    ordinals = made_of()["ordinals"]
    found = re.search(rf"\bthe ({'|'.join(ordinals)}) [a-z]", question)
    if not found:
        return []
    place = ordinals.index(found.group(1))
    return [[found.group(1), *ordinals[max(0, place - 2) : place], *ordinals[place + 1 : place + 3]]]


def _stands_alone(question: str, found: re.Match[str]) -> bool:
    """Tell whether a match is no part of a longer name: "Virginia" in "West Virginia" is not."""
    if not found.group(1)[0].isupper():
        return not re.match(r"[-\s](?:name|friend|man|hand|half|half-time|known|course)s?\b", question[found.end() :])
    before, after = question[: found.start(1)].rstrip(), question[found.end() :].lstrip()
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


def swap_name(question: str, there: Text, others: Sequence[Reading], rng: random.Random) -> str | None:
    """Put another person, another surname, or another name that ends alike, in a name's place."""
    names = [found for found in NAME.finditer(question) if there.tells(bare_name(found.group()))]
    kinds = [(found, kind) for found in names if (kind := kind_of_name(bare_name(found.group()), there.passage))]
    if not kinds:
        return None
    found, kind = rng.choice(kinds)
    known = [(bare_name(name), other) for other in others for name in NAME.findall(other.question)]
    free = sorted({name for name, other in known if kind_of_name(name, other.passages[0].text) == kind})
    free = [name for name in free if not there.has(name.removesuffix(kind))]
    if kind in ("person", "surname"):
        stranger = person(rng)
        free = free or [stranger if kind == "person" else stranger.split()[1]]
    if not free:
        return None
    bare = bare_name(found.group())
    return question[: found.start()] + rng.choice(free) + question[found.start() + len(bare) :]


def _replaced(text: str, found: re.Match[str], new: str) -> str:
    return text[: found.start()] + new + text[found.end() :]
