"""Synthetic documents of everyday life, with the questions that people type about such: everyday/*.txt.

    === riverside_receipt.txt          a document, word for word
    Paid: VISA ****4821
    --- questions
    ? which card did I pay with        as typed
    = VISA ****4821                    words of one line; of a list an item a line; of yes or no the words that decide
    > You paid with the VISA card ...  as a helpful person answers
    ? Who owns the shop?
    -                                  the document nearly tells it, and does not

Open datasets ask of encyclopedias, reports and reviews; nobody publishes receipts, forms and minutes with questions
under a free licence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from compress.corpus.columns import with_tables
from compress.corpus.items import Passage, Reading
from compress.corpus.layout import laid_out
from compress.corpus.prose import content_words
from compress.corpus.readers.files import text_of
from compress.home import UserError

NAME = "everyday"
_QUESTIONS = "--- questions"
_VERDICTS = ("yes", "no")
_WITH_COLUMNS = (".txt", ".eml")  # whose aligned columns are read as tables, as `ingest` reads them
_GAP = re.compile(r" {2,}")  # between columns
_LONGEST_RUN = 60  # words of a list that is pointed at whole
_FEW_OTHERS = 3  # one of so many words may belong to no item: items are given without what explains them
_NO_OTHER = re.compile(r"\W|\b(?:and|or|\d{1,2}|[a-h])\b")  # between items: signs, their numbers


@dataclass(frozen=True)
class Asked:
    """A question as it stands in a file: the lines of its answer, none where there is none, and a full one."""

    question: str
    answers: tuple[str, ...] = ()
    sentence: str | None = None


@dataclass(frozen=True)
class Paper:
    """A document: its file's name, its text and what is asked about it."""

    name: str
    text: str
    asked: tuple[Asked, ...]


def read_everyday(folder: Path) -> Iterator[Reading]:
    """Yield a reading for each question, of the passage that answers it or, where none does, that is nearest to it.

    The group is the document, so that it is held out as a whole. Raises `UserError` for a file of another form, and
    for an answer that is not in its document word for word.
    """
    for path in sorted(folder.glob("*.txt")):
        for paper in papers_of(path):
            seen = _as_read(paper)
            passages = laid_out(seen.name, seen.text)
            for asked in seen.asked:
                spans = _spans(asked.answers)
                passage = _holder(passages, spans) if spans else _nearest(passages, asked.question)
                if passage is None:
                    where = f"{path}, {paper.name}"
                    raise UserError(f"{where}: {spans[0]!r} is not within one line of it; copy it word for word")
                yield Reading(
                    NAME, paper.name, asked.question, (passage,), _gold(asked.answers, passage), asked.sentence
                )


def papers_of(path: Path) -> list[Paper]:
    """Return the documents of a file; raises `UserError` naming what is not of this form."""
    _, *parts = re.split(r"^=== ", f"\n{text_of(path)}", flags=re.MULTILINE)
    if not parts:
        raise UserError(f"{path} has no document; one begins with a line `=== name.txt`")
    return [_paper(path, part) for part in parts]


def _as_read(paper: Paper) -> Paper:
    """Return a document with its columns as tables, and so the answers that go over several cells.

    One where an answer would be lost, since its cells stand otherwise than its words, stays as it is.
    """
    text = with_tables(paper.text) if paper.name.endswith(_WITH_COLUMNS) else paper.text
    asked = tuple(
        Asked(one.question, tuple(_in_cells(answer, text) for answer in one.answers), one.sentence)
        for one in paper.asked
    )
    whole = all(answer in text for one in asked for answer in _spans(one.answers))
    return Paper(paper.name, text, asked) if whole else paper


def _in_cells(answer: str, text: str) -> str:
    return answer if answer in text else _GAP.sub(" | ", answer)


def _paper(path: Path, part: str) -> Paper:
    name, _, rest = part.partition("\n")
    text, found, questions = rest.partition(f"\n{_QUESTIONS}\n")
    asked = [_asked(block) for block in re.split(r"^\? ", questions, flags=re.MULTILINE)[1:]]
    if not found or not asked or None in asked:
        raise UserError(
            f"{path}, {name}: after `{_QUESTIONS}` wanted are lines that begin with `? `, then `= ` and `> `, or `-`"
        )
    return Paper(name.strip(), text, tuple(asked))


def _asked(block: str) -> Asked | None:
    question, *lines = [line.rstrip() for line in block.strip().split("\n") if line.strip()]
    if lines == ["-"]:
        return Asked(question)
    answers = tuple(line[2:].strip() for line in lines if line.startswith("= "))
    said = [line[2:].strip() for line in lines if line.startswith("> ")]
    if not answers or len(said) != 1 or len(answers) + 1 != len(lines):
        return None
    return Asked(question, answers, said[0])


def _spans(answers: tuple[str, ...]) -> tuple[str, ...]:
    """Return the answers that are words of the document."""
    return tuple(answer for answer in answers if answer.lower() not in _VERDICTS)


def _gold(answers: tuple[str, ...], passage: Passage) -> tuple[str, ...]:
    """Return the accepted answers, best first: of a list all of it, and as it stands there, or else each item."""
    several = len(answers) > 1 and answers[0].lower() not in _VERDICTS
    if not several:
        return answers
    run = _run(answers, passage.text)
    return (", ".join(answers), *([run] if run else answers))


def _run(items: tuple[str, ...], text: str) -> str | None:
    """Return the words from the first item of a list to the last, where hardly anything else stands between them.

    A reader that has learnt to point at single items shows one where all were asked for.
    """
    start = text.find(items[0])
    end, others = start, 0
    for item in items:
        place = text.find(item, end)
        if start < 0 or place < 0 or "|" in text[start:place]:  # cells of a table: what stands between is of others
            return None
        others += len(_NO_OTHER.sub(" ", text[end:place]).split())
        end = place + len(item)
    run = text[start:end].split()
    return text[start:end] if len(run) <= _LONGEST_RUN and others <= len(run) / _FEW_OTHERS else None


def _holder(passages: list[Passage], spans: tuple[str, ...]) -> Passage | None:
    """Return the passage that has most of the spans; None where none has any."""
    best = max(passages, key=lambda passage: sum(span in passage.text for span in spans))
    return best if any(span in best.text for span in spans) else None


def _nearest(passages: list[Passage], question: str) -> Passage:
    wanted = content_words(question)
    return max(passages, key=lambda passage: len(wanted & content_words(passage.text)))
