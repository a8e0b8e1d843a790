"""How well a passage answers a question: a cross-encoder that reads both together.

    reranker = open_reranker(home)                   # None where no such model was built
    reranker.score("Who kept the light?", passages)  # float32, shape (passages,): higher answers better

A first search gives it some candidates; reading all of a collection this way would take minutes.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from compress.artifact import Artifact
from ingest.encoders.cross_encoder import CrossEncoder, find_artifact, indexed_text
from ingest.search.retrieval import Passage

if TYPE_CHECKING:
    import numpy as np

DEFAULT = "footnote-reranker"


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
    artifact = find_artifact(home, name, "reranker")
    return OpenVinoReranker(artifact) if artifact else None


class OpenVinoReranker(Reranker):
    """A quantized reranker; it is loaded by the first call."""

    def __init__(self, artifact: Artifact) -> None:
        self.name = f"{artifact.manifest.name}@{artifact.manifest.hash[:12]}"
        self._model = CrossEncoder(artifact)

    def score_texts(self, question: str, texts: Sequence[str]) -> "np.ndarray":
        import numpy as np

        return np.asarray([row.outputs[0][0] for row in self._model.run(question, texts)], np.float32)
