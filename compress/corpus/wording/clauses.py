"""Where the subject of a question ends and its verb begins; where in the clause the answer belongs.

A clause is a list of tokens as written; there is no parser here, only word forms and what the passage shows. Every
function returns None where the order of the words leaves it open.
"""

from collections.abc import Callable, Set

from compress.corpus.wording import inflection as forms

PREPOSITIONS = frozenset(
    """about above across after against along among around as at before behind below beneath beside between beyond by
    despite down during for from in inside into like near of off on onto out over past since through throughout to
    toward towards under until up upon via with within without""".split()
)
DETERMINERS = frozenset(
    "a an the this that these those his her its their our my your no some any each every all both many most".split()
)
PRONOUNS = frozenset("i he she it they we you there".split())
RELATIVES = frozenset("that which who whom whose where what how why".split())
LINKS = frozenset("when after before while because if since until as once and or but than though although".split())


def plain(token: str) -> str:
    """Return a token's bare word in lower case."""
    return token.strip(".,;:?!\"'“”‘’()[]").lower().replace("’", "'")


def adverb(token: str) -> bool:
    """Tell whether a word is an adverb."""
    return forms.is_adverb(plain(token)) or plain(token).endswith("ly")


def is_relative(token: str) -> bool:
    """Tell whether a token opens a relative clause; a capital makes it part of a name."""
    return token[0].islower() and plain(token) in RELATIVES


def _modified(tokens: list[str], at: int) -> bool:
    """Tell whether what stands before a word makes it part of a noun phrase, or of another phrase than the verb's."""
    at -= 1
    while at >= 0 and adverb(tokens[at]):
        at -= 1
    if at < 0:
        return True
    before = plain(tokens[at])
    return (
        before in DETERMINERS - {"that", "all", "both", "most"}
        or before in PREPOSITIONS
        or before in {"and", "or", "&", "be", "been", "being", "not"}
        or before.endswith(("'s", "s'"))
        or (forms.is_adjective(before) and tokens[at][0].islower())
        or tokens[at].endswith(",")
    )


def _with_adverbs(tokens: list[str], at: int) -> int:
    while at > 1 and (forms.is_adverb(plain(tokens[at - 1])) or _manner(plain(tokens[at - 1]))):
        at -= 1
    return at


def _manner(word: str) -> bool:
    return word.endswith("ly") and not forms.is_noun(word)


def _candidates(tokens: list[str], fits: Callable[[str], bool]) -> list[int]:
    """Return where a verb may stand: before any clause that a link opens, and outside noun phrases."""
    links = LINKS - {"and", "or", "as", "than"}
    end = next((i for i in range(1, len(tokens)) if plain(tokens[i]) in links), len(tokens))
    return [
        i for i in range(1, end) if fits(plain(tokens[i])) and not tokens[i][0].isupper() and not _modified(tokens, i)
    ]


def base_verb(tokens: list[str], seen: Set[str]) -> int | None:
    """Return where the dictionary-form verb stands in `the army return to Asia`; `seen` are the passage's words."""
    if plain(tokens[0]) in PRONOUNS:
        at = next((i for i in range(1, len(tokens)) if not forms.is_adverb(plain(tokens[i]))), 0)
        return at if at and forms.is_base(plain(tokens[at])) else None
    scored = []
    for at in _candidates(tokens, forms.is_base):
        word, after = plain(tokens[at]), plain(tokens[at + 1]) if at + 1 < len(tokens) else ""
        others = {
            form
            for name in ("past", "participle", "third")[: 2 + (not forms.is_noun(word))]
            for form in forms.forms(word, name)
        } - {word}
        score = 2 * bool(others & seen) + 2 * (not forms.is_noun(word) and "ADJ" not in forms.lemmas(word))
        score += not after or after in DETERMINERS | PREPOSITIONS | LINKS | PRONOUNS
        scored.append((score, -at))
    if not scored:
        return None
    best, at = max(scored)
    at = -at - (plain(tokens[-at - 1]) == "help")  # "help spur": the first of the two is inflected
    rival = any(score > 0 and -behind < at for score, behind in scored)
    relative = rival or any(is_relative(token) or plain(token) in forms.AUXILIARIES for token in tokens[:at])
    return None if best < 2 or relative or not at else at


