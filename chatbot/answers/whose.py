"""Several values that a question may mean, each said with whose it is: "What is the net pay?" of two employees' forms.

Picking one of them would be right by chance only. Lines of forms are told apart by whose form it is, by their section
or by their document, sentences by what they call the thing: the summer campaign and the autumn campaign.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from chatbot.answers.evidence import Evidence
from chatbot.answers.grounding import MARK, Grounded
from chatbot.answers.kinds import fits
from chatbot.answers.notes import Notes
from chatbot.questions.plurals import stem_set
from chatbot.tables.labelled import is_of_kind, lines_in, named_lines
from chatbot.tables.lookup import look_up
from chatbot.tables.owners import forms, owned
from ingest.collection import Collection, Passage
from ingest.text import PATH, STOP_WORDS, sentences

_MOST = 4  # values that are said side by side
_THE_THING = re.compile(r"\bthe (?P<thing>[a-z]+)\b")
_VALUED = re.compile(r"\W*(?:when|what time|on what (?:date|day)|how (?:much|long|many)|where)\b", re.IGNORECASE)
_OPENING = 6  # words of a sentence in which what it is about stands
_SPACES = re.compile(r"\s")


def whose(question: str, passages: Sequence[Passage], collection: Collection) -> Grounded | None:
    """Return all values that a question may mean, each with its owner; None where there is one, or too many.

    Values of which it is not known whose they are are not said.
    """
    if lines_in(question, owned(question, passages, collection)):
        return None
    return _of_forms(question, passages, collection) or _of_prose(question, passages)


def _of_forms(question: str, passages: Sequence[Passage], collection: Collection) -> Grounded | None:
    cell = look_up(question, passages)
    beside = collection.document(cell.window.source) if cell else []
    named = [each for each in named_lines(question, [*passages, *beside], collection) if is_of_kind(question, each)]
    named += [cell] if named and cell else []
    found = list({(each.words, each.window.id): each for each in named}.values())
    values = {_SPACES.sub("", each.words) for each in found}
    if not 1 < len(values) <= _MOST or len(found) > 2 * _MOST:
        return None
    owners = _owners(found, collection)
    if len(set(owners)) < len(set(zip(owners, (each.words for each in found), strict=True))):
        return None
    notes = Notes()
    lines = [f"{each.said} ({owner}) {notes.mark(each.window)}" for each, owner in zip(found, owners, strict=True)]
    return Grounded("\n".join(lines), tuple(notes.citations))


def _owners(found: Sequence[Evidence], collection: Collection) -> list[str]:
    """Return whose each line is, or in which section or document it stands: whatever tells them apart first."""
    own = [_owner(each, collection) for each in found]
    if all(own):
        return own
    sections = [each.window.heading.split(PATH)[-1] for each in found]
    if all(sections) and len(set(sections)) == len(found):
        return sections
    return [each.window.title or Path(each.window.source).name for each in found]


def _owner(found: Evidence, collection: Collection) -> str:
    parts = forms(collection.document(found.window.source))
    own = {
        part.owner for part in parts if part.passage.id == found.window.id and found.window.text in part.passage.text
    }
    return own.pop() if len(own) == 1 else ""


def _of_prose(question: str, passages: Sequence[Passage]) -> Grounded | None:
    """Return the sentences that tell it of several things which the question calls by what they have in common."""
    thing = _THE_THING.search(question)
    if not thing or not _VALUED.match(question) or len(_THE_THING.findall(question)) > 1:
        return None
    told = {}
    for called, sentence, passage in _told(question, thing["thing"], passages):
        told.setdefault(called, (sentence, passage))
    if "" in told or not 1 < len(told) <= _MOST:
        return None
    notes = Notes()
    lines = [f"“{MARK.sub('', text)}” {notes.mark(replace(passage, text=text))}" for text, passage in told.values()]
    return Grounded("\n".join(lines), tuple(notes.citations))


def _told(question: str, thing: str, passages: Sequence[Passage]) -> Iterator[tuple[str, str, Passage]]:
    """Yield what each sentence that is about the thing, and has all of a question's words, calls it; "" for "the"."""
    asked, word = stem_set(question), re.compile(rf"\b(?P<called>[^\W\d_]+) {thing}\b", re.IGNORECASE)
    for passage in passages:
        for part in sentences(passage.text):
            sentence = " ".join(part.split())
            if sentence.startswith(("#", "|")) or not asked <= stem_set(sentence) or not re.search(r"\d", sentence):
                continue
            found = word.search(" ".join(sentence.split()[:_OPENING]))
            if found and fits(question, sentence):
                called = found["called"].lower()
                yield "" if called in STOP_WORDS else called, sentence, passage
