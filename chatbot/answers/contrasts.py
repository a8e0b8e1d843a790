"""What sets two things apart, quoted: a sentence that contrasts them, else what is said of either.

A sentence is about one of two things where it has what the other lacks: of "tool mode" and "context mode", "tool".
What it says of the thing comes best where the thing is what the sentence begins with. Of two things that have a row of
one table each, the rows are quoted; of one that a document is called by, what the document opens with.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from chatbot.answers.grounding import MARK, Grounded, quote
from chatbot.answers.notes import Notes
from chatbot.answers.opening import tells
from chatbot.answers.prose import CODE, LEANS_BACK
from chatbot.answers.subject import over
from chatbot.overview.outline import outline
from chatbot.questions.comparisons import Compared
from chatbot.questions.plurals import stem_set
from chatbot.retrieval import Retriever
from chatbot.tables.named_rows import rows_called
from ingest.collection import Passage
from ingest.text import sentences, words

_SEARCHED = 4  # passages for each of the two things, beside those found for the question
_READ = 16  # sentences that the reranker reads: about 0.15 s on two cores
_OPENING = 6  # words of a sentence in which what it is about stands
_CONTRASTS = re.compile(
    r"\b(?:whereas|while|but|unlike|instead|rather than|in contrast|on the other hand|differs?|"
    r"(?:more|less|\w+er) than|times)\b|;",
    re.IGNORECASE,
)
_ITEM = re.compile(r"^[-*•] ")
_SUBJECT, _HEADED, _SIDE_BY_SIDE, _POINT, _LOGIT, _PLACE_COST = 1.0, 0.5, 0.5, 1.0, 0.1, 0.05
_FEWEST = 2  # terms of a sentence besides the thing: with fewer it says next to nothing


@dataclass(frozen=True)
class _Said:
    """A sentence with its place: `after` is the one behind it in its passage, "" at the end."""

    text: str
    after: str
    passage: Passage
    place: int  # of the passage among those looked at
    logit: float = 0.0

    @property
    def terms(self) -> frozenset[str]:
        return stem_set(self.text)

    @property
    def opening(self) -> frozenset[str]:
        return stem_set(" ".join(words(self.text)[:_OPENING]))


def contrast(asked: Compared, question: str, found: Sequence[Passage], retriever: Retriever) -> Grounded | None:
    """Return what the documents say of two things against each other; None where they do not speak of both."""
    passages = _looked_at(asked, found, retriever)
    said = _scored(question, [each for each in _candidates(asked, passages) if _measures(asked, each)], retriever)
    own = asked.own(asked.one), asked.own(asked.other)
    both = [each for each in said if own[0] <= each.terms and own[1] <= each.terms and _CONTRASTS.search(each.text)]
    led = [each for each in both if any(terms & each.opening for terms in own)]
    if led:
        return _quoted([[max(led, key=lambda each: each.logit - _PLACE_COST * each.place)]])
    if rows := _rows(asked, passages, retriever):
        return rows
    sides = [
        _opening_of(asked, thing, passages, retriever) or _best(asked, thing, said)
        for thing in (asked.one, asked.other)
    ]
    if not all(sides):
        return None
    return _quoted(
        [_with_next(asked, thing, side) for thing, side in zip((asked.one, asked.other), sides, strict=True)]
    )


def missing(asked: Compared, retriever: Retriever) -> str | None:
    """Return which of two things has a word that no document has; None where both may be there, or neither is."""
    gone = [thing for thing in (asked.one, asked.other) if _is_unknown(thing, asked.own(thing), retriever)]
    return gone[0] if len(gone) == 1 else None


def _is_unknown(thing: str, own: frozenset[str], retriever: Retriever) -> bool:
    """Tell whether a word of what only this thing is called stands nowhere; the index stems words, not stems."""
    named = [word for word in words(thing) if word.isalpha() and own & stem_set(word)]
    return any(not count for count in retriever.collection.term_frequencies(named).values())


def _rows(asked: Compared, passages: Sequence[Passage], retriever: Retriever) -> Grounded | None:
    """Return the rows of one table that are about either thing by its name; None where there are none, or several."""
    for source in dict.fromkeys(passage.source for passage in passages):
        document = retriever.collection.document(source)
        one, other = (_by_header(rows_called(thing, document)) for thing in (asked.one, asked.other))
        pairs = [(*one[header], *other[header]) for header in one if header in other]
        if len(pairs) == 1 and len(pairs[0]) == len((asked.one, asked.other)):
            notes = Notes()
            lines = [f"{MARK.sub('', quote(row).text)} {notes.mark(row)}" for row in pairs[0]]
            return Grounded("\n".join(lines), tuple(notes.citations))
    return None


def _by_header(rows: Iterable[Passage]) -> dict[str, list[Passage]]:
    """Return different rows by the header of their table."""
    found: dict[str, list[Passage]] = {}
    for row in {row.text: row for row in rows}.values():
        found.setdefault(row.text.partition("\n")[0], []).append(row)
    return found


def _opening_of(asked: Compared, thing: str, passages: Sequence[Passage], retriever: Retriever) -> _Said | None:
    """Return what the one document opens with that is about a thing; None where there is none, or several.

    It is called by the thing, or begins with it.
    """
    wanted, opened = stem_set(thing), []
    for source in dict.fromkeys(passage.source for passage in passages) if not (asked.point or asked.more) else ():
        found = outline(retriever.collection.document(source)).opening
        names = (found.title, Path(source).stem, " ".join(words(found.text)[: len(words(thing))])) if found else ()
        opened += [found] if wanted in map(stem_set, names) else []
    return _Said(opened[0].text, "", opened[0], 0) if len(opened) == 1 else None


def _looked_at(asked: Compared, found: Sequence[Passage], retriever: Retriever) -> list[Passage]:
    """Return the found passages, and those that a search for each of the two things finds."""
    more = (
        passage for thing in (asked.one, asked.other) for passage in retriever.collection.search(thing, k=_SEARCHED)
    )
    return list({passage.id: passage for passage in (*found, *more)}.values())


def _candidates(asked: Compared, passages: Sequence[Passage]) -> Iterator[_Said]:
    """Yield the sentences of prose that are about one of the things, or both."""
    for place, passage in enumerate(passages):
        around = over(passage)
        parts = [" ".join(part.split()) for part in sentences(CODE.sub("\n\n", passage.text))]
        for part, after in zip(parts, [*parts, ""][1:], strict=True):
            if not tells(part):
                continue
            terms = stem_set(part)
            if any(
                asked.own(thing) <= terms and stem_set(thing) <= terms | around for thing in (asked.one, asked.other)
            ):
                yield _Said(part, after, passage, place)


def _measures(asked: Compared, said: _Said) -> bool:
    """Tell whether a sentence speaks of what one of two things is asked to have more of, if it is."""
    return not asked.measured or bool(asked.measured & said.terms)


def _scored(question: str, said: list[_Said], retriever: Retriever) -> list[_Said]:
    """Return the first sentences with what the reranker makes of them beside the question."""
    first = said[:_READ]
    if retriever.reranker is None or not first:
        return first
    logits = retriever.reranker.score(question, [replace(each.passage, text=each.text) for each in first]).tolist()
    return [replace(each, logit=logit) for each, logit in zip(first, logits, strict=True)]


def _best(asked: Compared, thing: str, said: Sequence[_Said]) -> _Said | None:
    """Return the sentence that tells most of one of the things and nothing of the other."""
    own, others = asked.own(thing), asked.own(asked.other if thing == asked.one else asked.one)
    point = stem_set(asked.point)

    def tells(each: _Said) -> float:
        whole = stem_set(f"{each.passage.heading} {each.passage.text}")
        return (
            _SUBJECT * (own <= each.opening)
            + _HEADED * (own <= stem_set(each.passage.heading))
            + _SIDE_BY_SIDE * (others <= whole)
            + _POINT * bool(point & each.terms)
            + _LOGIT * each.logit
            - _PLACE_COST * each.place
        )

    alone = [
        each
        for each in said
        if own <= each.terms and not others <= each.terms and len(each.terms - stem_set(thing)) >= _FEWEST
    ]
    return max(alone, key=tells, default=None)


def _with_next(asked: Compared, thing: str, side: _Said) -> list[_Said]:
    """Return a sentence and the one behind it where that goes on about the thing."""
    others = asked.own(asked.other if thing == asked.one else asked.one)
    goes_on = LEANS_BACK.match(side.after) or asked.own(thing) <= stem_set(" ".join(words(side.after)[:_OPENING]))
    if not goes_on or others & stem_set(side.after):
        return [side]
    return [side, replace(side, text=side.after, after="")]


def _quoted(sides: Sequence[Sequence[_Said]]) -> Grounded:
    """Return sentences as quotations, a line for each side, each with its footnote."""
    notes, lines = Notes(), []
    for side in sides:
        text = _ITEM.sub("", " ".join(each.text for each in side))
        lines.append(f"“{MARK.sub('', text)}” {notes.mark(replace(side[0].passage, text=text))}")
    return Grounded("\n".join(lines), tuple(notes.citations))
