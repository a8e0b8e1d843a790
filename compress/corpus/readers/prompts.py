"""Reading tasks as prompts (slices of T0's data): each dataset's one template that keeps its parts apart.

Every template of a dataset holds the same questions, so one is read. Completions end in <|endoftext|>.
"""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from compress.corpus.items import Passage, Reading
from compress.corpus.passages import chunks
from compress.corpus.prose import trimmed
from compress.corpus.readers.files import each_line
from compress.corpus.readers.made import span_reading

FOLDER = "t0_slices"
ADVERSARIAL = tuple(
    f"{FOLDER}/adversarial_qa_{by}_question_context_answer.jsonl" for by in ("dbert", "dbidaf", "droberta")
)
DUORC = tuple(f"{FOLDER}/duorc_{by}_question_answering.jsonl" for by in ("SelfRC", "ParaphraseRC"))
ROPES = f"{FOLDER}/ropes_prompt_bottom_hint_beginning.jsonl"
QUOREF = f"{FOLDER}/quoref_Given_Context_Answer_Question.jsonl"
QUOREF_TITLES = f"{FOLDER}/quoref_Guess_Title_For_Context.jsonl"
HOTPOTQA = f"{FOLDER}/kilt_tasks_hotpotqa_straighforward_qa.jsonl"  # their spelling
QUARTZ = f"{FOLDER}/quartz_use_info_from_paragraph_question.jsonl"

_ADVERSARIAL = re.compile(r'Question: "(?P<question>.*?)"\n\nContext: "(?P<text>.*)"\n\nAnswer:\s*', re.S)
_DUORC = re.compile(
    r'Question: (?P<question>.*?)\nIf there is no answer, please output "(?P<none>.*?)"\.\n'
    r"Movie title: (?P<title>.*?)\nContext: (?P<text>.*?)\s*",
    re.S,
)
_ROPES = re.compile(
    r"Background: (?P<background>.*?)\n\nParagraph: (?P<text>.*?)\n\nGiven the paragraph above, please answer "
    r"correctly the following question: (?P<question>.*?)\s*",
    re.S,
)
_QUOREF = re.compile(
    r"(?P<question>.*?)\n\nAnswer the above question based on the context below:\n\n(?P<text>.*?)\s*", re.S
)
_QUOREF_TITLE = re.compile(r"Given the below context:\n\n(?P<text>.*?)\n\nGuess a valid title for it!\s*", re.S)
_QUARTZ = re.compile(
    r"Use information from the paragraph to answer the question\.\n\nParagraph :\n\n(?P<text>.*?)\n\n"
    r"Question:\n\n\n?(?P<question>.*?)\s*",
    re.S,
)
_MOST_PASSAGES = 3


def read_adversarial(folder: Path) -> Iterator[Reading]:
    """Yield AdversarialQA's questions, written so that a reader of 2020 got them wrong; untitled paragraphs."""
    for file in ADVERSARIAL:
        yield from each_line(folder / file, _adversarial)


def read_duorc(folder: Path) -> Iterator[Reading]:
    """Yield DuoRC's questions about films' plots whose answer is a span, and those that have none."""
    for file in DUORC:
        yield from each_line(folder / file, _duorc)


def read_ropes(folder: Path) -> Iterator[Reading]:
    """Yield ROPES' questions: a text with the rule, a text with the situation, an answer from the situation."""
    return each_line(folder / ROPES, _ropes)


def read_quoref(folder: Path) -> Iterator[Reading]:
    """Yield Quoref's questions; the whole text in pieces, for what a pronoun means may stand in another piece."""
    titles = dict(each_line(folder / QUOREF_TITLES, _title))
    return each_line(folder / QUOREF, partial(_quoref, titles))


def read_hotpotqa(folder: Path) -> Iterator[Reading]:
    """Yield HotpotQA's questions, which come without passages and therefore without answers."""
    return each_line(folder / HOTPOTQA, _hotpotqa)


def read_quartz(folder: Path) -> Iterator[Reading]:
    """Yield QuaRTz' questions: a sentence with a rule, and a choice of two that the question names."""
    return each_line(folder / QUARTZ, _quartz)


def first_words(text: str, count: int = 5) -> str:
    """Return the start of a text that has no title, as a file without one is often labelled."""
    words = " ".join(text.split()[:count]).rstrip(",;:.(")
    return words[:1].upper() + words[1:]


def _parts(pattern: re.Pattern, record: dict[str, Any]) -> tuple[dict[str, str], str]:
    found = pattern.fullmatch(record["prompt"])
    if not found:
        raise ValueError("the prompt does not follow its template")
    return found.groupdict(), record["completion"].removesuffix("<|endoftext|>").strip()


def _adversarial(record: dict[str, Any]) -> Iterator[Reading]:
    parts, answer = _parts(_ADVERSARIAL, record)
    title = first_words(parts["text"])
    question = parts["question"][:1].upper() + parts["question"][1:]
    reading = span_reading("t0-adversarial", title, question, Passage(title, parts["text"]), [answer])
    if reading:
        yield reading


def _duorc(record: dict[str, Any]) -> Iterator[Reading]:
    parts, answer = _parts(_DUORC, record)
    passage = Passage(parts["title"], parts["text"])
    answers = [] if answer.rstrip(".") == parts["none"].rstrip(".") else [answer]
    reading = span_reading("t0-duorc", parts["title"], parts["question"], passage, answers)
    if reading:
        yield reading


def _ropes(record: dict[str, Any]) -> Iterator[Reading]:
    parts, answer = _parts(_ROPES, record)
    titles = first_words(parts["background"]), first_words(parts["text"])
    rule = span_reading("t0-ropes", titles[0], parts["question"], Passage(titles[0], parts["background"]), [])
    situation = span_reading("t0-ropes", titles[0], parts["question"], Passage(titles[1], parts["text"]), [answer])
    if rule and situation:
        passages = (*rule.passages, *situation.passages)
        yield Reading("t0-ropes", titles[0], situation.question, passages, situation.answers)


def _title(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    parts, title = _parts(_QUOREF_TITLE, record)
    yield parts["text"].strip(), re.sub(r" \d$", "", title)


def _quoref(titles: dict[str, str], record: dict[str, Any]) -> Iterator[Reading]:
    parts, answer = _parts(_QUOREF, record)
    title = titles.get(parts["text"].strip()) or first_words(parts["text"])
    pieces = chunks(parts["text"])
    if any(answer in piece for piece in pieces) and len(pieces) <= _MOST_PASSAGES:
        passages = tuple(Passage(title, piece) for piece in pieces)
        yield Reading("t0-quoref", title, parts["question"].strip(), passages, (trimmed(answer),))


def _hotpotqa(record: dict[str, Any]) -> Iterator[Reading]:
    question = " ".join(record["prompt"].split())
    yield Reading("t0-hotpotqa", question, question, (), ())


def _quartz(record: dict[str, Any]) -> Iterator[Reading]:
    parts, answer = _parts(_QUARTZ, record)
    title = first_words(parts["text"])
    question = " ".join(parts["question"].split())
    if answer.lower() in f"{question} {parts['text']}".lower():
        yield Reading("t0-quartz", title, question, (Passage(title, parts["text"].strip()),), (answer,))
