"""A question and its gold span made into one sentence that a person would like as an answer.

Rules for English wh-questions, in the words of question and passage; None wherever they would have to guess, since a
garbled sentence teaches more harm than a missing one. The passage's own sentences are in wording/quoting.py.
"""

import re
from itertools import pairwise

from compress.corpus.wording import inflection as forms
from compress.corpus.wording import phrases, segments
from compress.corpus.wording.adverbial import adverbial
from compress.corpus.wording.clauses import (
    DETERMINERS,
    LINKS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    is_relative,
    joined,
    plain,
)
from compress.corpus.wording.nominal import nominal
from compress.corpus.wording.quoting import explain_sentences, nearest, support_sentence, yes_no_sentence
from compress.corpus.wording.statements import Asked

__all__ = ["answer_sentence", "explain_sentences", "support_sentence", "yes_no_sentence"]

MAX_WORDS = 40
_WH = frozenset("who whom what which when where how why whose".split())
_MEASURES = frozenset("long high tall wide deep far old large big fast heavy thick".split())


def answer_sentence(question: str, answer: str, passage: str) -> str | None:
    """Return a full sentence that answers the question with the span; None where it cannot be done well.

    The span keeps its words, less outer punctuation and, at the sentence's start, less a small first letter.
    """
    text = phrases.recased(re.sub(r"\s+", " ", question).strip().replace("’", "'"), passage)
    near = nearest(question, answer, passage)
    phrase = phrases.answer_phrase(answer, passage)
    if text is None or phrase is None or "?" in text.rstrip("? ."):
        return None
    if not segments.content(phrase) - segments.content(text) and not re.search(r"\d", phrase):
        return None  # the question names it already
    lead, text = _fronted(text.rstrip("?. "))
    tokens = text.split()
    seen = frozenset(segments.words(passage))
    made = None
    if len(tokens) > 2 and not phrases.is_modifier(answer, near):
        made = _asked_in_place(tokens, phrases.with_article(phrase, answer, near))
    if made is None and len(tokens) > 2:
        asked = _cut(tokens, phrase, answer, near, seen)
        made = _sentence(asked) if asked else None
    return _finish(lead, made, phrase, question) if made else None


def _fronted(text: str) -> tuple[str, str]:
    """Cut `According to Ann, what ...` into the lead with its comma and the question; the lead may be empty."""
    found = re.match(
        r"((?:in|on|at|after|before|during|according to|other than|besides|along with|by|for|as of|prior to) "
        r"[^,]+(?:, \d{4})?), ((?:approximately |about )?(?:(?:in|on|at) )?"
        r"(?:who|what|which|when|where|how|why)\b.*)",
        text,
        re.IGNORECASE,
    )
    return (f"{found[1]}, ", found[2]) if found else ("", text)


def _asked_in_place(tokens: list[str], phrase: str) -> list[str] | None:
    """Fill `X was a revised version of what book`: the question word stands where the answer goes, at the end."""
    if plain(tokens[0]) in _WH | forms.AUXILIARIES or plain(tokens[1]) in _WH or plain(tokens[0]) in {"approximately"}:
        return None
    at = next((i for i, token in enumerate(tokens) if plain(token) in {"what", "which", "whom", "who"}), 0)
    tail = [plain(token) for token in tokens[at + 1 :]]
    before = plain(tokens[at - 1])
    if at < 3 or len(tail) > 3 or any(forms.is_finite(word) and not forms.is_noun(word) for word in tail):
        return None
    if set(tail) & (PREPOSITIONS | RELATIVES | LINKS | forms.AUXILIARIES):
        return None
    if not any(forms.is_finite(plain(token)) for token in tokens[:at]) or tokens[at - 1].endswith(","):
        return None
    if before not in PREPOSITIONS | DETERMINERS and not forms.is_finite(before):
        return None
    return joined(tokens[:at], phrase)


