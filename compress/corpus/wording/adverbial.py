"""Answers that are adverbials: when, where, why, how, how long."""

import re

from compress.corpus.wording import inflection as forms
from compress.corpus.wording import phrases, segments
from compress.corpus.wording.clauses import PREPOSITIONS, plain
from compress.corpus.wording.statements import Asked, attached, inverted

_MOTION = frozenset("move go travel return flee come sail emigrate migrate escape relocate".split())


def adverbial(asked: Asked) -> list[str] | None:
    """Return the words of the statement with the answer as its adverbial; None where it is open."""
    verb = plain(asked.rest[0])
    words = [plain(token) for token in asked.rest]
    if asked.wh == "when" and verb in forms.BE and words[1:2] == ["the"] and words[3:4] == ["time"]:
        phrase = phrases.time_phrase(asked.phrase, asked.span, asked.passage)
        return [*asked.rest[1:], asked.rest[0], phrase] if phrase and words[2] in {"first", "last", "next"} else None
    if verb not in forms.AUXILIARIES or len(asked.rest) < 2:
        return None
    phrase = _adverbial_phrase(asked, words)
    if phrase is None:
        return None
    if (
        words[-1] in PREPOSITIONS
        and asked.wh == "when"
        and words[-1] not in {"out", "off", "up", "over", "in", "on", "down"}
    ):
        return None
    if asked.wh == "when" and {"when", "before", "after", "called", "named"} & set(words):
        return None
    clause = inverted(asked.rest, asked)
    if clause is None:
        return None
    measured = asked.wh.split()[-1] in {"old", "high", "tall", "wide", "deep"}
    if measured or (words[1] == "it" and asked.wh == "how long"):
        return [*clause[0], phrase, *clause[1]]
    return attached(clause, phrase, front=asked.wh == "when")


def _adverbial_phrase(asked: Asked, words: list[str]) -> str | None:
    phrase, span, passage = asked.phrase, asked.span, asked.passage
    if asked.wh == "when":
        return phrases.time_phrase(phrase, span, passage)
    if asked.wh == "where":
        if "from" in words[:-1] or phrases.is_date(phrase):
            return None
        if words[-1] in PREPOSITIONS - {"out", "off", "up", "over", "down"}:
            return phrase if words[-1] in {"from", "to"} and not phrases.is_adjunct(phrase) else None
        return phrases.place_phrase(phrase, span, passage, "to" if set(words) & _MOTION else "in")
    if asked.wh == "why":
        return _reason(phrase, span, passage)
    if asked.wh == "how":
        return phrase if plain(phrase.split()[0]) in {"by", "through", "with", "via", "using", "from"} else None
    return _measure(asked, words)


def _reason(phrase: str, span: str, passage: str) -> str | None:
    if re.match(r"(?:because|due to|to|in order to|for|as a result of) ", phrase):
        return phrase
    lead = " ".join(phrases.before(span, passage))
    for link in ("because of", "due to", "because", "in order to"):
        if lead.endswith(link):
            return f"{link} {phrase}"
    return None


def _measure(asked: Asked, words: list[str]) -> str | None:
    kind, phrase = asked.wh.split()[1], asked.phrase
    if kind == "often":
        return phrase if re.match(r"(?:every|once|twice|at|on|\w+ times|annually|daily)\b", phrase) else None
    if not set(segments.words(phrase)) & phrases.NUMBER_WORDS and not re.search(r"\d", phrase):
        return None
    if kind == "long" and words[0] not in forms.BE:
        lasting = {"last", "take", "run"} & set(words)
        if not lasting and not re.search(
            r"(?:second|minute|hour|day|week|month|year|decade|centur|season)(?:s|y|ies)?$", phrase
        ):
            return None
        return phrase if lasting or phrases.is_adjunct(phrase) else f"for {phrase}"
    if (
        words[0] not in forms.BE
        or (words[1] in {"he", "she", "they"} and kind == "long")
        or phrases.is_adjunct(phrase)
    ):
        return None
    if kind == "old" and {"at", "in", "on"} & set(words):
        return None
    if kind == "old" and " " not in phrase:
        if not phrase.isdigit() and phrase not in phrases.NUMBER_WORDS:
            return None
        return f"{phrase} years old"
    if kind in {"old", "long", "high", "tall", "wide", "deep"}:
        unit = kind != "old" or "years" in phrase
        return (
            (phrase if kind in segments.words(phrase) else f"{phrase} {kind}")
            if unit and not phrase[-1].isdigit()
            else None
        )
    return None
