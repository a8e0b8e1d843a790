"""English word forms, from lemminflect's dictionary (shipped with the package, no download).

Only what the dictionary knows is answered; unknown words have no forms, so that nothing is guessed.
"""

from collections.abc import Collection
from functools import cache

BE = frozenset("is are was were".split())
HAVE = frozenset("has have had".split())
DO = frozenset("do does did".split())
MODALS = frozenset("can cannot could will would shall should may might must".split())
AUXILIARIES = BE | HAVE | DO | MODALS
TAGS = {"past": "VBD", "third": "VBZ", "participle": "VBN", "gerund": "VBG"}
_ADVERBS = frozenset(
    """not n't also first originally still only usually now later best most previously often always never generally
    commonly ever already well widely early mainly mostly initially currently officially just even""".split()
)
_PARTICLES = frozenset(
    "to in on off up out over down by about around through before after since near when how why where away".split()
)
_PLURAL_OF = {"is": "are", "was": "were", "has": "have", "does": "do"}


@cache
def lemmas(word: str) -> dict[str, tuple[str, ...]]:
    """Return part of speech → dictionary forms of a lower-case word; empty where it is unknown."""
    from lemminflect import getAllLemmas

    return getAllLemmas(word)


@cache
def forms(base: str, form: str) -> tuple[str, ...]:
    """Return the spellings of a verb's "past", "third", "participle" or "gerund" form."""
    from lemminflect import getInflection

    return getInflection(base, TAGS[form], inflect_oov=False)


def inflect(base: str, form: str, seen: Collection[str] = ()) -> str | None:
    """Return a verb's form, in the spelling among the `seen` words where one is there."""
    found = forms(base, form)
    return next((spelling for spelling in found if spelling in seen), found[0] if found else None)


def is_base(word: str) -> bool:
    """Tell whether a word may be a verb's dictionary form: "release", but not "released"."""
    return word in lemmas(word).get("VERB", ())


def is_form(word: str, *names: str) -> bool:
    """Tell whether a word may be one of the named forms of a verb."""
    return any(word in forms(base, name) for base in lemmas(word).get("VERB", ()) for name in names)


def is_finite(word: str) -> bool:
    """Tell whether a word may be a main verb of a clause in the past or the third person."""
    return word in AUXILIARIES or is_form(word, "past", "third")


def is_noun(word: str) -> bool:
    """Tell whether a word may be a noun."""
    return bool(set(lemmas(word)) & {"NOUN", "PROPN"})


def is_plural(word: str) -> bool:
    """Tell whether a word may be a noun's plural."""
    return any(word != base for base in lemmas(word).get("NOUN", ())) or word == "people"


def is_adjective(word: str) -> bool:
    """Tell whether a word is an adjective and no noun."""
    return "ADJ" in lemmas(word) and not is_noun(word)


def is_adverb(word: str) -> bool:
    """Tell whether a word may stand between subject and verb as an adverb."""
    return (set(lemmas(word)) == {"ADV"} and word not in _PARTICLES) or word in _ADVERBS


def is_known(word: str) -> bool:
    """Tell whether the dictionary has the word at all."""
    return bool(lemmas(word))


def plural_verb(word: str) -> str:
    """Return the form that agrees with a plural subject: "was" gives "were", "sings" gives "sing"."""
    if word in _PLURAL_OF:
        return _PLURAL_OF[word]
    bases = [base for base in lemmas(word).get("VERB", ()) if word in forms(base, "third")]
    return bases[0] if bases else word