def _cut(tokens: list[str], phrase: str, span: str, passage: str, seen: frozenset[str]) -> Asked | None:
    words = [plain(token) for token in tokens]
    preposition = ""
    if words[0] in PREPOSITIONS and words[1] in _WH:
        preposition, tokens, words = words[0], tokens[1:], words[1:]
    if words[0] in {"approximately", "about", "roughly"}:
        tokens, words = tokens[1:], words[1:]
    if words[0] not in _WH or len(tokens) < 3 or tokens[0].endswith(","):
        return None
    noun_from = 2 if words[0] == "how" and words[1] in _MEASURES | {"many", "much", "often"} else 1
    wh = " ".join(words[:noun_from])
    end = noun_from
    if wh in {"what", "which", "whose", "how many", "how much"} and words[1] != "of":
        end = _noun_end(words, tokens, noun_from, wh.startswith("how"))
    return end and Asked(wh, tokens[noun_from:end], tokens[end:], preposition, phrase, span, passage, seen)


def _noun_end(words: list[str], tokens: list[str], start: int, counted: bool) -> int:
    """Return where the noun after `what` or `how many` ends: at the first finite verb; 0 where none is clear."""
    for at in range(start, len(words)):
        word, after = words[at], words[at + 1] if at + 1 < len(words) else ""
        if is_relative(tokens[at]):
            return 0
        if word in forms.AUXILIARIES:
            return at
        bare = at > start and word not in PREPOSITIONS and forms.is_base(word) and forms.is_plural(words[at - 1])
        finite = forms.is_finite(word) and not (counted and forms.is_noun(word))  # "how many cracker barrels in"
        if (not finite and not bare) or tokens[at][0].isupper():
            continue
        follows = not after or after in DETERMINERS | PREPOSITIONS | PRONOUNS or tokens[at + 1][0].isupper()
        if words[at - 1] in {"us", "him", "them", "me", "her", "it"}:
            return 0
        busy = forms.is_noun(word) and any(later in forms.AUXILIARIES for later in words[at + 1 : at + 6])
        if at == start and not counted and after != "of" and not busy and (follows or not forms.is_noun(word)):
            return at if after not in forms.AUXILIARIES else 0
        if at > start and (follows or not forms.is_noun(word)) and words[at - 1] not in PREPOSITIONS | DETERMINERS:
            return at
    return 0


def _sentence(asked: Asked) -> list[str] | None:
    if len(asked.rest) < 2 or (asked.noun and plain(asked.noun[-1]) in PREPOSITIONS):
        return None
    if asked.wh in {"when", "where", "why"} or (
        asked.wh.startswith("how") and asked.wh not in {"how many", "how much"}
    ):
        return adverbial(asked)
    return nominal(asked)


def _finish(lead: str, made: list[str], phrase: str, question: str) -> str | None:
    """Return the sentence with its capital and full stop, or None where what came out betrays a slip."""
    text = re.sub(r"\s+", " ", " ".join(made)).strip(" ,")
    if lead:
        text = lead + (text[0].lower() + text[1:] if plain(text.split()[0]) in DETERMINERS | PREPOSITIONS else text)
    words = [plain(token) for token in text.split()]
    doubled = any(one == two for one, two in pairwise(words) if one not in {"had", "that"})
    doubled = doubled or any(
        one == two for one, two in zip(words, words[2:], strict=False) if one not in segments.COMMON
    )
    clash = any(
        one in PREPOSITIONS - {"from", "up", "out", "about", "on", "over", "off", "in", "around", "by"}
        and two in PREPOSITIONS - {"about", "around", "over", "under"}
        for one, two in pairwise(words)
    )
    if (
        doubled
        or clash
        or len(words) > MAX_WORDS
        or phrase not in text
        or "what" in words
        or not segments.balanced(text)
    ):
        return None
    text = text[0].upper() + text[1:]
    return text if text.endswith((".", '."', ".”")) else text + "."
