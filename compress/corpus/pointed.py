"""Conversations with what a reader says of each question's passages, as the chat shows it to the model.

    python -m compress point --data train.jsonl --out train-pointed.jsonl --readers reader-0 --readers reader-1

A reader is surer and better on what it learnt from than on anything else, so that a model which learns to follow it
there would follow it too far. Therefore each fold of the conversations (splits.py) has a reader of its own that has
not seen it (`read --without-fold`); dev and test need only one. Some conversations stay without the line: a chat may
have no reader.
"""

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field

from compress.artifact import Artifact
from compress.corpus.assistant import SEARCH
from compress.corpus.pair_files import write_lines
from compress.data import read_json_lines
from compress.home import UserError
from compress.stage import ArtifactNames, OutputFolder, StageConfig, StageContext
from compress.wire.pointing import Pointing, pointing_line

if TYPE_CHECKING:
    from compress.cross_encoder_run import Runner

_AT_ONCE = 400  # conversations
_LABEL = re.compile(r"\[\d+\] (.*?)(?:, page \d+)?(?:: (.+))?")
_ASKED = "Question: "  # how sessions.py leads in a question


class PointConfig(StageConfig):
    """Which conversations, and which readers say what they see in them."""

    data: Path = Field(description="conversations, one JSON object a line")
    out: OutputFolder = Field(description="the file to write, of the same conversations")
    readers: ArtifactNames = Field(min_length=1, description="one for all, or for each fold the one that left it out")
    silent: float = Field(default=0.15, ge=0, le=1, description="share of the conversations left without the line")
    seed: int = Field(default=0, ge=0)


@dataclass(frozen=True)
class Place:
    """Where a line belongs: behind the text of message `message`; the question and the passages, as texts."""

    message: int
    question: str
    passages: tuple[str, ...]


def point(parent: Artifact | None, folder: Path, config: PointConfig, context: StageContext) -> dict[str, Any]:
    """Write the conversations with their lines and return how many there are, and how many lines were written."""
    from compress.cross_encoder_run import open_runner

    readers = [_reader(context.find(name)) for name in config.readers]
    records = [record for _, record in read_json_lines(config.data)]
    rng = random.Random(config.seed)
    told = [record for record in records if rng.random() >= config.silent]
    lines = 0
    with context.progress("reading", total=len(told)) as bar:
        for fold, reader in enumerate(readers):
            runner = open_runner(reader)
            mine = [record for record in told if record.get("fold", 0) % len(readers) == fold]
            for start in range(0, len(mine), _AT_ONCE):
                some = mine[start : start + _AT_ONCE]
                lines += add_lines([record["messages"] for record in some], runner)
                bar.update(0, advance=len(some))
    write_lines(config.out, records)
    context.say(f"{lines:,} lines of what the reader sees in {len(records):,} conversations: {config.out}")
    return {"conversations": len(records), "lines": lines}


def add_lines(conversations: Iterable[list[dict[str, Any]]], runner: "Runner") -> int:
    """Put the reader's lines into conversations; return how many."""
    from compress.reader_score import point_pairs

    found = [(messages, place) for messages in conversations for place in places_in(messages)]
    said = iter(point_pairs(runner, [(place.question, passage) for _, place in found for passage in place.passages]))
    for messages, place in found:
        seen = [(number, next(said)) for number, _ in enumerate(place.passages, start=1)]
        line = pointing_line(Pointing(number, each.text, each.margin) for number, each in seen)
        messages[place.message]["content"] += f"\n\n{line}"
    return len(found)


def places_in(messages: Sequence[dict[str, Any]]) -> list[Place]:
    """Return where a reader has something to say: behind passages that were searched for, and the questions of a
    session, whose passages come once."""
    found, query, shown = [], "", ()
    for number, message in enumerate(messages):
        text = message.get("content", "")
        if message["role"] == "assistant":
            calls = [call["function"] for call in message.get("tool_calls", ())]
            query = next((call["arguments"]["query"] for call in calls if call["name"] == SEARCH), "")
        elif message["role"] == "tool" and query and (passages := passages_in(text)):
            found.append(Place(number, query, passages))
        elif message["role"] == "user":
            lead, _, question = text.rpartition(_ASKED)
            shown = passages_in(lead) or shown
            if shown and question and _ASKED in text:
                found.append(Place(number, question, shown))
    return found


def passages_in(text: str) -> tuple[str, ...]:
    """Return the passages that `passages_text.show` wrote, as `ingest` embeds them: title and heading, the text."""
    starts, at = [], 0
    while (at := text.find(f"[{len(starts) + 1}] ", at)) >= 0:
        if at and text[at - 2 : at] != "\n\n":
            at += 1
            continue
        starts.append(at)
    ends = [*starts[1:], len(text)] if starts else []
    return tuple(_passage(text[start:end].strip()) for start, end in zip(starts, ends, strict=True))


def _passage(shown: str) -> str:
    """Return "title > heading", a line break, the text; the page is for people."""
    label, _, text = shown.partition("\n")
    title, heading = _LABEL.fullmatch(label).groups()
    return f"{title} > {heading}\n{text}" if heading and heading != title else f"{title}\n{text}"


def _reader(artifact: Artifact) -> Artifact:
    if artifact.manifest.kind != "reader":
        raise UserError(f"{artifact.manifest.name} is no reader but a {artifact.manifest.kind}; name one")
    return artifact
