"""A clause around an answer that is a noun phrase: the phrase as its subject, or as its object."""

import re

from compress.corpus.wording import inflection as forms
from compress.corpus.wording import phrases
from compress.corpus.wording.clauses import adverb, fill, head, plain
from compress.corpus.wording.statements import Asked, verbal


def subject(phrase: str, rest: list[str]) -> list[str] | None:
    """Answer `who founded X`: the answer takes the question word's place."""
    word = plain(rest[0])
    if (
        plain(phrase.split()[0]) in {"its", "his", "her", "their"}
        or len(rest) < 2
        or any(plain(token) in forms.DO for token in rest[:4] if not _negated(rest))
    ):
        return None
    bare = forms.is_base(word) and (word in forms.MODALS or plural(phrase) or phrase[0].isdigit())
    if not (forms.is_finite(word) or bare or adverb(rest[0])):
        return None
    if word in forms.DO or (phrases.is_adjunct(phrase) and not re.match(r"(?:over|about|around|between|up) ", phrase)):
        return None
    if plural(phrase):
        rest = [forms.plural_verb(word), *rest[1:]]
    return [phrase, *rest]


def object_(asked: Asked, phrase: str, verb: int | None, auxiliary: str) -> list[str] | None:
    """Answer `what did X find in Y`: the verb inflected, the answer where its object belongs."""
    if not verb:
        return None
    rest = asked.rest[1:]
    if plain(rest[verb]) == "do" or (asked.wh == "how many" and auxiliary in forms.DO and not asked.noun):
        return None
    start = head(rest, verb)
    tail = fill(rest[verb + 1 :], phrase)
    clause = verbal(rest, start, verb, auxiliary, asked.seen)
    return clause and tail and [*clause, *tail]


def _negated(rest: list[str]) -> bool:
    return plain(rest[1]) == "not" or "n't" in plain(rest[0])


def plural(phrase: str) -> bool:
    """Tell whether a phrase takes a plural verb; its head noun stands before the first preposition."""
    if re.search(r"[\"“$£]|^(?:an?|its?|each) ", phrase):
        return False
    main = re.split(r" (?:of|in|from|with|to|for|on|at|by|that|who|which)\b", phrase)[0]
    last = plain(main.split()[-1])
    opening = [plain(token) for token in main.split()[:2]]
    if len(opening) > 1 and forms.is_plural(opening[0]) and forms.is_form(opening[1], "participle"):
        return True
    many = forms.is_plural(last) and last.endswith("s") and last not in {"states", "netherlands", "times"}
    if " " not in phrase or phrase[0].islower() or main.split()[-1][0].islower():
        return many or (" and " in main and not phrase.startswith("the "))
    return bool(re.search(r"\band\b|, [A-Z]\w+, ", main))
