"""Answers that are noun phrases: who, what, which, whose, how many, how much."""

import re
from itertools import pairwise

from compress.corpus.wording import inflection as forms
from compress.corpus.wording import phrases, segments
from compress.corpus.wording.clauses import (
    DETERMINERS,
    LINKS,
    PREPOSITIONS,
    PRONOUNS,
    base_verb,
    fill,
    head,
    is_relative,
    joined,
    participle,
    plain,
)
from compress.corpus.wording.statements import Asked, attached, inverted, verbal

_TIME_NOUNS = frozenset("year years month date day decade century time season".split())
_PLACE_NOUNS = frozenset("city country state county town region area place location province continent".split())
_KINDS = frozenset("kind type sort kinds types sorts".split())


def nominal(asked: Asked) -> list[str] | None:
    """Return the words of the statement with the answer as subject, object or complement; None where it is open."""
    verb = plain(asked.rest[0])
    phrase = _noun_phrase(asked)
    located = (
        any(plain(token) in PREPOSITIONS - {"of", "per"} for token in asked.noun) and verb not in forms.AUXILIARIES
    )
    if (
        phrase is None
        or "done" in asked.rest
        or located
        or verb.startswith("happen")
        or plain(asked.noun[-1] if asked.noun else "").endswith("'s")
    ):
        return None
    if "direction" in asked.noun or (plain(asked.rest[1]) == "it" and verb in forms.BE):
        return None
    if asked.preposition or _asks_when_or_where(asked, verb):
        return _prepositional(asked, verb)
    if verb in forms.BE:
        return _with_be(asked, phrase, verb)
    if len(asked.rest) > 2 and (verb in forms.DO or (verb in forms.MODALS and _behind_modal(asked))):
        return _object(asked, phrase, base_verb(asked.rest[1:], asked.seen), verb)
    if len(asked.rest) > 2 and verb in forms.HAVE and _has_gap(asked):
        return _object(asked, phrase, participle(asked.rest[1:], asked.passage, "participle"), verb)
    return _subject(phrase, asked.rest)


def _behind_modal(asked: Asked) -> bool:
    """Tell whether the subject stands behind `can` in `what can plants store`, and no verb does."""
    words = [plain(token) for token in asked.rest[1:]]
    later = any(forms.is_base(word) and not forms.is_noun(word) for word in words[1:])
    noun = forms.is_noun(words[0]) and words[0] not in {"be", "have"} and words[1] not in DETERMINERS | PREPOSITIONS
    return not _adverb(asked.rest[1]) and (not forms.is_base(words[0]) or (noun and later))


def _adverb(token: str) -> bool:
    return forms.is_adverb(plain(token)) or plain(token).endswith("ly")


def _noun_phrase(asked: Asked) -> str | None:
    """Return the answer as a noun phrase, with what is counted; None where it is none, or part of a longer one."""
    phrase = asked.phrase
    if asked.wh == "how many":
        return phrases.counted(phrase, asked.noun)
    if asked.wh == "how much":
        return _amount(asked)
    number = re.fullmatch(r"[\d.,]+", phrase) and (asked.noun or "name" in asked.rest)
    if phrases.is_modifier(asked.span, asked.passage) or (number and not _numeric(asked.noun)):
        return None
    if _is_adverbial(phrase) or plain(phrase.split()[0]) in LINKS | PRONOUNS:
        timed = asked.noun and plain(asked.noun[-1]) in _TIME_NOUNS | _PLACE_NOUNS
        return phrase if asked.preposition or timed else None
    return _of_kind(asked) if _is_nominal(asked) else None


def _amount(asked: Asked) -> str | None:
    inside = {plain(token) for token in asked.rest[:-1]} & (PREPOSITIONS - {"of", "for"})
    placed = inside and plain(asked.rest[0]) in forms.BE
    return asked.phrase if re.search(r"\d", asked.phrase) and not asked.noun and not placed else None


def _is_adverbial(phrase: str) -> bool:
    return phrases.is_adjunct(phrase) and not re.match(r"(?:between|over|under|about|around|up) ", phrase)


