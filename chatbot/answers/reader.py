"""Where in a passage the answer stands: a reader points at the words, or says that none of them answer.

    reader = open_reader(home)                      # None where no such model was built
    reader.find("Who kept the light?", passages)    # a `Found` for each passage

It cannot talk, choose a tool or follow a conversation; it reads better than a language model six times its size.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from compress.artifact import Artifact
from compress.cross_encoders.spans import best_span, likelier_verdict
from ingest.collection import Passage
from ingest.encoders.cross_encoder import CrossEncoder, Row, find_artifact, indexed_text

DEFAULT = "footnote-reader"
_KEPT = 64  # passages as they were read: for their order before an answer is written, and again to check it


@dataclass(frozen=True)
class Found:
    """The likeliest answer in a passage: the place of its words in the text, from start to before end.

    `margin`: how much likelier it is, in logits, than that the passage has none; above 0, it is. `verdict`: the
    likelier of yes and no, were it a question of these; `share`, from 0 to 1: how likely the passage tells that.
    """

    passage: Passage
    start: int
    end: int
    margin: float
    verdict: str = ""
    share: float = 0.0

    @property
    def text(self) -> str:
        """The answer's words."""
        return self.passage.text[self.start : self.end]


class Reader(ABC):
    """What the chat needs of a reader."""

    @abstractmethod
    def find(self, question: str, passages: Sequence[Passage]) -> list[Found]:
        """Return the likeliest answer of each passage, in their order; none for a passage of which nothing fits."""


def open_reader(home: Path, name: str = DEFAULT) -> Reader | None:
    """Open the reader of that name; None where there is none. Raises `UserError` where it cannot be used."""
    artifact = find_artifact(home, name, "reader")
    return OpenVinoReader(artifact) if artifact else None


class OpenVinoReader(Reader):
    """A quantized reader; it is loaded by the first call, and reads nothing twice for one question."""

    def __init__(self, artifact: Artifact) -> None:
        self._model = CrossEncoder(artifact)
        self._known: dict[tuple[str, str], Row] = {}

    def find(self, question: str, passages: Sequence[Passage]) -> list[Found]:
        texts = [indexed_text(passage) for passage in passages]
        rows = self._rows(question, texts)
        spans = [
            _answer_in(row, len(text) - len(passage.text))
            for row, text, passage in zip(rows, texts, passages, strict=True)
        ]
        return [
            Found(passage, *span, *_verdict_in(row))
            for passage, span, row in zip(passages, spans, rows, strict=True)
            if span
        ]

    def _rows(self, question: str, texts: Sequence[str]) -> list[Row]:
        known = dict(self._known)
        unread = [text for text in dict.fromkeys(texts) if (question, text) not in known]
        rows = self._model.run(question, unread) if unread else []
        known |= {(question, text): row for text, row in zip(unread, rows, strict=True)}
        self._known = dict(list(known.items())[-_KEPT:])
        return [known[question, text] for text in texts]


def _answer_in(row: Row, context: int) -> tuple[int, int, float] | None:
    """Return (start, end, margin) of the likeliest answer; the first `context` characters of the text are title and
    headings, which are read but hold no answer."""
    offsets = row.tokens.offsets
    inside = [n for n, side in enumerate(row.tokens.sequence_ids) if side == 1 and offsets[n][0] >= context]
    span = best_span(*row.outputs, slice(inside[0], inside[-1] + 1)) if inside else None
    return span and (offsets[span[0]][0] - context, offsets[span[1]][1] - context, span[2])


def _verdict_in(row: Row) -> tuple[str, float]:
    """Return the likelier of yes and no, and how likely it is that the text tells it."""
    inside = [n for n, side in enumerate(row.tokens.sequence_ids) if side == 1]
    return likelier_verdict(*row.outputs, slice(inside[0], inside[-1] + 1))
