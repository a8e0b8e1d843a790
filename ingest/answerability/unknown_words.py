"""Words of a question that the documents do not know: a made-up or absent thing, not another way to say it.

"How does quandrel pruning work?" is near every passage on pruning. What gives it away is one word that stands nowhere
in the collection, is no misspelling of one that does, and is no ordinary word either, for which a document may use
another. Ordinary is what the embedding model's vocabulary of 30 000 English words holds in one piece; a capitalised
word inside a sentence is a name, and a name has no synonym. English only: a question without an English function
word has no unknown words, since other languages' words are all in pieces.
"""

import re
import string
from functools import lru_cache

from spellchecker import SpellChecker

from ingest.collection import Collection
from ingest.encoders.embedding import Embedder
from ingest.text import STOP_WORDS, names, stem, words

_ENGLISH = frozenset("the what which who whose how when where why does did are and from with this that tell".split())
_ORDINARY = frozenset("pros cons".split())  # whatever a document calls them; the vocabulary has them in pieces
_ALPHABETIC = re.compile(r"[a-z]+")
_TYPED = re.compile(r"(?<![\w.@/“\"'’_-])[A-Za-z]{3,}(?![\w@/”\"'’_-]|\.\w)")
_MISSPELT_FROM = 5  # letters; among shorter words one edit away is often another word
_ENDINGS = ("OS", "DB", "JS", "SQL")  # of a name, which people leave out: a "Mac" has macOS, "Mongo" is MongoDB
_SHORTEST = 3  # letters of either half of a word that others write as two


def unknown_words(collection: Collection, question: str) -> list[str]:
    """Return the question's words, in lower case, that speak for a thing of which the collection has nothing."""
    asked = list(dict.fromkeys(words(question)))
    if not _ENGLISH.intersection(asked):
        return []
    named = names(question)
    return [
        word
        for word in asked
        if _ALPHABETIC.fullmatch(word)
        and word not in STOP_WORDS | _ORDINARY
        and _is_unknown(collection, word, stem(word) in named)
    ]


def made_up_words(collection: Collection, question: str) -> list[str]:
    """Return those of the unknown words that are names or stand in no dictionary: what they mean has no other word."""
    named = names(question)
    unknown = unknown_words(collection, question)
    return [word for word in unknown if stem(word) in named or word not in _dictionary()]


def as_known(collection: Collection, question: str) -> str:
    """Return a question with its slips of typing mended: a word that is none, one letter beside one that is known.

    Only where all words so near are of one stem, and the word stands in no dictionary (who asks who must "outlive" me
    means no "outline"), is no abbreviation and no part of a file's name, a code or a quotation. So is a name that the
    documents only have with its ending, "Mac" of "macOS".
    """
    if not _ENGLISH.intersection(words(question)):
        return question
    return _TYPED.sub(lambda typed: _meant(collection, typed[0]) or typed[0], question)


def _meant(collection: Collection, typed: str) -> str | None:
    """Return the one known word that a typed one is a slip for, in its letter case; None where it is not sure."""
    word = typed.lower()
    if word in STOP_WORDS or not (typed.islower() or typed.istitle()):
        return None
    if any(collection.term_frequencies({word, stem(word)}).values()):
        return None
    whole = [f"{typed}{end}" for end in _ENDINGS if _is_name(collection, f"{word}{end.lower()}")]
    if whole or _pieces(collection.embedder, word) == 1 or word in _dictionary():
        return whole[0] if len(whole) == 1 else None
    counts = collection.term_frequencies(near for near in _spellings(word) if " " not in near)
    known = [near for near, count in counts.items() if count]
    if len({stem(near) for near in known}) != 1:
        return None
    # Of forms that the index has as one stem, the most ordinary: "prunning" is "pruning", not "pruneing".
    form = min(known, key=lambda near: (_pieces(collection.embedder, near), len(near) != len(word), near))
    return form.capitalize() if typed.istitle() else form


def _is_name(collection: Collection, word: str) -> bool:
    """Tell whether the collection has a word that is no ordinary one, as "chaos" is."""
    return _pieces(collection.embedder, word) > 1 and any(collection.term_frequencies([word]).values())


def _is_unknown(collection: Collection, word: str, is_name: bool) -> bool:
    if any(collection.term_frequencies({word, stem(word)}).values()):
        return False
    if not is_name and _pieces(collection.embedder, word) == 1:
        return False
    return not any(collection.term_frequencies(_spellings(word)).values())


@lru_cache(maxsize=1)
def _dictionary() -> SpellChecker:
    """Return the English words, 160,000 of them; loaded where a word is doubted, 0.15 s."""
    return SpellChecker()


@lru_cache(maxsize=4096)
def _pieces(embedder: Embedder, word: str) -> int:
    return embedder.count_tokens(word) - embedder.count_tokens("")


def _spellings(word: str) -> set[str]:
    """Return what `word` may be a misspelling of: one letter less, more, other or swapped, or two words for one."""
    if len(word) < _MISSPELT_FROM:
        return set()
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    letters = string.ascii_lowercase
    return {
        *(a + b[1:] for a, b in cuts if b),
        *(a + letter + b for a, b in cuts for letter in letters),
        *(a + letter + b[1:] for a, b in cuts if b for letter in letters),
        *(a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1),
        *(f"{a} {b}" for a, b in cuts if min(len(a), len(b)) >= _SHORTEST),
    } - {word}
