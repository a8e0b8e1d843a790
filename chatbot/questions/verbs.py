"""The forms of English verbs, as far as questions about documents need them, by lemminflect's dictionary.

past("chairs")          "chaired"
participle("wrote")     "written"

It takes half a second and 50 MB to load, so it is looked into only where a question has several parts or asks who
came before.
"""

import re

_ENDING = re.compile(r"(?<=[xo])es$|(?<=ss|zz|ch|sh)es$|(?<!s)s$", re.IGNORECASE)
_VERBS_TOO = {"have", "do"}  # of the auxiliaries: "had a dog", "did the work"


def base(verb: str) -> str:
    """Return the base of a verb in the third person: "chairs", "chair"; any other verb as it is."""
    if verb in ("is", "has"):
        return "be" if verb == "is" else "have"
    return f"{verb[:-3]}y" if verb.endswith("ies") else _ENDING.sub("", verb)


def is_third_person(verb: str) -> bool:
    """Tell whether a verb is in the third person of the present: "chairs"."""
    return base(verb) != verb


def past(verb: str) -> str:
    """Return the past of a verb in the third person of the present; any other verb as it is."""
    if verb in ("is", "are"):
        return "was" if verb == "is" else "were"
    return next(iter(_pasts(base(verb))), verb) if is_third_person(verb) else verb


def is_past(word: str) -> bool:
    """Tell whether a word may be the past of a verb: "held"; a word in "-ed" also where the dictionary lacks it."""
    return _is_regular(word) or any(word.lower() in _pasts(verb) for verb in _verbs(word))


def is_participle(word: str) -> bool:
    """Tell whether a word may be the participle of a verb, as `is_past` does."""
    return _is_regular(word) or any(word.lower() in _participles(verb) for verb in _verbs(word))


def is_noun_too(word: str) -> bool:
    """Tell whether an irregular form may as well be a noun: "the data set", "a flu shot", but not what is "known"."""
    stands_alone = any(word.lower() in (verb, *_pasts(verb)) for verb in _verbs(word))
    return stands_alone and not _is_regular(word) and "NOUN" in _parts_of_speech(word)


def participle(verb: str) -> str:
    """Return the participle of a verb in the past."""
    if is_participle(verb):
        return verb
    return next((_participles(one)[0] for one in _verbs(verb) if verb in _pasts(one)), verb)


def past_of(participle: str) -> str:
    """Return the past whose participle a verb is."""
    if is_past(participle):
        return participle
    return next((_pasts(one)[0] for one in _verbs(participle) if participle in _participles(one)), participle)


def _pasts(verb: str) -> tuple[str, ...]:
    from lemminflect import getInflection

    return getInflection(verb, "VBD")


def _participles(verb: str) -> tuple[str, ...]:
    """Return the spellings of a base's participle; of "lit or lighted, lighted" it is "lit" too."""
    from lemminflect import getInflection

    found = getInflection(verb, "VBN")
    return (*found, *_pasts(verb)) if set(found) <= set(_pasts(verb)) else found


def _verbs(word: str) -> tuple[str, ...]:
    """Return the bases of the verbs of which a word may be a form; an auxiliary is of none that it only helps."""
    found = _parts_of_speech(word)
    return found.get("VERB", ()) if set(found.get("AUX", ())) <= _VERBS_TOO else ()


def _is_regular(word: str) -> bool:
    """Tell whether a word ends as regular pasts do and is no base, as "need" is, nor another part of speech: "red"."""
    known = _parts_of_speech(word)
    verbs = known.get("VERB", ())
    return word.lower().endswith("ed") and (not known or bool(verbs and word.lower() not in verbs))


def _parts_of_speech(word: str) -> dict[str, tuple[str, ...]]:
    """Return part of speech → dictionary forms; empty where the word is unknown."""
    from lemminflect import getAllLemmas

    return getAllLemmas(word.lower())
