"""Natural Questions in three makes (nq_passages, QED, CLAP NQ) and BoolQ, its yes/no kin; all on Wikipedia's pages."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from compress.corpus.items import Passage, Reading
from compress.corpus.passages import WORDS, fit
from compress.corpus.prose import detokenise, locate
from compress.corpus.readers.files import each_line
from compress.corpus.readers.made import span_reading
from compress.corpus.readers.prompts import first_words

NQ = "nq_passages/nq-open-oracle.jsonl"
QED = "qed/dev.jsonl"
CLAPNQ = ("clapnq/answerable.jsonl", "clapnq/unanswerable.jsonl")
BOOLQ = "boolq/boolq.jsonl"
_LONGEST = 1.5 * WORDS
_SUBJECT = re.compile(  # "The Vampire Diaries, an American drama, was ...": an encyclopedia names its subject first
    r"(?:The |A |An )?(?P<subject>(?:[A-Z0-9]|i[A-Z])[^.,;:!?()]{1,60}?)"
    r"(?: \(|, an? |, (?:also|or|officially)\b| (?:is|are|was|were|refers)\b)"
)
_OPENERS = (  # a paragraph that begins with one of these does not begin with its subject
    "It He She They There This That These Those In On At As By For If When While After Although However Most Some "
    "Many All One Its His Her Their Since During Under Both Each Unlike Because With From To According Another Other"
)
_NO_SUBJECT = re.compile(rf"(?:{_OPENERS.replace(' ', '|')})\b")
_YES_NO = re.compile(r"Passage: (?P<text>.*)\nQuestion: (?P<question>[^\n]*)", re.S)


def read_nq(folder: Path) -> Iterator[Reading]:
    """Yield Natural Questions with the paragraph that answers and its short answers."""
    return each_line(folder / NQ, _nq)


def read_qed(folder: Path) -> Iterator[Reading]:
    """Yield QED's questions; an answer of several spans is left out, for a part of it is not the answer."""
    return each_line(folder / QED, _qed)


def read_clapnq(folder: Path) -> Iterator[Reading]:
    """Yield CLAP NQ's questions: people's full answers with the sentences they rest on, and the unanswerable."""
    for file in CLAPNQ:
        yield from each_line(folder / file, _clapnq)


def read_boolq(folder: Path) -> Iterator[Reading]:
    """Yield BoolQ's yes/no questions; the pages' titles are lost: what the paragraph begins with stands for them."""
    return each_line(folder / BOOLQ, _boolq)


def subject(text: str) -> str:
    """Return what an encyclopedia's paragraph is about, by how it begins: its subject, else its first words."""
    found = _SUBJECT.match(text)
    if found and len(found["subject"].split()) <= 6 and not _NO_SUBJECT.match(text):
        return found["subject"].strip()
    return first_words(text)


def _nq(record: dict[str, Any]) -> Iterator[Reading]:
    gold = record["nq_annotated_gold"]
    answers = [*gold["short_answers"], *record["answers"]]
    passage = Passage(gold["title"], " ".join(gold["long_answer"].split()))
    reading = span_reading("nq", gold["title"], record["question"], passage, answers) if answers else None
    if reading:
        yield reading


def _qed(record: dict[str, Any]) -> Iterator[Reading]:
    passage = Passage(record["title_text"], detokenise(record["paragraph_text"]))
    raw = [spans[0]["string"] for spans in record["original_nq_answers"] if len(spans) == 1]
    marked = record["annotation"].get("answer", [])
    if len(marked) == 1:
        raw.append(marked[0]["paragraph_reference"]["string"])
    answers = [found for found in (locate(passage.text, detokenise(span)) for span in raw) if found]
    if answers:
        reading = span_reading("qed", record["title_text"], record["question_text"], passage, answers)
        if reading:
            yield reading


def _clapnq(record: dict[str, Any]) -> Iterator[Reading]:
    page, output = record["passages"][0], record["output"][0]
    text = detokenise(page["text"])
    chosen = [locate(text, detokenise(sentence)) for sentence in output["selected_sentences"]]
    if None in chosen:
        return
    spans = [span for span in chosen if span]
    window = fit(text, spans, query=record["input"])
    if len(window.split()) <= _LONGEST and bool(output["answer"]) == bool(spans):
        passage = Passage(page["title"], window)
        sentence = detokenise(output["answer"]) or None
        yield Reading("clapnq", page["title"], record["input"], (passage,), tuple(spans), sentence=sentence)


def _boolq(record: dict[str, Any]) -> Iterator[Reading]:
    parts = _YES_NO.fullmatch(record["query"])
    if not parts:
        raise ValueError("no passage and question")
    # The publisher put line breaks at odd places: one before every "Question" of the text itself.
    text = " ".join(parts["text"].split())
    if len(text.split()) <= _LONGEST:  # what a yes or no rests on is not marked: a cut might take it away
        title = subject(text)
        answer = record["choices"][record["gold"]]
        yield Reading("boolq", title, parts["question"].strip(), (Passage(title, text),), (answer,))
