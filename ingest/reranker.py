"""How well a passage answers a question: a cross-encoder that reads both together, through OpenVINO.

    reranker = open_reranker(home)                   # None where no such model was built
    reranker.score("Who kept the light?", passages)  # float32, shape (passages,): higher answers better

A first search gives it some candidates; reading all of a collection this way would take minutes.
"""

import json
import math
import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from langchain_core.documents import Document

from compress.artifact import MANIFEST, Artifact
from compress.home import UserError, models_folder
from ingest.batches import batches, open_queue, padded
from ingest.retrieval import Passage

if TYPE_CHECKING:
    import numpy as np
    import openvino
    from tokenizers import Tokenizer

DEFAULT = "footnote-reranker"

_TOKENS_PER_BATCH = 640  # of one inference, padding included: 20 passages make five or six, which run side by side
_QUESTION_SHARE = 3  # a question gets a third of a row at most, as in training


class Reranker(ABC):
    """What retrieval needs of a reranker. `name` tells it from others: a gate is fitted to one's scores."""

    name = "reranker"

    @abstractmethod
    def score_texts(self, question: str, texts: Sequence[str]) -> "np.ndarray":
        """Return a logit for each text, float32: above 0 where it is likelier than not that it has the answer."""

    def score(self, question: str, passages: Sequence[Passage]) -> "np.ndarray":
        """Return a logit for each passage, read with its title and headings as they are indexed."""
        return self.score_texts(question, [indexed_text(passage) for passage in passages])


def open_reranker(home: Path, name: str = DEFAULT) -> Reranker | None:
    """Open the reranker of that name; None where there is none. Raises `UserError` where it cannot be used."""
    if not (models_folder(home) / name / MANIFEST).is_file():
        return None
    manifest = (artifact := Artifact.find(name, home)).manifest
    if (manifest.kind, manifest.format) != ("reranker", "openvino"):
        raise UserError(
            f"{name!r} is a {manifest.kind} in the form of {manifest.format}, not a quantized reranker; "
            "give it another name and run `python -m compress run compress/recipes/shipped.yaml`"
        )
    return OpenVinoReranker(artifact)


def probability(logit: float) -> float:
    """Return a logit as a probability."""
    return 1 / (1 + math.exp(-logit)) if logit > 0 else 1 - 1 / (1 + math.exp(logit))


def indexed_text(passage: Passage) -> str:
    """Return a passage with the title and headings that it was embedded with."""
    from ingest.splitting import embedded_text

    return embedded_text(Document(passage.text, metadata={"title": passage.title, **passage.metadata}))


class OpenVinoReranker(Reranker):
    """The exported graph; it is loaded by the first call. Texts go in sorted by length, several batches at once."""

    def __init__(self, artifact: Artifact) -> None:
        self._folder = artifact.folder
        self.name = f"{artifact.manifest.name}@{artifact.manifest.hash[:12]}"
        self._one_caller = threading.Lock()
        sizes = self._folder / "sentence_bert_config.json"
        try:
            self.max_tokens: int = json.loads(sizes.read_text("utf-8"))["max_seq_length"]
        except (FileNotFoundError, ValueError, KeyError):
            raise UserError(
                f"{sizes} is missing or damaged; build the reranker again with `python -m compress run`"
            ) from None

    def score_texts(self, question: str, texts: Sequence[str]) -> "np.ndarray":
        import numpy as np

        with self._one_caller:
            queue, inputs = self._loaded
            question = self._cut(question)
            rows = self._tokenizer.encode_batch([(question, text) for text in texts])
            scores = np.empty(len(rows), np.float32)
            try:
                for batch in batches([len(row.ids) for row in rows], _TOKENS_PER_BATCH):
                    arrays = padded([rows[n].ids for n in batch], [rows[n].type_ids for n in batch])
                    queue.start_async({name: arrays[name] for name in inputs}, (scores, batch))
            finally:
                queue.wait_all()
        return scores

    def _cut(self, question: str) -> str:
        """Return the question's first tokens, as many as a row has room for."""
        room = self.max_tokens // _QUESTION_SHARE
        offsets = self._counter.encode(question, add_special_tokens=False).offsets
        return question if len(offsets) <= room else question[: offsets[room - 1][1]]

    @cached_property
    def _counter(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(self.max_tokens, strategy="only_second")
        return tokenizer

    @cached_property
    def _loaded(self) -> "tuple[openvino.AsyncInferQueue, list[str]]":
        return open_queue(self._folder, _keep)


def _keep(request, job) -> None:
    """Write a batch's logits to the places of its texts."""
    scores, batch = job
    scores[batch] = request.get_output_tensor(0).data[:, 0]
