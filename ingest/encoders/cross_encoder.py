"""A question beside each of some texts, read together by a model, through OpenVINO: what reranker and reader share."""

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from langchain_core.documents import Document

from compress.artifact import MANIFEST, Artifact
from compress.home import BUILD, UserError, models_folder
from ingest.encoders.batches import batches, open_queue, padded, whole_tokenizer
from ingest.search.retrieval import Passage

if TYPE_CHECKING:
    import numpy as np
    import openvino
    from tokenizers import Encoding, Tokenizer

# Of one inference, padding included: four passages make two or more, which run side by side. On 2 cores without
# matrix instructions four of 210 tokens take 1.35 s so, and 1.7 s with 640 a batch, which leaves one core idle.
_TOKENS_PER_BATCH = 320
_QUESTION_SHARE = 3  # a question gets a third of a row at most, as in training


@dataclass(frozen=True)
class Row:
    """A question and a text as tokens, and the model's outputs for them, one array each."""

    tokens: "Encoding"
    outputs: "tuple[np.ndarray, ...]"


def find_artifact(home: Path, name: str, kind: str) -> Artifact | None:
    """Return the quantized model of that name; None where there is none. Raises `UserError` for another kind."""
    if not (models_folder(home) / name / MANIFEST).is_file():
        return None
    manifest = (artifact := Artifact.find(name, home)).manifest
    if (manifest.kind, manifest.format) != (kind, "openvino"):
        raise UserError(
            f"{name!r} is a {manifest.kind} in the form of {manifest.format}, not a quantized {kind}; "
            f"give it another name and run `{BUILD}`"
        )
    return artifact


def indexed_text(passage: Passage) -> str:
    """Return a passage with the title and headings that it was embedded with."""
    from ingest.chunking.splitting import embedded_text

    return embedded_text(Document(passage.text, metadata={"title": passage.title, **passage.metadata}))


class CrossEncoder:
    """The exported graph; it is loaded by the first call. Texts go in sorted by length, several batches at once."""

    def __init__(self, artifact: Artifact) -> None:
        self._folder = artifact.folder
        self._one_caller = threading.Lock()
        sizes = self._folder / "sentence_bert_config.json"
        try:
            self.max_tokens: int = json.loads(sizes.read_text("utf-8"))["max_seq_length"]
        except (FileNotFoundError, ValueError, KeyError):
            kind = artifact.manifest.kind
            raise UserError(f"{sizes} is missing or damaged; build the {kind} again with `{BUILD}`") from None

    def run(self, question: str, texts: Sequence[str]) -> list[Row]:
        """Return a row for each text, in their order; an endless question is cut, and a text to what room is left."""
        with self._one_caller:
            queue, inputs = self._loaded
            question = self._cut(question)
            rows = self._tokenizer.encode_batch([(question, text) for text in texts])
            found: dict[int, Row] = {}
            try:
                for batch in batches([len(row.ids) for row in rows], _TOKENS_PER_BATCH):
                    arrays = padded([rows[n].ids for n in batch], [rows[n].type_ids for n in batch])
                    queue.start_async({name: arrays[name] for name in inputs}, (found, rows, batch))
            finally:
                queue.wait_all()
        return [found[number] for number in range(len(rows))]

    def _cut(self, question: str) -> str:
        """Return the question's first tokens, as many as a row has room for."""
        room = self.max_tokens // _QUESTION_SHARE
        offsets = self._counter.encode(question, add_special_tokens=False).offsets
        return question if len(offsets) <= room else question[: offsets[room - 1][1]]

    @cached_property
    def _counter(self) -> "Tokenizer":
        return whole_tokenizer(self._folder)

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        tokenizer = whole_tokenizer(self._folder)
        tokenizer.enable_truncation(self.max_tokens, strategy="only_second")
        return tokenizer

    @cached_property
    def _loaded(self) -> "tuple[openvino.AsyncInferQueue, list[str]]":
        return open_queue(self._folder, _keep)


def _keep(request, job) -> None:
    """Put a batch's outputs to the places of its texts."""
    found, rows, batch = job
    outputs = [tensor.data.copy() for tensor in request.output_tensors]
    for place, number in enumerate(batch):
        found[number] = Row(rows[number], tuple(output[place] for output in outputs))
