"""What happened in a year, a month or on a day, quoted: the sentences that tell it.

A reader points at whatever stands beside a date, and a search for "1986" finds what merely names the year. Here a
sentence counts where the date says when: "in 1986", "on March 13, 1986". What else the question names must stand in
the sentence or over it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from chatbot.answers.grounding import Grounded, without_references
from chatbot.answers.notes import Notes
from chatbot.answers.prose import NO_PROSE
from chatbot.answers.subject import over
from chatbot.calendar.months import MONTH, MONTHS, month_number
from chatbot.prompts import prompt
from chatbot.questions.plurals import stem_set
from ingest.collection import Collection, Passage
from ingest.text import sentences, words

_YEAR = r"(?P<year>1\d{3}|20\d\d)"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = rf"(?:(?:(?P<day>{_DAY}) (?:of )?)?(?P<month>{MONTH})(?: (?P<late>{_DAY}),?)?,? )?{_YEAR}"
_ASKED = re.compile(
    r"\W*(?:(?:and|so|but) )?(?:tell me )?(?:what|which (?:things|events))(?: all| else)?(?: important)?"
    r" (?:happened|took place|occurred|was going on)\b(?P<before>.*?) ?"
    rf"\b(?:in|on|during)(?: the (?:year|month)(?: of)?)? {_DATE}\b(?P<after>.*)",
    re.IGNORECASE | re.DOTALL,
)
_IN = "(?:in|since|during|by|until|from|early|late|mid|spring|summer|autumn|fall|winter|of)"
_SEARCHED = 60  # passages that have the year
_MOST = 5  # sentences that are shown
_FEWEST = 5  # words of one
_CITES = re.compile(r"\b(?:retrieved|archived from|isbn|doi|accessed)\b|^\d+\.? ?\^|\bpp?\. \d", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """When something happened: a year, maybe a month from 1 and a day; `about` are the question's other terms."""

    year: int
    month: int | None
    day: int | None
    about: frozenset[str]

    @property
    def when(self) -> re.Pattern[str]:
        """What a sentence calls that time where it says when; of a year any of its days will do."""
        month = MONTHS[self.month - 1] if self.month else ""
        name = rf"(?:{month}|{month[:3]}\.?)" if month else MONTH
        day = rf"{self.day}(?:st|nd|rd|th)?" if self.day else _DAY
        dated = rf"(?:{name} {day}|{day} (?:of )?{name}),? {self.year}"
        if self.day:
            return re.compile(rf"\b{dated}\b")
        monthly = rf"{dated}|{name},? {self.year}"
        if self.month:
            return re.compile(rf"\b(?:{monthly})\b")
        return re.compile(rf"\b(?:{monthly}|{_IN}[ -]{self.year})\b(?![–-]\d|['’]s)", re.IGNORECASE)


def asked(question: str) -> Asked | None:
    """Return the time of which a question wants to know what happened; None of any other question."""
    found = _ASKED.fullmatch(question)
    if not found:
        return None
    day = found["day"] or found["late"]
    month = month_number(found["month"]) if found["month"] else None
    about = stem_set(f"{found['before']} {found['after']}") - stem_set("happen event")
    return Asked(int(found["year"]), month, int(day.rstrip("stndrh")) if day else None, about)


def happenings(question: str, collection: Collection) -> list[Passage]:
    """Return the sentences that tell what happened then, each as its passage cut down to it, in their order."""
    time = asked(question)
    return list(_sentences(time, collection)) if time else []


def told(found: list[Passage]) -> Grounded:
    """Return the first of the sentences, quoted, and how many more there are."""
    notes = Notes()
    lines = [f"“{without_references(passage.text)}” {notes.mark(passage)}" for passage in found[:_MOST]]
    if len(found) > _MOST:
        lines.append(prompt("more_sentences").substitute(count=len(found) - _MOST))
    return Grounded("\n".join(lines), tuple(notes.citations))


def _sentences(time: Asked, collection: Collection) -> Iterator[Passage]:
    passages = collection.search(str(time.year), k=_SEARCHED, candidates=_SEARCHED, ways=("words",))
    wanted = {passage.id for passage in passages}
    for source in dict.fromkeys(passage.source for passage in passages):
        for passage in collection.document(source):
            if passage.id in wanted:
                yield from _of_passage(time, passage)


def _of_passage(time: Asked, passage: Passage) -> Iterator[Passage]:
    around = over(passage) | stem_set(Path(passage.source).stem)
    for part in sentences(passage.text):
        text = " ".join(part.split())
        tells = (
            not text.startswith((*NO_PROSE, "- [Picture")) and len(words(text)) >= _FEWEST and not _CITES.search(text)
        )
        if tells and time.when.search(text) and time.about <= stem_set(text) | around:
            yield replace(passage, text=text)
