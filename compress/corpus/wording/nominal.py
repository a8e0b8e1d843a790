"""Statements whose answer is a noun phrase: who, what, which, whose, how many, how much."""

from compress.corpus.wording import inflection as forms
from compress.corpus.wording import phrases
from compress.corpus.wording.clauses import DETERMINERS, PREPOSITIONS, PRONOUNS, adverb, base_verb, participle, plain
from compress.corpus.wording.copular import with_be
from compress.corpus.wording.noun_clauses import object_, subject
from compress.corpus.wording.noun_phrases import KINDS, PLACE_NOUNS, TIME_NOUNS, noun_phrase
from compress.corpus.wording.statements import Asked, attached, inverted


def nominal(asked: Asked) -> list[str] | None:
    """Return the words of the statement with the answer as subject, object or complement; None where it is open."""
    verb = plain(asked.rest[0])
    phrase = noun_phrase(asked)
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
        return with_be(asked, phrase, verb)
    if len(asked.rest) > 2 and (verb in forms.DO or (verb in forms.MODALS and _behind_modal(asked))):
        return object_(asked, phrase, base_verb(asked.rest[1:], asked.seen), verb)
    if len(asked.rest) > 2 and verb in forms.HAVE and _has_gap(asked):
        return object_(asked, phrase, participle(asked.rest[1:], asked.passage, "participle"), verb)
    return subject(phrase, asked.rest)


def _behind_modal(asked: Asked) -> bool:
    """Tell whether the subject stands behind `can` in `what can plants store`, and no verb does."""
    words = [plain(token) for token in asked.rest[1:]]
    later = any(forms.is_base(word) and not forms.is_noun(word) for word in words[1:])
    noun = forms.is_noun(words[0]) and words[0] not in {"be", "have"} and words[1] not in DETERMINERS | PREPOSITIONS
    return not adverb(asked.rest[1]) and (not forms.is_base(words[0]) or (noun and later))


def _asks_when_or_where(asked: Asked, verb: str) -> bool:
    nouns = [plain(token) for token in asked.noun]
    if not nouns or asked.wh not in {"what", "which"} or nouns[-1] not in TIME_NOUNS | PLACE_NOUNS:
        return False
    words = [plain(token) for token in asked.rest]
    passive = len(words) > 2 and forms.is_form(words[-1], "participle") and not forms.is_form(words[1], "participle")
    return verb in forms.DO or (verb in forms.BE and (nouns[-1] in TIME_NOUNS or passive))


def _prepositional(asked: Asked, verb: str) -> list[str] | None:
    """Answer `in which city did X live`, `what year was X built`, `to whom was X given`."""
    phrase, nouns = asked.phrase, [plain(token) for token in asked.noun]
    timed = bool(set(nouns) & TIME_NOUNS)
    if asked.wh.startswith("how") or (asked.noun and plain(asked.noun[0]) in KINDS):
        return None
    if timed:
        phrase = phrases.time_phrase(phrase, asked.span, asked.passage)
    elif not asked.preposition:
        phrase = phrases.place_phrase(
            phrase, asked.span, asked.passage, None if plain(asked.rest[-1]) in PREPOSITIONS else "in"
        )
        if plain(asked.rest[-1]) in PREPOSITIONS:
            return (
                object_(asked, asked.phrase, base_verb(asked.rest[1:], asked.seen), verb) if verb in forms.DO else None
            )
    elif not phrases.is_adjunct(phrase):
        phrase = f"{asked.preposition} {phrases.with_article(phrase, asked.span, asked.passage)}"
    if not phrase:
        return None
    clause = inverted(asked.rest, asked)
    return clause and attached(clause, phrase, front=timed)


def _has_gap(asked: Asked) -> bool:
    """Tell whether `has` in `what has X done` asks for the object: its subject stands behind it."""
    words = [plain(token) for token in asked.rest[1:]]
    if words[0] in {"a", "an", "their", "his", "her", "its"} and plain(asked.rest[0]) != "have":
        return False
    last = forms.is_form(words[-1], "participle") and not forms.is_noun(words[-1])
    inverted = words[0] in DETERMINERS | PRONOUNS or asked.rest[1][0].isupper()
    inverted = inverted or (last and not forms.is_form(words[0], "participle") and not adverb(asked.rest[1]))
    return inverted and any(forms.is_form(word, "participle") for word in words[1:])
