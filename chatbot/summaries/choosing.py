"""Which of the sentences that may be quoted sum a text up: how central each is, and what else speaks for it.

What opens a section tells what it is about, and some words say that the gist comes (Edmundson 1969). Where a matter is
asked about, what is near to it counts as well, and nothing far from it is taken.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from chatbot.questions.plurals import stem_set
from chatbot.summaries.candidates import OF_ITSELF, Candidate
from chatbot.summaries.central import centrality, likeness, taken
from ingest.encoders.embedding import Embedder
from ingest.text import names, words

if TYPE_CHECKING:
    import numpy as np

_EMBEDDED = 200  # sentences: about a second on two cores
# What is added to how central a sentence is, from 0 to 1. An item is seldom a whole thought; few words say little,
# and so does what speaks of "him" and names nobody.
_OPENS, _GIST, _ITEM, _SHORT, _UNNAMED = 0.15, 0.3, -0.1, -0.3, -0.1
_FEW_WORDS = 7
_SOMEBODY = re.compile(r"\b(?:he|she|they|him|them)\b", re.IGNORECASE)
_NEAR = 0.5  # what nearness to a matter weighs beside being central
_OWN = 0.6  # of a sentence's nearness its own, the rest is that of its section: "he" is known by what stands around
_NAMED = 0.3  # what having all words of the matter adds to a cosine: of a name an embedding knows little
_FAR = 0.5  # of the nearness of the nearest: what is less near does not speak of the matter
_APART = 0.15  # a cosine up to this, of a sentence without a word of the matter, is no nearness at all
_WITHOUT_WORDS = 0.5  # the least cosine of the nearest where no sentence has a word of the matter
_NEVER = -1  # the sentence that one needs which cannot be quoted itself
_CUE = re.compile(
    r"\W*(?:decisions?|resolved|agreed|conclusions?|results?|in (?:short|summary|conclusion|all)|to sum up|overall|"
    r"we (?:conclude|found|find|propose|recommend|show)|the (?:main|key|aim|purpose|goal|result)\b)",
    re.IGNORECASE,
)
_CALLED_GIST = re.compile(
    r"\b(?:summary|abstract|conclusions?|highlights|key points|at a glance|in short|in brief|short version|tl;?dr)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Wanted:
    """How many sentences are wanted at most, and the matter that they should be about, if there is one."""

    most: int
    matter: str = ""


def chosen(told: Sequence[Candidate], headings: Sequence[str], wanted: Wanted, embedder: Embedder) -> list[Candidate]:
    """Return the candidates that sum up a text, in its order, one of each main heading before a second of any.

    `headings` has the main heading of each section.
    """
    kept = _spread(told)
    if not kept or (len(kept) <= wanted.most and not wanted.matter):
        return _opened(kept)  # there is nothing to choose
    vectors = embedder.encode([one.text for one in kept])
    like, needs = likeness(vectors), _needs(kept, told)
    near = _nearness(wanted.matter, kept, vectors, embedder) if wanted.matter else None
    scores = centrality(like, near)
    if near is not None and not near.any():
        return []
    if near is not None:
        scores = _NEAR * near / near.max() + (1 - _NEAR) * scores
        asked = stem_set(wanted.matter)  # what has its words is told by itself
        needs = [None if asked & stem_set(one.text) else need for one, need in zip(kept, needs, strict=True)]
        needs = [_NEVER if close <= _FAR * near.max() else need for need, close in zip(needs, near, strict=True)]
    worth = [score + more for score, more in zip(scores.tolist(), _bonuses(kept, headings), strict=True)]
    picked = taken(worth, like, [headings[one.section] for one in kept], needs, wanted.most)
    if wanted.matter and not picked:
        return []
    return _opened([kept[number] for number in picked] or kept)[: wanted.most]


def _spread(told: Sequence[Candidate]) -> list[Candidate]:
    """Return as many as are embedded, in their order: of each section the first, of each the second, and so on."""
    sections: dict[int, list[int]] = {}
    for number, one in enumerate(told):
        sections.setdefault(one.section, []).append(number)
    turns = [number for number in chain.from_iterable(zip_longest(*sections.values())) if number is not None]
    if len(sections) > _EMBEDDED:  # then of those at even distances
        turns = [turns[number * len(sections) // _EMBEDDED] for number in range(_EMBEDDED)]
    return [told[number] for number in sorted(turns[:_EMBEDDED])]


def _opened(kept: Sequence[Candidate]) -> list[Candidate]:
    """Return sentences but for those at the start that lean on what does not stand there, all where each one leans."""
    first = next((number for number, one in enumerate(kept) if not one.leans), 0)
    return list(kept[first:])


def _needs(kept: Sequence[Candidate], told: Sequence[Candidate]) -> list[int | None]:
    """Return for each sentence the number of the one without which it is not told, None where it is."""
    place = {id(one): number for number, one in enumerate(kept)}
    before = [_NEVER if one.after is None else place.get(id(told[one.after]), _NEVER) for one in kept]
    return [need if one.leans else None for one, need in zip(kept, before, strict=True)]


def _nearness(matter: str, kept: Sequence[Candidate], vectors: "np.ndarray", embedder: Embedder) -> "np.ndarray":
    """Return how near each sentence is to a matter, by itself and by the nearest of its section; 0 for one apart."""
    import numpy as np

    shares = np.array(_shares(matter, kept))
    own = (vectors @ embedder.encode([matter])[0]).clip(0)
    if not shares.any() and own.max() < _WITHOUT_WORDS:
        return np.zeros(len(kept))
    own += _NAMED * shares
    nearest: dict[int, float] = {}
    for one, close in zip(kept, own.tolist(), strict=True):
        nearest[one.section] = max(close, nearest.get(one.section, 0.0))
    around = np.array([nearest[one.section] for one in kept])
    return np.where(own > _APART, _OWN * own + (1 - _OWN) * around, 0.0)


def _shares(matter: str, kept: Sequence[Candidate]) -> list[float]:
    """Return how much of a matter's words each sentence has, from 0 to 1; what few of them have counts more."""
    having = [stem_set(one.text) & stem_set(matter) for one in kept]
    count = Counter(chain.from_iterable(having))
    weights = {term: math.log(1 + len(kept) / number) for term, number in count.items()}
    return [sum(weights[term] for term in terms) / max(sum(weights.values()), 1e-9) for terms in having]


def _bonuses(kept: Sequence[Candidate], headings: Sequence[str]) -> list[float]:
    """Return how much more, or less, each sentence is worth than it is central."""
    opening = {one.section: id(one) for one in reversed(kept)}.values()
    found = []
    for one in kept:
        gist = _CALLED_GIST.search(headings[one.section]) or _CUE.match(one.text) or OF_ITSELF.match(one.text)
        short, unnamed = len(words(one.text)) < _FEW_WORDS, _SOMEBODY.search(one.text) and not names(one.text)
        speaks_for = _OPENS * (id(one) in opening) + _GIST * bool(gist)
        found.append(speaks_for + _ITEM * one.is_item + _SHORT * short + _UNNAMED * bool(unnamed))
    return found
