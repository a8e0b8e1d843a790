"""A question made shorter by what was said before it: a name becomes a pronoun, a year "that year".

Only where it is safe: the name is the article's title or several words long, stands once in the question, and was
said before; a person's pronoun only where the article leaves no doubt which.
"""

import random
import re
from collections.abc import Iterator

from compress.corpus.items import Reading
from compress.corpus.prose import FUNCTION_WORDS
from compress.corpus.told import kind_of_name

_BEFORE_SUBJECT = frozenset(
    "did does do was is has had were are can could will would should might when how why where that which what".split()
)
_BEFORE_OBJECT = frozenset(
    "of to for by with from about against under near after before between at on than like into through around among "
    "called call join joined leave left marry married found founded describe defeat".split()
)
_VERBS = frozenset(
    "is are was were has have had do does did can could will would should may might and or in on at to from for by "
    "with as of after before during when while that who which about against first also begin become".split()
)
_PRONOUNS = {  # subject, object, possessive
    "he": ("he", "him", "his"),
    "she": ("she", "her", "her"),
    "it": ("it", "it", "its"),
    "they": ("they", "them", "their"),
}
_NAME = re.compile(r"[A-Z][\w'’.-]*[^\W\d_.](?: (?:(?:of|de|the|von|van|and) )?[A-Z\d][\w.’'-]*)+")
_YEAR = re.compile(r"\b[Ii]n ((?:1\d|20)\d\d)(?=[\s?,])")
_TITLED = re.compile(r"\b(?:Khan|King|Queen|Emperor|Empress|Pope|Saint|Lord|Lady|Sir|Prince|Princess|Sultan|Caliph)\b")
_LEAST_SURE = 2  # times that an article says "he", and not "she", of its person


def shortened(first: Reading, second: Reading, said: str, rng: random.Random) -> str | None:
    """Return the second question with a name or a year left to the first question and its answer `said`; or None."""
    ways = [_with_pronoun(first, second, said), _with_that_year(first.question, second.question, said, rng)]
    found = [way for way in ways if way]
    return rng.choice(found) if found else None


def _with_that_year(first: str, second: str, said: str, rng: random.Random) -> str | None:
    """Put "in that year" for a year, where the turn before spoke of that year and of no other."""
    years = set(re.findall(r"\b(?:1\d|20)\d\d\b", f"{first} {said}"))
    found = _YEAR.findall(second)
    if len(found) != 1 or years != set(found) or len(re.findall(r"\b(?:1\d|20)\d\d\b", second)) != 1:
        return None
    words = rng.choice(("in that year", "in the same year"))
    short = _YEAR.sub(words, second)
    return short[0].upper() + short[1:]


def _with_pronoun(first: Reading, second: Reading, said: str) -> str | None:
    before = f"{first.question} {said}"
    for name in _names(second):
        if not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", before):
            continue
        pronoun = _pronoun_of(name, second, before)
        short = _replaced(second.question, name, _PRONOUNS[pronoun]) if pronoun else None
        if short:
            return short
    return None


def _names(reading: Reading) -> Iterator[str]:
    """Yield the names that may be replaced, the longest first: the title, its last word, names of several words."""
    title = re.sub(r"\s*\(.*?\)", "", reading.passages[0].title).strip() if reading.passages else ""
    question = reading.question
    if title and title in question:
        yield title
    for found in _NAME.findall(question[1:] if question[0].isupper() else question):
        yield re.sub(r"['’]s?$", "", found).rstrip(",. ")
    if kind_of_name(title) == "person":
        yield title.split()[-1]


def _pronoun_of(name: str, reading: Reading, before: str) -> str | None:
    """Return he, she, it or they; None in doubt, or where the turn before has somebody else the pronoun could mean."""
    passage, title = reading.passages[0].text, reading.passages[0].title
    he, she = (len(re.findall(rf"\b(?:{words})\b", passage, re.I)) for words in ("he|his|him", "she|her|hers"))
    person = kind_of_name(name) == "person" or (title.endswith(f" {name}") and kind_of_name(title) == "person")
    others = [other for other in _NAME.findall(before[1:]) if name not in other and other not in name]
    others = [other for other in others if other.split()[0].lower() not in FUNCTION_WORDS]
    if person:
        words = re.findall(r"(?<=\s)[A-Z]\w+", before)
        rivals = [other for other in others if kind_of_name(re.sub(r"['’]s?$", "", other)) == "person"]
        rivals += [word for word in words if word not in title and kind_of_name(word, passage) == "surname"]
        rivals += [word for word in before.split()[:4] if word.lower() in ("who", "whom", "whose")]
        sure = max(he, she) >= _LEAST_SURE and min(he, she) == 0 and not rivals
        return ("he" if he else "she") if sure else None
    known = title.startswith(name) or (kind_of_name(name) not in (None, "surname"))
    if not known or others or he + she > 0 or _TITLED.search(f"{name} {title}"):
        return None
    plural = re.search(r"[^su']s$", name) and re.search(rf"{re.escape(name)} (?:are|were|have)\b", passage)
    one = rf"{re.escape(name)} (?:is|was|has)\b|\b(?:is|was|does|has) (?:the )?{re.escape(name)}\b"
    singular = re.search(one, f"{passage} {reading.question}")
    return "they" if plural and not singular else "it" if singular and not plural else None


def _replaced(question: str, name: str, pronoun: tuple[str, str, str]) -> str | None:
    """Return the question with the pronoun in its case; None where its grammar is not plain."""
    pattern = re.compile(rf"(?:\b[Tt]he )?(?<!\w){re.escape(name)}(['’]s\b|['’](?=\s))?(?=[\s?,])")
    places = list(pattern.finditer(question))
    if len(places) != 1 or question.count(name) != 1 or places[0].start() == 0:
        return None
    found = places[0]
    before, after = question[: found.start()].split(), question[found.end() :].split()
    if not before:
        return None
    if found.group(1):
        form = pronoun[2] if after and after[0][0].islower() else None
    else:
        form = _form(before[-1].lower(), after, question, pronoun)
    return question[: found.start()] + form + question[found.end() :] if form else None


def _form(previous: str, after: list[str], question: str, pronoun: tuple[str, str, str]) -> str | None:
    """Return the pronoun as a subject behind an auxiliary, as an object behind a preposition, None elsewhere."""
    ends = not after or after[0].startswith(("?", ",")) or after[0].lower() in _VERBS
    if previous in _BEFORE_OBJECT or previous == "in":
        return pronoun[1] if ends else None
    if previous in ("did", "does", "do"):
        return pronoun[0] if after and after[0][0].islower() and not after[0].endswith("s") else None
    if previous in ("was", "is", "has", "had", "were", "are"):
        verb = after and re.search(r"(?:ed|en|born|made|built|known|held|led|sold|found|sent|won)\W?$", after[0])
        return pronoun[0] if verb or ends else None
    return pronoun[0] if previous in _BEFORE_SUBJECT and after and after[0].lower() in _VERBS else None
