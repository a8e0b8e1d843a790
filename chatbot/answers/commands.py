"""What to type, as a document shows it: "How do I list the plugins?" is answered with the code and what leads to it.

A sentence alone, "To list the plugins:", would leave out all that was asked for.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from chatbot.answers.grounding import Grounded
from chatbot.answers.notes import Notes
from chatbot.answers.prose import CODE
from chatbot.questions.plurals import stem_set
from ingest.collection import Passage
from ingest.text import PATH, sentences

_ASKED = re.compile(
    r"\W*(?:how (?:do|can|could|should|would|to|does)\b|(?:what|which)(?:['’]s| is)? (?:the )?(?:command|code)\b)",
    re.IGNORECASE,
)
_CARRIERS = stem_set("you your one someone use using command code type run do get make line")
_GOES_ON = re.compile(r"\W*(?:alternatively|or|otherwise|you can also|and|then|also|instead)\b", re.IGNORECASE)
_LONGEST = 1000  # characters of code that are shown whole


@dataclass(frozen=True)
class _Block:
    lead: str
    code: str
    passage: Passage

    @property
    def called(self) -> frozenset[str]:
        """The terms of what leads to the code, and its own."""
        return stem_set(f"{self.passage.heading.split(PATH)[-1]} {self.lead} {self.code}")


def typed(question: str, found: Sequence[Passage]) -> Grounded | None:
    """Return the first code of the found passages that is introduced by all that is asked for; None if none is."""
    asked = _ASKED.match(question)
    about = stem_set(question[asked.end() :]) - _CARRIERS if asked else frozenset()
    for block in (block for passage in found for block in _blocks(passage)):
        named = stem_set(f"{block.passage.title} {Path(block.passage.source).name}")
        if about - named and about - named <= block.called and len(block.code) <= _LONGEST:
            return _shown(block)
    return None


def _blocks(passage: Passage) -> Iterator[_Block]:
    end = 0
    for match in CODE.finditer(passage.text):
        lines = passage.text[end : match.start()].strip().splitlines()
        paragraph = lines[max((n for n, line in enumerate(lines, 1) if not line.strip()), default=0) :]
        lead = " ".join(line.strip() for line in paragraph if not line.startswith("#"))
        code = match[0].strip()
        if len(code.splitlines()) > 2 and code.endswith(match["fence"]):  # neither empty nor cut off
            yield _Block(_introduction(lead), code, passage)
        end = match.end()


def _introduction(paragraph: str) -> str:
    """Return the last sentence of what stands before code; all of it where that sentence only goes on."""
    last = sentences(paragraph)[-1] if paragraph else ""
    return paragraph if _GOES_ON.match(last) else last


def _shown(block: _Block) -> Grounded:
    notes = Notes()
    mark = notes.mark(replace(block.passage, text=f"{block.lead}\n{block.code}".strip()))
    lead = block.lead or f"{(block.passage.heading or block.passage.title).split(PATH)[-1]}:"
    return Grounded(f"{lead} {mark}\n\n{block.code}", tuple(notes.citations))
