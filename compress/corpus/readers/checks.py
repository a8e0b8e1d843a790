"""Data that asks nothing of passages: SelfAware's questions that nobody can answer, WiCE's claims with evidence."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from compress.corpus.items import Reading
from compress.corpus.prose import content_words
from compress.corpus.readers.files import each_entry, each_line

SELFAWARE = "selfaware/half.json"
WICE = "wice/claim_dev.jsonl"
Label = Literal["supported", "partially", "not"]
_LABELS: dict[str, Label] = {
    "supported": "supported",
    "partially_supported": "partially",
    "not_supported": "not",
}
_NEAREST = 4  # sentences shown for a claim that none supports


@dataclass(frozen=True)
class Claim:
    """A sentence of Wikipedia, sentences of a page that it cites, and whether they support it."""

    claim: str
    evidence: tuple[str, ...]
    label: Label
    group: str


def read_selfaware(folder: Path) -> Iterator[Reading]:
    """Yield the unanswerable questions (opinions, the unknowable), without passages; the others are known facts."""
    return each_entry(folder / SELFAWARE, _unanswerable)


def read_claims(folder: Path) -> Iterator[Claim]:
    """Yield WiCE's claims, each with its first set of supporting sentences, or the nearest where none supports it."""
    return each_line(folder / WICE, _claim)


def _unanswerable(record: dict[str, Any]) -> Iterator[Reading]:
    if not record["answerable"]:
        question = " ".join(record["question"].split())
        yield Reading("selfaware", question, question, (), ())


def _claim(record: dict[str, Any]) -> Iterator[Claim]:
    sentences, claim = record["evidence"], record["claim"]
    chosen = next((one for one in record["supporting_sentences"] if one), None)
    if chosen is None:
        wanted = content_words(claim)
        nearest = sorted(range(len(sentences)), key=lambda i: -len(wanted & content_words(sentences[i])))
        chosen = sorted(nearest[:_NEAREST])
    evidence = tuple(sentences[i].strip() for i in chosen)
    yield Claim(claim.strip(), evidence, _LABELS[record["label"]], record["meta"]["claim_title"])
