"""Questions of yes or no, made of questions whose answer is known, by putting an answer into them.

    "How much is the deposit?", 300 EUR  ->  "Is the deposit 300 EUR?" yes, "Is the deposit 450 EUR?" no

English puts the auxiliary before its subject in either, so that only the question word goes. For a no the answer is
another number or name of the same form, of the passage where it has one. Open datasets ask few such questions, and
about what is hardly ever told in so many words; people who check a paper ask little else.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from compress.corpus.wording.clauses import DETERMINERS, PREPOSITIONS, PRONOUNS, plain
from compress.corpus.wording.inflection import AUXILIARIES, HAVE, is_finite
from compress.corpus.wording.phrases import DAYS, MONTHS, before

VERDICTS = ("yes", "no")
_COUNTED = re.compile(r"how (?:many|much) ", re.IGNORECASE)
_ASKS_ONE = re.compile(r"(?:what|which|how (?:long|old|tall|high|far|big|large|fast|often))\b", re.IGNORECASE)
_MOST_WORDS = 6  # of an answer that is put into a question
_FEW, _MANY = 3, 9  # words of a question less its question word
_BESIDE_VERBS = frozenset("not also one likely being called known".split())
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_DATE = re.compile(rf"\b(?:{'|'.join(MONTHS)}|{'|'.join(DAYS)})\b")
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_CLOCK = re.compile(r"\d{1,2}(?::\d\d| ?[ap]\.?m\b)", re.IGNORECASE)
_FROM_PASSAGE = 0.5  # of the wrong numbers, where the passage has one of the form
_FACTORS = (0.5, 0.8, 0.9, 1.1, 1.2, 1.5, 2, 3)  # between a number and a wrong one that is made up


@dataclass(frozen=True)
class Turned:
    """A question of yes or no; `verdict` is what the passage tells: yes, no, or none where it does not tell."""

    question: str
    verdict: str


def asks_verdict(question: str) -> bool:
    """Tell whether a question is to be answered by yes or no: it begins with an auxiliary and offers no choice."""
    first, *rest = question.lower().split() or [""]
    return plain(first) in AUXILIARIES and "or" not in rest


def verdict_of(question: str, answers: Sequence[str], answered: bool) -> str | None:
    """Return yes, no, or none where a passage does not tell; None for a question that is none of yes or no."""
    if answered and answers and answers[0].lower() in VERDICTS:
        return answers[0].lower()
    return "none" if not answered and asks_verdict(question) else None


def turned(question: str, answers: Sequence[str], passage: str, rng: Random) -> Iterator[Turned]:
    """Yield the question with its answer in it (yes) and with a wrong one in it (no), where either can be made."""
    answer = answers[0] if answers else ""
    frame = _frame(question)
    if not frame or not 0 < len(answer.split()) <= _MOST_WORDS or answer.lower() in question.lower():
        return
    if re.search(r"[;:|?!()\n]", answer) and not _CLOCK.search(answer):
        return
    yield Turned(_filled(frame, answer.rstrip("."), passage), "yes")
    wrong = _other(answer.rstrip("."), answers, passage, rng)
    if wrong:
        yield Turned(_filled(frame, wrong, passage, told_as=answer), "no")


def untold(question: str, passage: str, rng: Random) -> Iterator[Turned]:
    """Yield a question that a passage does not answer with something of the passage in it, which may seem to."""
    frame = _frame(question)
    wh = frame.wh.split(" ")[0] if frame else ""
    if wh in {"when", "how"}:
        there = sorted(set(_YEAR.findall(passage) if wh == "when" else _NUMBER.findall(passage)))
    else:
        there = _names(passage) if wh in {"who", "where"} else []
    there = [each for each in there if each.lower() not in question.lower()]
    if frame and there:
        yield Turned(_filled(frame, rng.choice(there), passage), "none")


@dataclass(frozen=True)
class _Frame:
    """A question without its question word: what stands before the answer, and what behind it."""

    lead: str
    wh: str


def _frame(question: str) -> _Frame | None:
    """Return what is left of a question: "Who was the author?" leaves "Was the author"."""
    words = question.strip().rstrip("?. ").split()
    if len(words) < _FEW or "or" in words:
        return None
    wh = plain(words[0])
    if wh not in {"what", "which", "who", "when", "where", "how"}:
        return None
    at = next((n for n, word in enumerate(words[1:5], start=1) if plain(word) in AUXILIARIES), None)
    if at is None or (at > 1 and wh in {"who", "when", "where"}):
        return None
    if wh == "how" and not (_COUNTED.match(question) or _ASKS_ONE.match(question)):
        return None
    rest = words[at:]
    if not _FEW <= len(rest) <= _MANY or _is_subject(wh, at, rest):
        return None
    # "how many rooms does it have" -> "does it have 5 rooms": the noun goes with the number.
    noun = words[2:at] if _COUNTED.match(question) else []
    lead = " ".join(rest)
    return _Frame(lead if words[0].islower() else lead[0].upper() + lead[1:], " ".join([wh, *noun]))


def _is_subject(wh: str, at: int, rest: list[str]) -> bool:
    """Tell whether what is asked for may be the subject: "who is playing", "which room has a view"."""
    second = plain(rest[1])
    if second in PREPOSITIONS or second in _BESIDE_VERBS or second.endswith("ing"):
        return True
    if at > 1 and plain(rest[0]) in HAVE:
        return True
    opens = second in DETERMINERS | PRONOUNS or rest[1][:1].isupper()
    return wh in {"who", "what", "which"} and not opens and (at > 1 or is_finite(second))


def _filled(frame: _Frame, answer: str, passage: str, told_as: str | None = None) -> str:
    """Return the question with an answer at its end; `told_as`: the right one, whose preposition a wrong one takes."""
    wh, *noun = frame.wh.split(" ")
    first = plain(answer.split()[0])
    parts = [frame.lead]
    if wh in {"when", "where"} and first not in PREPOSITIONS:
        parts.append(_preposition(wh, answer, told_as or answer, passage))
    parts.append(answer)
    if noun and not set(map(plain, noun)) & set(map(plain, answer.split())):
        parts += noun
    return f"{' '.join(filter(None, parts))}?"


def _preposition(wh: str, answer: str, told_as: str, passage: str) -> str:
    near = before(told_as, passage)[-1:]
    if near and near[0] in PREPOSITIONS:
        return near[0]
    if wh == "where":
        return "in"
    if _CLOCK.match(answer):
        return "at"
    return "on" if _DATE.search(answer) and not re.match(rf"(?:{'|'.join(MONTHS)})(?: \d{{4}})?$", answer) else "in"


def _other(answer: str, answers: Sequence[str], passage: str, rng: Random) -> str | None:
    """Return something else of an answer's form, which is no accepted answer and no part of one."""
    numbers = _NUMBER.findall(answer)
    if numbers:
        made = _with_another_number(answer, rng.choice(numbers), passage, rng)
    else:
        made = _another_name(answer, passage, rng)
    told = " ".join(answers).lower()
    return None if made is None or made.lower() in told or any(a.lower() in made.lower() for a in answers) else made


