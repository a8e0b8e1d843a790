"""The answer as a noun phrase: with what is counted, an article, an owner's 's; None where it is none."""

import re

from compress.corpus.wording import inflection as forms
from compress.corpus.wording import phrases, segments
from compress.corpus.wording.clauses import DETERMINERS, LINKS, PREPOSITIONS, PRONOUNS, plain
from compress.corpus.wording.statements import Asked

TIME_NOUNS = frozenset("year years month date day decade century time season".split())
PLACE_NOUNS = frozenset("city country state county town region area place location province continent".split())
KINDS = frozenset("kind type sort kinds types sorts".split())


def noun_phrase(asked: Asked) -> str | None:
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
        timed = asked.noun and plain(asked.noun[-1]) in TIME_NOUNS | PLACE_NOUNS
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
    if noun and noun[0] in KINDS and noun[-1] not in segments.words(phrase):
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
    return bool({plain(token) for token in noun} & (TIME_NOUNS | {"percentage", "percent", "number", "rank"}))


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
