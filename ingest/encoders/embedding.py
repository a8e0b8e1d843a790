"""Text to unit vectors: the embedder that is an artifact of ours, through OpenVINO or torch.

    embedder = open_embedder(home)
    embedder.encode(["a passage", "another"])     # float32, shape (2, 384), each row of length 1

Nothing here knows of documents, chunks or stores.
"""

import json
import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from langchain_core.embeddings import Embeddings

from compress.artifact import Artifact
from compress.home import BUILD, UserError, models_folder
from ingest.encoders.batches import batches, open_queue, padded, whole_tokenizer

if TYPE_CHECKING:
    import numpy as np
    import openvino
    from tokenizers import Tokenizer

DEFAULT = "minilm"

# Tokens of one inference, padding included. Measured on 2 cores with passages of 186 tokens: 1,500 to 6,000
# are equally quick, single passages a third slower.
_TOKENS_PER_BATCH = 2048


class Embedder(Embeddings, ABC):
    """What a collection and the splitter need of an embedder; LangChain's `Embeddings` as well.

    `name` is stored with a collection, so that vectors of two embedders never mix. `max_tokens` counts
    special tokens; what is longer is cut.
    """

    name: str
    max_tokens: int
    dimension: int

    @abstractmethod
    def encode(self, texts: Sequence[str]) -> "np.ndarray":
        """Return the texts' vectors: float32, shape (len(texts), dimension), unit length, in the order given."""

    @abstractmethod
    def count_tokens(self, text: str) -> int:
        """Return how many word pieces the text has, special tokens included; nothing is cut."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return `encode(texts)` as lists, for LangChain."""
        return self.encode(texts).tolist()

    def embed_query(self, text: str) -> list[float]:
        """Return one text's vector as a list, for LangChain."""
        return self.encode([text])[0].tolist()


def open_embedder(home: Path, name: str = DEFAULT) -> Embedder:
    """Open the encoder artifact of that name; raises `UserError` where there is none or it cannot embed."""
    try:
        artifact = Artifact.find(name, home)
    except UserError:
        raise UserError(f"there is no embedder {name!r} in {models_folder(home)}; build it with `{BUILD}`") from None
    if artifact.manifest.kind != "encoder":
        raise UserError(
            f"{name!r} is a {artifact.manifest.kind}, not an encoder; `python -m compress list` shows which are"
        )
    _require_mean_pooling(artifact.folder)
    if artifact.manifest.format == "openvino":
        return OpenVinoEmbedder(artifact)
    return TorchEmbedder(artifact)


class _ArtifactEmbedder(Embedder):
    """The name and the sizes that stand in an artifact's files, and its tokenizer."""

    def __init__(self, artifact: Artifact) -> None:
        self._folder = artifact.folder
        self.name = f"{artifact.manifest.name}@{artifact.manifest.hash[:12]}"
        self.max_tokens = _read_json(self._folder / "sentence_bert_config.json")["max_seq_length"]
        self.dimension = _read_json(self._folder / "config.json")["hidden_size"]

    def count_tokens(self, text: str) -> int:
        return len(self._counter.encode(text).ids)

    @cached_property
    def _counter(self) -> "Tokenizer":
        return whole_tokenizer(self._folder)


class OpenVinoEmbedder(_ArtifactEmbedder):
    """The exported graph, run in as many parallel requests as OpenVINO finds best for the machine.

    Texts go in sorted by length, so that hardly anything is padded. Mean over the tokens, then unit length. The
    graph is loaded by the first call, so that a run with nothing to embed costs nothing; `encode([])` loads it too.
    """

    def __init__(self, artifact: Artifact) -> None:
        super().__init__(artifact)
        self._one_caller = threading.Lock()

    def encode(self, texts: Sequence[str]) -> "np.ndarray":
        import numpy as np

        with self._one_caller:
            queue, inputs = self._loaded
            rows = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
            vectors = np.empty((len(rows), self.dimension), np.float32)
            try:
                for batch in batches([len(row) for row in rows], _TOKENS_PER_BATCH):
                    arrays = padded([rows[number] for number in batch])
                    job = (vectors, batch, arrays["attention_mask"])
                    queue.start_async({name: arrays[name] for name in inputs}, job)
            finally:
                queue.wait_all()
        return vectors

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        tokenizer = whole_tokenizer(self._folder)
        tokenizer.enable_truncation(self.max_tokens)
        return tokenizer

    @cached_property
    def _loaded(self) -> "tuple[openvino.AsyncInferQueue, list[str]]":
        return open_queue(self._folder, _pool)


class TorchEmbedder(_ArtifactEmbedder):
    """The same model as a Hugging Face folder, through sentence-transformers: slower, the reference."""

    def __init__(self, artifact: Artifact) -> None:
        from sentence_transformers import SentenceTransformer

        super().__init__(artifact)
        self._model = SentenceTransformer(str(artifact.folder), device="cpu", local_files_only=True)

    def encode(self, texts: Sequence[str]) -> "np.ndarray":
        import numpy as np

        if not texts:
            return np.empty((0, self.dimension), np.float32)
        return self._model.encode(
            list(texts), normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )


def _pool(request, job) -> None:
    """Write the mean over a batch's unpadded tokens, scaled to length 1, into the vectors it belongs to."""
    import numpy as np

    vectors, batch, mask = job
    mask = mask[..., None]
    means = (request.get_output_tensor(0).data * mask).sum(axis=1) / mask.sum(axis=1)
    vectors[batch] = means / np.linalg.norm(means, axis=1, keepdims=True)


def _require_mean_pooling(folder: Path) -> None:
    pooling = folder / "1_Pooling" / "config.json"
    if pooling.is_file() and not _read_json(pooling).get("pooling_mode_mean_tokens"):
        raise UserError(f"{folder.name!r} does not pool by the mean of its tokens, which is all that Footnote does")


def _read_json(file: Path) -> dict:
    try:
        return json.loads(file.read_text("utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        raise UserError(f"{file} is missing or damaged; build the embedder again with `{BUILD}`") from None
