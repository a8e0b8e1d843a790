"""A question's parts put back into a statement's order: subject, verb in its form, and where the adverbial goes."""

import re
from dataclasses import dataclass

from compress.corpus.wording import inflection as forms
from compress.corpus.wording.clauses import (
    LINKS,
    PREPOSITIONS,
    PRONOUNS,
    base_verb,
    head,
    is_relative,
    participle,
    plain,
)


@dataclass(frozen=True)
class Asked:
    """A question cut up: `preposition` wh-`noun` `rest`; the answer as `phrase`; the span and passage it came from.

    seen: the passage's words in lower case.
    """

    wh: str
    noun: list[str]
    rest: list[str]
    preposition: str
    phrase: str
    span: str
    passage: str
    seen: frozenset[str]


def verbal(rest: list[str], start: int, verb: int, auxiliary: str, seen: frozenset[str]) -> list[str] | None:
    """Return subject, adverbs and the verb in the form that the auxiliary stood for."""
    if auxiliary not in forms.DO:
        return [*rest[:start], auxiliary, *rest[start:verb], rest[verb].rstrip(",")]
    word = plain(rest[verb])
    if auxiliary != "do":
        word = forms.inflect(word, "past" if auxiliary == "did" else "third", seen)
    if word is None or any(plain(token) in {"not", "n't"} for token in rest[start:verb]):
        return None
    return [*rest[:start], *rest[start:verb], word]


def inverted(rest: list[str], asked: Asked) -> tuple[list[str], list[str]] | None:
    """Put `was the castle built in Y` into a statement's order: (subject and verb, what follows)."""
    auxiliary, tokens = plain(rest[0]), rest[1:]
    if auxiliary in forms.DO | forms.MODALS:
        verb = base_verb(tokens, asked.seen)
        if not verb or plain(tokens[verb]) == "do":
            return None
        clause = verbal(tokens, head(tokens, verb), verb, auxiliary, asked.seen)
        return clause and (clause, tokens[verb + 1 :])
    names = ("participle",) if auxiliary in forms.HAVE else ("participle", "gerund")
    verb = participle(tokens, asked.passage, *names)
    if verb is None or (verb == 0 and auxiliary in forms.HAVE):
        return None
    if verb == 0:
        return _whole_subject(auxiliary, tokens)
    start = head(tokens, verb)
    if plain(tokens[start - 1]).endswith("'s") or any(_second_noun(tokens, i) for i in range(1, start)):
        return None
    return [*tokens[:start], auxiliary, *tokens[start : verb + 1]], tokens[verb + 1 :]


def _whole_subject(auxiliary: str, tokens: list[str]) -> tuple[list[str], list[str]] | None:
    """Read `where was the riot`: all of it is the subject; a clause that follows must begin with a link."""
    at = next(
        (i for i, token in enumerate(tokens) if plain(token) in (LINKS | {"during"}) - {"and", "or", "as"}),
        len(tokens),
    )
    subject = tokens[:at]
    if (
        not subject
        or any(is_relative(token) or plain(token) in PRONOUNS for token in subject)
        or forms.is_adjective(plain(subject[-1]))
    ):
        return None
    last = plain(subject[-1])
    unknown = any(token.islower() and token.endswith("ed") and not forms.is_known(token) for token in subject)
    if unknown or any(token.islower() and forms.is_form(plain(token), "gerund") for token in subject[1:]):
        return None
    if len(subject) > 1 and subject[-1].islower() and not forms.is_known(last):
        return None
    if len(subject) > 1 and last in {"complete", "open", "short", "full", "ready", "free", "independent"}:
        return None
    if forms.is_form(last, "participle", "past") and not forms.is_noun(last) and subject[-1][0].islower():
        return None
    if any(_second_noun(tokens, i) for i in range(1, at)):
        return None
    return [*subject, auxiliary], tokens[at:]


def _second_noun(tokens: list[str], at: int) -> bool:
    """Tell whether another noun phrase begins here: its article follows no preposition."""
    return plain(tokens[at]) in {"the", "a", "an"} and plain(tokens[at - 1]) not in PREPOSITIONS | {
        "and",
        "or",
        "all",
        "both",
        "most",
        "half",
        "than",
        "as",
        "that",
    }


def attached(clause: tuple[list[str], list[str]], phrase: str, front: bool) -> list[str] | None:
    """Put the adverbial where it reads well: before a link or a date, in front of a long clause, else last."""
    start, tail = clause
    words = [plain(token) for token in tail]
    if any(is_relative(token) for token in tail) and not front:
        return None
    if front and (len(tail) > 5 or set(words) & LINKS) and plain(start[0]) not in {"it"} and start[-1:] and tail:
        return [f"{phrase},", *start, *tail]
    at = next(
        (i for i, word in enumerate(words) if word in {"when", "while", "because", "after", "before", "until"}),
        len(words),
    )
    dated = next(
        (i for i, word in enumerate(words[:-1]) if word in {"in", "on", "during"} and re.search(r"\d", words[-1])), at
    )
    at = dated if not front and dated >= len(words) - 4 else at
    if words and words[-1] in {"in", "on", "at", "to", "from"} and plain(phrase.split()[0]) in PREPOSITIONS:
        tail = tail[:-1]
    return [*start, *tail[:at], phrase, *tail[at:]]
