"""Whose form a part of a document is: "Employee: Ada Moreno" holds of what follows, up to the next employee.

A search finds the part with the value asked for, and not the one with the name at the form's head. Only what a form is
about counts: an employee, a patient, and not who made it out or is to be called.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chatbot.questions.plurals import stem_set
from ingest.collection import Collection, Passage
from ingest.text import PATH

_ROLES = stem_set(
    "employee worker insured patient student pupil member tenant applicant passenger borrower policyholder policy "
    "holder taxpayer candidate participant resident account full"
)
_NAME = stem_set("name")
_OWNER = re.compile(
    r"\W{0,4}(?P<label>[A-Z][A-Za-z ’'-]{2,30}?)\W{0,4}:\W{0,4}\s(?P<name>[^\W\d_][^\d:|]{2,50}?)\W{0,4}"
)
_NAMED = re.compile(r"(?:[^\W\d_][\w.’'-]*,? ?){1,5}")
_MOST_PARTS = 500  # passages of a document that is read


@dataclass(frozen=True)
class Owned:
    """A part of a document, or a piece of one, and the line that says whose it is, "" before the first one."""

    passage: Passage
    owner: str

    @property
    def name(self) -> str:
        """Who the form is about."""
        return self.owner.partition(":")[2].strip(" *_")


def forms(document: Sequence[Passage]) -> list[Owned]:
    """Return a document's parts cut where another owner's form begins; none of a document that has no owner."""
    found, owner = [], ""
    if len(document) > _MOST_PARTS:
        return []
    for passage in document:
        lines: list[str] = []
        for line in passage.text.splitlines():
            if (told := _owner(line)) and told != owner:
                found += _piece(passage, lines, owner)
                owner, lines = told, []
            lines.append(line)
        found += _piece(passage, lines, owner)
    return found if owner else []


def owned(question: str, passages: Sequence[Passage], collection: Collection) -> list[Passage]:
    """Return all parts of the forms of whom a question names, of the documents found; the name joins their heading."""
    asked = stem_set(question)
    return [
        replace(each.passage, heading=PATH.join(filter(None, (each.passage.heading, each.name))))
        for source in dict.fromkeys(passage.source for passage in passages)
        for each in forms(collection.document(source))
        if each.owner and stem_set(each.name) <= asked
    ]


def _owner(line: str) -> str:
    """Return a line that says whose form this is, "" for any other."""
    found = _OWNER.fullmatch(line.strip())
    label = stem_set(found["label"]) if found else frozenset()
    is_owner = bool(label - _NAME) and label - _NAME <= _ROLES and _NAMED.fullmatch(found["name"])
    return f"{found['label'].strip()}: {found['name'].strip()}" if is_owner and found["name"][0].isupper() else ""


def _piece(passage: Passage, lines: Sequence[str], owner: str) -> Iterator[Owned]:
    if any(line.strip() for line in lines):
        yield Owned(replace(passage, text="\n".join(lines).strip("\n")), owner)