def participle(tokens: list[str], passage: str, *names: str) -> int | None:
    """Return where the participle or adjective begins in `the castle built by Normans`, 0 where there is none.

    names: the forms of a verb that fit after the auxiliary. None where several fit and the passage does not tell.
    """
    if plain(tokens[0]) in PRONOUNS:
        return 1 if len(tokens) > 1 else 0
    lower = passage.lower()
    found = _candidates(tokens, lambda word: forms.is_form(word, *names) or _predicative(word))
    # "packet switching" or "is switching": the gerund is a verb where it ends the question or the passage has it so
    found = [
        at
        for at in found
        if not plain(tokens[at]).endswith("ing")
        or at + 1 == len(tokens)
        or any(f"{be} {plain(tokens[at])}" in lower for be in ("was", "were", "is", "are"))
    ]
    found = [
        at
        for at in found
        if plain(tokens[at]) not in {"called", "named", "titled", "entitled"} or at + 1 == len(tokens)
    ]
    if len(found) > 1:
        found = [
            at for at in found if any(f"{be} {plain(tokens[at])}" in lower for be in ("was", "were", "is", "are"))
        ]
        if len(found) != 1:
            return None
    if not found:
        return 0
    return None if any(is_relative(token) for token in tokens[: found[0]]) else found[0]


def _predicative(word: str) -> bool:
    return word in {
        "available",
        "located",
        "responsible",
        "born",
        "able",
        "common",
        "famous",
        "active",
        "important",
        "present",
    }


def head(tokens: list[str], at: int) -> int:
    """Return where the predicate begins whose verb is at `at`: adverbs before it belong to it."""
    return _with_adverbs(tokens, at)


def _stranded(words: list[str]) -> int:
    """Return the place behind a preposition without a noun: `on` of "on in 1888", `about` of "out about in Rome"."""
    for i, word in enumerate(words):
        if word in PREPOSITIONS:
            end = i + 1
            while end < len(words) and words[end] in PREPOSITIONS:
                end += 1
            if end == len(words):
                return end
            if end - i > 1 and words[end - 1] != "of":
                return end - 1
            if words[end] in LINKS or forms.is_adverb(words[end]):
                return end
    return 0


def fill(rest: list[str], phrase: str) -> list[str] | None:
    """Return what follows the verb with the object put where the question took it from.

    `["in", "1888"]` gets it first, `["on", "in", "1888"]` after "on"; None where an object is there already.
    """
    words = [plain(token) for token in rest]
    if any(is_relative(token) for token in rest):
        return None
    if not rest:
        return [phrase]
    gap = _stranded(words)
    if gap:
        return [*rest[: gap - 1], rest[gap - 1].rstrip(","), phrase, *rest[gap:]]
    if words[0] == "to" and len(words) > 1 and forms.is_base(words[1]):
        inner = fill(rest[2:], phrase) if words[1] != "be" else None
        return inner and [*rest[:2], *inner]
    if words[0] in PREPOSITIONS and len(words) > 1 and forms.is_form(words[1], "gerund"):
        inner = fill(rest[2:], phrase)
        return inner and [*rest[:2], *inner]
    if words[0] in (PREPOSITIONS | LINKS) - {"of", "and", "or", "to"}:
        return [phrase, *rest]
    return None


def joined(head_tokens: list[str], phrase: str) -> list[str]:
    """Put the phrase after tokens, less a preposition or article that both have."""
    words, last = phrase.split(), plain(head_tokens[-1])
    if last in PREPOSITIONS and plain(words[0]) in PREPOSITIONS:
        head_tokens = head_tokens[:-1]
    elif last in DETERMINERS and plain(words[0]) in DETERMINERS:
        words = words[1:]
    return [*head_tokens, *words]