def _of_kind(asked: Asked) -> str | None:
    """Return the phrase with what the question's noun asks of it: an owner's 's, a percent sign, the noun itself."""
    phrase, noun = asked.phrase, [plain(token) for token in asked.noun]
    if asked.wh == "whose":
        return f"{phrase}'s {' '.join(asked.noun)}" if phrase[0].isupper() and not phrase.endswith("s") else None
    if noun and noun[0] in _KINDS and noun[-1] not in segments.words(phrase):
        return phrase if noun[0].endswith("s") and phrase.endswith("s") else None
    if noun and noun[0] in {"percentage", "percent"}:
        if not re.search(r"%|percent|per cent", phrase):
            phrase = f"{phrase} percent"
        whole = " ".join(asked.noun[1:]) if noun[1:2] == ["of"] and " of " not in phrase else ""
        return f"{phrase} {whole}".strip() if re.match(r"(?:about |over )?\d", phrase) else None
    return phrases.with_article(phrase, asked.span, asked.passage)


def _is_nominal(asked: Asked) -> bool:
    """Tell whether the span is a noun phrase as far as its words tell."""
    phrase, lead = asked.phrase, phrases.before(asked.span, asked.passage)
    verbal = lead[-1:] == ["to"] and forms.is_base(plain(phrase.split()[0]))
    open_bracket = "(" in phrase and not phrase.endswith(")")
    auxiliary = any(plain(token) in forms.AUXILIARIES for token in phrase.split())
    clause = re.search(r"\w (\w+(?<!s)(?:ed|ew)) (?:the|a|an|his|her|its|their|them|him)\b", phrase)
    return not (verbal or open_bracket or auxiliary or clause) and _nominal_start(phrase, asked.wh)


def _numeric(noun: list[str]) -> bool:
    return bool({plain(token) for token in noun} & (_TIME_NOUNS | {"percentage", "percent", "number", "rank"}))


def _nominal_start(phrase: str, wh: str) -> bool:
    first, *more = phrase.split()
    if plain(first) in DETERMINERS and not (more and (more[0][0].isupper() or _has_noun(" ".join(more)))):
        return False
    if first[0].isupper() or first[0].isdigit() or first[0] in "$£€\"“'" or plain(first) in DETERMINERS:
        return True
    word = plain(first)
    if wh in {"who", "whom"} and segments.length(phrase) == 1:
        return forms.is_noun(word)
    verbal = forms.is_form(word, "past", "third", "participle") or forms.is_base(word)
    verbal = verbal and not forms.is_noun(word) and "ADJ" not in forms.lemmas(word)
    return not forms.is_known(word) or (not verbal and not forms.is_adverb(word) and _has_noun(phrase))


def _has_noun(phrase: str) -> bool:
    return any(forms.is_noun(word) or not forms.is_known(word) for word in segments.words(phrase))


def _asks_when_or_where(asked: Asked, verb: str) -> bool:
    nouns = [plain(token) for token in asked.noun]
    if not nouns or asked.wh not in {"what", "which"} or nouns[-1] not in _TIME_NOUNS | _PLACE_NOUNS:
        return False
    words = [plain(token) for token in asked.rest]
    passive = len(words) > 2 and forms.is_form(words[-1], "participle") and not forms.is_form(words[1], "participle")
    return verb in forms.DO or (verb in forms.BE and (nouns[-1] in _TIME_NOUNS or passive))


def _prepositional(asked: Asked, verb: str) -> list[str] | None:
    """Answer `in which city did X live`, `what year was X built`, `to whom was X given`."""
    phrase, nouns = asked.phrase, [plain(token) for token in asked.noun]
    timed = bool(set(nouns) & _TIME_NOUNS)
    if asked.wh.startswith("how") or (asked.noun and plain(asked.noun[0]) in _KINDS):
        return None
    if timed:
        phrase = phrases.time_phrase(phrase, asked.span, asked.passage)
    elif not asked.preposition:
        phrase = phrases.place_phrase(
            phrase, asked.span, asked.passage, None if plain(asked.rest[-1]) in PREPOSITIONS else "in"
        )
        if plain(asked.rest[-1]) in PREPOSITIONS:
            return (
                _object(asked, asked.phrase, base_verb(asked.rest[1:], asked.seen), verb) if verb in forms.DO else None
            )
    elif not phrases.is_adjunct(phrase):
        phrase = f"{asked.preposition} {phrases.with_article(phrase, asked.span, asked.passage)}"
    if not phrase:
        return None
    clause = inverted(asked.rest, asked)
    return clause and attached(clause, phrase, front=timed)


