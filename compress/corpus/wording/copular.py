"""Answers to what someone or something is, or is called: before the verb, behind it, or at the end."""

import re
from itertools import pairwise

from compress.corpus.wording import inflection as forms
from compress.corpus.wording.clauses import (
    DETERMINERS,
    LINKS,
    PREPOSITIONS,
    PRONOUNS,
    adverb,
    head,
    is_relative,
    joined,
    participle,
    plain,
)
from compress.corpus.wording.noun_clauses import plural, subject
from compress.corpus.wording.statements import Asked


def with_be(asked: Asked, phrase: str, verb: str) -> list[str] | None:
    """Answer a question with a form of `be`: `who was in the boat`, `what is the capital of X`, `what is X called`."""
    rest, words = asked.rest[1:], [plain(token) for token in asked.rest[1:]]
    if (
        asked.wh == "who"
        and verb in {"are", "were"}
        and phrase[0].isupper()
        and not plural(phrase)
        and phrase[-1] != "s"
    ):
        return None
    if words[-1] in {"be", "do"} or (
        words[0] != "there" and "ADJ" in forms.lemmas(words[0]) and words[1:2] and words[1] in PREPOSITIONS - {"of"}
    ):
        return None if words[-1] in {"be", "do"} else subject(phrase, asked.rest)
    if words[0] in {"there", "it"}:
        return ["there", asked.rest[0], phrase, *rest[1:]] if words[0] == "there" and asked.wh == "how many" else None
    opens = (
        words[0] in DETERMINERS | PRONOUNS
        or rest[0][0].isupper()
        or words[0].endswith("'s")
        or words[0] in {"one", "two"}
    )
    if not opens and (
        (adverb(rest[0]) and words[-1] not in PREPOSITIONS)
        or words[0] in PREPOSITIONS | {"being", "to"}
        or forms.is_form(words[0], "participle", "gerund")
    ):
        return subject(phrase, asked.rest)
    if not opens and len(rest) > 1 and forms.is_adjective(words[0]) and words[1] in PREPOSITIONS | {"to", "enough"}:
        return subject(phrase, asked.rest)
    if (
        words[-1] in PREPOSITIONS
        or words[-1] in {"called", "named"}
        or (forms.is_form(words[-1], "participle") and not forms.is_noun(words[-1]))
    ):
        return _stranded(asked, phrase)
    if len(rest) > 3 and asked.noun and asked.wh != "how many":
        fits = words[0] in {"the", "a", "an"} and not _later_verb(rest) and not forms.is_adjective(words[-1])
        return subject(phrase, asked.rest) if fits and "available" not in words else None
    if asked.noun:
        return None
    return _copula(asked, phrase, rest, words)


def _copula(asked: Asked, phrase: str, rest: list[str], words: list[str]) -> list[str] | None:
    """Turn `what is the capital of X` round; `who was the first king` keeps the answer in front."""
    be = asked.rest[0]
    if (be in {"is", "was"} and plural(phrase)) or (
        be in {"are", "were"} and asked.wh == "who" and not plural(phrase)
    ):
        return None
    if asked.wh == "who" and words[0] in DETERMINERS:
        return [phrase, be, *rest]
    loose = (
        words[0] not in {"the", "one"}
        and not words[0].endswith("'s")
        and any(forms.is_form(word, "participle") and not forms.is_noun(word) for word in words)
    )
    graded = words[0] in {"more", "most", "less", "as"} or (
        forms.is_adjective(words[-1]) and words[0] not in DETERMINERS
    )
    relative = any(is_relative(token) for token in rest) and (words[0] not in DETERMINERS or "called" in words)
    if (
        loose
        or graded
        or relative
        or (be in {"are", "were"} and asked.wh == "what" and not re.search(r"s\b|\band\b|,", phrase))
    ):
        return None
    trying = any(forms.is_form(one, "gerund") and two in {"to", "that"} for one, two in pairwise(words))
    if trying or words[-1] == "do" or words[0] in PRONOUNS or (len(words) > 1 and words[-1] in {"like", "there"}):
        return None
    if asked.wh == "who" and len(rest) > 5:
        return None
    if any(word in {"when", "if", "while", "after", "before", "because"} for word in words) or "," in " ".join(rest):
        return None
    return [*rest, be, phrase]


def _later_verb(rest: list[str]) -> bool:
    return any(forms.is_form(plain(token), "participle", "past") for token in rest[2:])


def _stranded(asked: Asked, phrase: str) -> list[str] | None:
    """Answer `what was X known as`, `what is X called`: the answer goes to the end."""
    rest = asked.rest[1:]
    if any(plain(token) in LINKS - {"and", "or", "as"} for token in rest) or "name" in rest:
        return None
    verb = participle(rest, asked.passage, "participle", "gerund")
    last = plain(rest[-1])
    if (
        verb == 0
        and last in {"about", "for", "from", "in"}
        and len(rest) <= 3
        and not forms.is_form(last, "participle")
    ):
        verb = len(rest) - 1
    if verb is None and last in {"called", "named", "known"}:
        verb = len(rest) - 1
    if any(is_relative(token) for token in rest) and last in {"called", "named"}:
        return None
    if any(is_relative(token) for token in rest):
        return [*rest, asked.rest[0], phrase] if not asked.noun and plain(rest[0]) in DETERMINERS else None
    if not verb or plain(rest[verb]) in {"like"}:
        return None
    verb = head(rest, verb)
    return joined([*rest[:verb], asked.rest[0], *rest[verb:]], phrase)
