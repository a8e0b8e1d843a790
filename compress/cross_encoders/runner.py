"""Rerankers and readers as evaluation needs them: a question and passages to what the model says of each row.

In torch or as an OpenVINO graph. The product runs its own (`ingest.encoders.cross_encoder`), which is built for speed.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from compress.artifact import Artifact
from compress.cross_encoders.tokens import PairTokens
from compress.models.loading import load_model

if TYPE_CHECKING:
    import numpy as np

_ROWS, _ROWS_ON_GPU = 16, 256  # at a time


@dataclass(frozen=True)
class Row:
    """A question with one passage as the model read it: the passage's tokens are second_at .. end - 1.

    outputs: what the model said, an array each, of this row alone: a reranker's one logit, or a reader's logits of
    the start and of the end, [width].
    """

    second_at: int
    end: int
    outputs: "tuple[np.ndarray, ...]"


class Runner(ABC):
    """A loaded cross-encoder."""

    device = "CPU"
    rows = _ROWS

    def __init__(self, artifact: Artifact) -> None:
        self.pairs = PairTokens.read(artifact.folder)

    def run(self, question: str, passages: Sequence[str]) -> list[Row]:
        """Return a row for each passage."""
        return self.run_pairs([(question, passage) for passage in passages])

    def run_pairs(self, pairs: Sequence[tuple[str, str]]) -> list[Row]:
        """Return a row for each pair of question and passage; rows of like length are read together."""
        import numpy as np

        texts = list(dict.fromkeys(text for pair in pairs for text in pair))
        words = dict(zip(texts, self.pairs.words(texts), strict=True))
        rows = [self.pairs.join(words[question], words[passage]) for question, passage in pairs]
        found: dict[int, Row] = {}
        order = np.argsort([len(ids) for ids, _ in rows], kind="stable")
        for start in range(0, len(order), self.rows):
            chosen = order[start : start + self.rows]
            outputs = self._outputs(self._padded([rows[i] for i in chosen]))
            for place, number in enumerate(chosen):
                ids, second_at = rows[number]
                end = len(ids) - len(self.pairs.after)
                found[int(number)] = Row(second_at, end, tuple(output[place] for output in outputs))
        return [found[number] for number in range(len(rows))]

    def _padded(self, rows: "Sequence[tuple[np.ndarray, int]]") -> "dict[str, np.ndarray]":
        """Return the model's inputs, int64 [rows, longest row]."""
        import numpy as np

        ids = np.full((len(rows), max(len(row) for row, _ in rows)), self.pairs.pad_id, np.int64)
        mask, types = np.zeros_like(ids), np.zeros_like(ids)
        for place, (row, second_at) in enumerate(rows):
            ids[place, : len(row)] = row
            mask[place, : len(row)] = 1
            types[place, second_at : len(row)] = self.pairs.second_type
        return {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}

    @abstractmethod
    def _outputs(self, inputs: "dict[str, np.ndarray]") -> "list[np.ndarray]":
        """Return the model's outputs, each [rows, ...]."""


def open_runner(artifact: Artifact) -> Runner:
    """Load a reranker or reader in the form it has."""
    return (OpenVinoRunner if artifact.manifest.format == "openvino" else TorchRunner)(artifact)


class TorchRunner(Runner):
    """Through transformers, on a GPU where there is one."""

    def __init__(self, artifact: Artifact) -> None:
        import torch

        super().__init__(artifact)
        self._model = load_model(artifact).to("cuda" if torch.cuda.is_available() else "cpu")
        if torch.cuda.is_available():
            self.device, self.rows = torch.cuda.get_device_name(), _ROWS_ON_GPU

    def _outputs(self, inputs: "dict[str, np.ndarray]") -> "list[np.ndarray]":
        import torch

        from compress.cross_encoders.batches import has_segments

        names = inputs if has_segments(self._model) else inputs.keys() - {"token_type_ids"}
        given = {name: torch.as_tensor(inputs[name], device=self._model.device) for name in names}
        with torch.inference_mode():
            return [output.float().cpu().numpy() for output in self._model(**given).to_tuple()]


class OpenVinoRunner(Runner):
    """Through OpenVINO's runtime."""

    def __init__(self, artifact: Artifact) -> None:
        import openvino

        super().__init__(artifact)
        self._model = openvino.Core().compile_model(artifact.folder / "openvino_model.xml", "CPU")
        self._names = {port.any_name for port in self._model.inputs}

    def _outputs(self, inputs: "dict[str, np.ndarray]") -> "list[np.ndarray]":
        found = self._model({name: values for name, values in inputs.items() if name in self._names})
        return [found[port].copy() for port in self._model.outputs]