def _with_another_number(answer: str, number: str, passage: str, rng: Random) -> str | None:
    form = re.sub(r"\d", "0", number)
    there = [n for n in _NUMBER.findall(passage) if re.sub(r"\d", "0", n) == form and n != number]
    if there and rng.random() < _FROM_PASSAGE:
        new = rng.choice(there)
    elif _YEAR.fullmatch(number):
        new = str(int(number) + rng.choice((-20, -10, -5, -3, -2, -1, 1, 2, 3, 5, 10)))
    elif number.isdecimal():
        value = int(number)
        new = str(max(1, rng.choice((value - 1, value + 1, value + 2, round(value * rng.choice(_FACTORS))))))
    else:
        place = rng.choice([n for n, sign in enumerate(number) if sign.isdecimal()])
        new = f"{number[:place]}{rng.choice('123456789')}{number[place + 1 :]}"
    return None if new == number else answer.replace(number, new, 1)


def _another_name(answer: str, passage: str, rng: Random) -> str | None:
    for known in (MONTHS, DAYS):
        said = [word for word in known if re.search(rf"\b{word}\b", answer)]
        if said:
            return answer.replace(said[0], rng.choice([word for word in known if word != said[0]]), 1)
    if not answer[0].isupper():
        return None
    length = len(answer.split())
    there = [name for name in _names(passage) if len(name.split()) == length and name.lower() not in answer.lower()]
    return rng.choice(there) if there else None


def _names(passage: str) -> list[str]:
    return sorted(set(re.findall(r"(?<=[a-z,] )[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*", passage)))