def _with_be(asked: Asked, phrase: str, verb: str) -> list[str] | None:
    rest, words = asked.rest[1:], [plain(token) for token in asked.rest[1:]]
    if (
        asked.wh == "who"
        and verb in {"are", "were"}
        and phrase[0].isupper()
        and not _plural(phrase)
        and phrase[-1] != "s"
    ):
        return None
    if words[-1] in {"be", "do"} or (
        words[0] != "there" and "ADJ" in forms.lemmas(words[0]) and words[1:2] and words[1] in PREPOSITIONS - {"of"}
    ):
        return None if words[-1] in {"be", "do"} else _subject(phrase, asked.rest)
    if words[0] in {"there", "it"}:
        return ["there", asked.rest[0], phrase, *rest[1:]] if words[0] == "there" and asked.wh == "how many" else None
    opens = (
        words[0] in DETERMINERS | PRONOUNS
        or rest[0][0].isupper()
        or words[0].endswith("'s")
        or words[0] in {"one", "two"}
    )
    if not opens and (
        (_adverb(rest[0]) and words[-1] not in PREPOSITIONS)
        or words[0] in PREPOSITIONS | {"being", "to"}
        or forms.is_form(words[0], "participle", "gerund")
    ):
        return _subject(phrase, asked.rest)
    if not opens and len(rest) > 1 and forms.is_adjective(words[0]) and words[1] in PREPOSITIONS | {"to", "enough"}:
        return _subject(phrase, asked.rest)
    if (
        words[-1] in PREPOSITIONS
        or words[-1] in {"called", "named"}
        or (forms.is_form(words[-1], "participle") and not forms.is_noun(words[-1]))
    ):
        return _stranded(asked, phrase)
    if len(rest) > 3 and asked.noun and asked.wh != "how many":
        fits = words[0] in {"the", "a", "an"} and not _later_verb(rest) and not forms.is_adjective(words[-1])
        return _subject(phrase, asked.rest) if fits and "available" not in words else None
    if asked.noun:
        return None
    return _copula(asked, phrase, rest, words)


def _copula(asked: Asked, phrase: str, rest: list[str], words: list[str]) -> list[str] | None:
    """Turn `what is the capital of X` round; `who was the first king` keeps the answer in front."""
    be = asked.rest[0]
    if (be in {"is", "was"} and _plural(phrase)) or (
        be in {"are", "were"} and asked.wh == "who" and not _plural(phrase)
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


def _has_gap(asked: Asked) -> bool:
    """Tell whether `has` in `what has X done` asks for the object: its subject stands behind it."""
    words = [plain(token) for token in asked.rest[1:]]
    if words[0] in {"a", "an", "their", "his", "her", "its"} and plain(asked.rest[0]) != "have":
        return False
    last = forms.is_form(words[-1], "participle") and not forms.is_noun(words[-1])
    inverted = words[0] in DETERMINERS | PRONOUNS or asked.rest[1][0].isupper()
    inverted = inverted or (last and not forms.is_form(words[0], "participle") and not _adverb(asked.rest[1]))
    return inverted and any(forms.is_form(word, "participle") for word in words[1:])


def _object(asked: Asked, phrase: str, verb: int | None, auxiliary: str) -> list[str] | None:
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


def _subject(phrase: str, rest: list[str]) -> list[str] | None:
    """Answer `who founded X`: the answer takes the question word's place."""
    word = plain(rest[0])
    if (
        plain(phrase.split()[0]) in {"its", "his", "her", "their"}
        or len(rest) < 2
        or any(plain(token) in forms.DO for token in rest[:4] if not _negated(rest))
    ):
        return None
    bare = forms.is_base(word) and (word in forms.MODALS or _plural(phrase) or phrase[0].isdigit())
    if not (forms.is_finite(word) or bare or _adverb(rest[0])):
        return None
    if word in forms.DO or (phrases.is_adjunct(phrase) and not re.match(r"(?:over|about|around|between|up) ", phrase)):
        return None
    if _plural(phrase):
        rest = [forms.plural_verb(word), *rest[1:]]
    return [phrase, *rest]


def _negated(rest: list[str]) -> bool:
    return plain(rest[1]) == "not" or "n't" in plain(rest[0])


def _plural(phrase: str) -> bool:
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
