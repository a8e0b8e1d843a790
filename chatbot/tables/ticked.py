"""Yes or no from the box of a form that a question names: "☒ Accidental damage", "☐ Yes ☒ No Charges filed?".

Here code may say yes or no, since a box says nothing else. As for a form's line no word of the question may be left
over, nor one of the box's label, and boxes that fit and differ are no answer.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chatbot.answers.evidence import CERTAIN, DENIES, Evidence
from chatbot.answers.grounding import is_yes_no
from chatbot.questions.plurals import stem_set
from chatbot.tables.boxes import boxes_of
from chatbot.tables.labelled import UNSURE, about, with_named_whole
from ingest.collection import Collection, Passage
from ingest.text import sentences

_CHOICE = re.compile(r"(?P<choice>yes|no|not applicable|n/a)\b[\s:.,-]*(?P<statement>.*)", re.IGNORECASE | re.DOTALL)
_HAVING = stem_set(  # words of what a box is for: "do I have … cover", "was … chosen?"
    "cover covered insured insurance include included box tick ticked select selected choose chosen option apply agree"
)


@dataclass(frozen=True)
class _Box:
    """What a box says of what: `verdict` is "Yes", "No" or "" where it says neither."""

    text: str
    label: str
    verdict: str


def named_box(question: str, passages: Sequence[Passage], collection: Collection) -> Evidence | None:
    """Return what the box says that a question names; None where there is none, or several that differ."""
    if not is_yes_no(question) or UNSURE.search(question) or DENIES.search(question):
        return None
    named = [found for passage in with_named_whole(passages, collection) for found in _named(question, passage)]
    parts = [part for source in {found.window.source for found in named} for part in collection.document(source)]
    others = [found for part in parts for found in _named(question, part)]
    return named[0] if len({found.words for found in [*named, *others]}) == 1 else None


def _named(question: str, passage: Passage) -> Iterator[Evidence]:
    asked, heading = stem_set(question), frozenset[str]()
    for line in passage.text.splitlines():
        if line.startswith("#"):
            heading = stem_set(line)
        for box in _boxes(line):
            label = stem_set(box.label)
            if box.verdict and label and label <= asked and asked <= label | heading | about(passage) | _HAVING:
                said = f"{box.verdict}: “{box.text}”"
                yield Evidence(box.verdict, replace(passage, text=line.strip()), CERTAIN, said, named=True)


def _boxes(line: str) -> Iterator[_Box]:
    """Yield the boxes of a line; of a choice, "☒ Yes ☐ No Charges filed?", that of what it is about."""
    boxes = boxes_of(line)
    choices = [_CHOICE.fullmatch(box.label) for box in boxes]
    if boxes and all(choices):
        ticked = [choice["choice"] for choice, box in zip(choices, boxes, strict=True) if box.is_ticked]
        statement = (sentences(choices[-1]["statement"]) or [""])[0]
        verdict = ticked[0].capitalize() if len(ticked) == 1 and len(boxes) > 1 else ""
        yield _Box(line.strip(), statement, verdict if verdict in ("Yes", "No") else "")
        return
    for box in boxes:
        verdict = "" if DENIES.search(box.label) else "Yes" if box.is_ticked else "No"
        yield _Box(f"{'☒' if box.is_ticked else '☐'} {box.label}", box.label, verdict)
