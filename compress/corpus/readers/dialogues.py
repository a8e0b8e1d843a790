"""Dialogues: MTRAG's tasks with their passages, and questions that people rewrote to stand alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path
from typing import Any

from compress.corpus.items import Passage, Reading
from compress.corpus.passages import fit, same_text
from compress.corpus.prose import FUNCTION_WORDS, content_words, detokenise, is_tokenised, sentences, trimmed
from compress.corpus.readers.files import each_entry, each_line
from compress.corpus.readers.natural import subject

TASKS = "mtrag/tasks.jsonl"
CANARD = "rewriting/canard_dev.json"
CAST = "rewriting/cast_2020_manual_evaluation_topics_v1.0.json"
MTRAG_REWRITES = "mtrag/rewrites"
_MOST_PASSAGES = 6
_LEAST_SHARED = 3  # words in a row that an answer must share with its passage
_LEAST_SUPPORTED = 0.6  # of the answer's words that must stand in the passages as cut


@dataclass(frozen=True)
class Rewrite:
    """A question within a dialogue, and the same question made to stand alone.

    history: earlier (question, answer) turns, oldest first; an answer is "" where the dataset does not give it.
    """

    source: str
    group: str
    history: tuple[tuple[str, str], ...]
    question: str
    standalone: str


def read_mtrag(folder: Path) -> Iterator[Reading]:
    """Yield MTRAG's tasks that are plainly answerable, the passages cut to what the answer uses, or not at all.

    sentence is the reference answer; answers is the longest run of words that it shares with a passage.
    """
    return each_line(folder / TASKS, _task)


def read_rewrites(folder: Path) -> Iterator[Rewrite]:
    """Yield rewrites whose every word of content the dialogue so far has: what nobody said cannot be learnt.

    Files that are not there are skipped.
    """
    if (folder / CANARD).exists():
        yield from each_entry(folder / CANARD, _canard)
    if (folder / CAST).exists():
        yield from each_entry(folder / CAST, _cast)
    for file in sorted((folder / MTRAG_REWRITES).glob("*_rewrite.jsonl")):
        asked = dict(each_line(file.with_name(file.name.replace("_rewrite", "_questions")), _turns))
        yield from each_line(file, partial(_mtrag_rewrite, asked))


def _task(record: dict[str, Any]) -> Iterator[Reading]:
    (kind,) = record["answerability"]
    turns = [" ".join(turn["text"].split()) for turn in record["input"]]
    history = tuple(zip(turns[0:-1:2], turns[1::2], strict=True))
    group, question = record["conversation_id"], turns[-1].strip('"')
    if kind == "UNANSWERABLE" and not record["contexts"]:
        yield Reading("mtrag", group, question, (), (), history=history)
    if kind != "ANSWERABLE":
        return
    target = record["targets"][0]["text"].strip()
    texts = dict.fromkeys(_context(context) for context in record["contexts"][:_MOST_PASSAGES])
    passages, answers = [], []
    for title, text in texts:
        span = _shared(text, target)
        if span:
            piece = fit(text, [span], query=f"{question} {target}")
            if not any(same_text(piece, other.text) for other in passages):
                passages.append(Passage(title, piece))
                answers.append(span)
    wanted = content_words(target)
    supported = wanted & content_words(" ".join(passage.text for passage in passages))
    if answers and len(supported) >= _LEAST_SUPPORTED * len(wanted):
        found = tuple(sorted(set(answers), key=lambda span: -len(span.split())))
        yield Reading("mtrag", group, question, tuple(passages), found, sentence=target, history=history)


def _context(context: dict[str, Any]) -> tuple[str, str]:
    """Return a context's title and its text without the title that it repeats."""
    text = detokenise(context["text"]) if is_tokenised(context["text"]) else context["text"].strip()
    title = (context.get("title") or "").strip()
    while title and text.startswith(title) and len(text) > 2 * len(title):
        text = text[len(title) :].strip()
    text = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    return title or subject(text), text


def _shared(text: str, target: str) -> str:
    """Return the longest run of words within one sentence of the text that the target has too, "" where short."""
    theirs = target.split()
    best = ""
    for sentence in sentences(text):
        ours = sentence.split()
        run = SequenceMatcher(None, ours, theirs, autojunk=False).find_longest_match()
        span = _core(ours[run.a : run.a + run.size])
        if len(span.split()) >= max(_LEAST_SHARED, len(best.split()) + 1) and span in text:
            best = span
    return best


def _core(words: list[str]) -> str:
    """Return words without the function words at either end, and without the punctuation they end in."""
    while words and words[0].lower() in FUNCTION_WORDS:
        words = words[1:]
    while words and words[-1].lower() in FUNCTION_WORDS:
        words = words[:-1]
    return trimmed(" ".join(words)) if content_words(" ".join(words)) else ""


def _canard(record: dict[str, Any]) -> Iterator[Rewrite]:
    title, section, *turns = (" ".join(turn.split()) for turn in record["History"])
    history = tuple(zip(turns[0::2], turns[1::2], strict=True))
    group = f"{title}: {section}"
    yield from _rewrite("canard", group, history, record["Question"], record["Rewrite"])


def _cast(record: dict[str, Any]) -> Iterator[Rewrite]:
    history: tuple[tuple[str, str], ...] = ()
    for turn in record["turn"]:
        question = turn["raw_utterance"]
        yield from _rewrite("cast", f"topic {record['number']}", history, question, turn["manual_rewritten_utterance"])
        history = (*history, (question, ""))


def _turns(record: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    yield record["_id"], _spoken(record["text"])


def _mtrag_rewrite(asked: dict[str, list[str]], record: dict[str, Any]) -> Iterator[Rewrite]:
    *earlier, question = asked[record["_id"]]
    history = tuple((turn, "") for turn in earlier)
    standalone = " ".join(_spoken(record["text"]))
    yield from _rewrite("mtrag-rewrites", record["_id"].split("<::>")[0], history, question, standalone)


def _spoken(text: str) -> list[str]:
    return [turn for part in text.split("|user|:") if (turn := " ".join(part.split()))]


def _rewrite(
    source: str, group: str, history: tuple[tuple[str, str], ...], question: str, standalone: str
) -> Iterator[Rewrite]:
    question, standalone = " ".join(question.split()), " ".join(standalone.split())
    said = " ".join([question, *(f"{one} {other}" for one, other in history)])
    known = {_stem(word) for word in content_words(said)}
    if question and standalone and all(_stem(word) in known for word in content_words(standalone)):
        yield Rewrite(source, group, history, question, standalone)


def _stem(word: str) -> str:
    """Return a word without the endings that change when a sentence is turned round."""
    bare = word.replace("’", "").replace("'", "")
    for ending in ("ing", "ed", "es", "s"):
        if bare.endswith(ending) and len(bare) > len(ending) + 2:
            return bare[: -len(ending)].rstrip("e")
    return bare.rstrip("e")
