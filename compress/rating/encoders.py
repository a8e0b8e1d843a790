"""Sentence encoders as evaluation needs them: texts to unit vectors, in Hugging Face form or as an OpenVINO graph."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

from compress.artifact import Artifact
from compress.data.examples import encoder_tokens
from compress.models.loading import load_model

if TYPE_CHECKING:
    import numpy as np
    import torch

_BATCH = 32


class Encoder(ABC):
    """A loaded sentence encoder: the mean of its token states, at unit length."""

    device = "CPU"

    def __init__(self, artifact: Artifact) -> None:
        from tokenizers import Tokenizer  # transformers would bring torch, and torch 300 MB that no encoder needs

        self._tokenizer = Tokenizer.from_file(str(artifact.folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(encoder_tokens(artifact))
        self._tokenizer.enable_padding()

    def encode(self, texts: Sequence[str]) -> "np.ndarray":
        """Return the vectors of `texts`, float32 [texts, width], each of length 1."""
        import numpy as np

        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        rows: list[np.ndarray] = []
        for start in range(0, len(order), _BATCH):
            chosen = [texts[i] for i in order[start : start + _BATCH]]
            coded = self._tokenizer.encode_batch(chosen)
            ids = np.asarray([row.ids for row in coded], np.int64)
            mask = np.asarray([row.attention_mask for row in coded], np.int64)
            states = self._states({"input_ids": ids, "attention_mask": mask})
            rows.extend((states * mask[..., None]).sum(1) / mask.sum(1, keepdims=True))
        vectors = np.asarray(rows, np.float32)[np.argsort(order)]
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    @abstractmethod
    def _states(self, inputs: dict[str, "np.ndarray"]) -> "np.ndarray":
        """Return the last hidden states [rows, tokens, width]."""


def open_encoder(artifact: Artifact) -> Encoder:
    """Load an encoder artifact in the form it has."""
    return (OpenVinoEncoder if artifact.manifest.format == "openvino" else TorchEncoder)(artifact)


class TorchEncoder(Encoder):
    """Through transformers, on a GPU where there is one."""

    def __init__(self, artifact: Artifact) -> None:
        import torch

        super().__init__(artifact)
        self._model = load_model(artifact).to("cuda" if torch.cuda.is_available() else "cpu")
        self.device = torch.cuda.get_device_name() if torch.cuda.is_available() else "CPU"

    def _states(self, inputs: dict[str, "np.ndarray"]) -> "np.ndarray":
        import torch

        def tensor(values: "np.ndarray") -> "torch.Tensor":
            return torch.as_tensor(values, device=self._model.device)

        with torch.inference_mode():
            found = self._model(**{name: tensor(values) for name, values in inputs.items()})
        return found.last_hidden_state.float().cpu().numpy()


class OpenVinoEncoder(Encoder):
    """Through OpenVINO's runtime."""

    def __init__(self, artifact: Artifact) -> None:
        import openvino

        super().__init__(artifact)
        self._model = openvino.Core().compile_model(artifact.folder / "openvino_model.xml", "CPU")
        self._names = {port.any_name for port in self._model.inputs}

    def _states(self, inputs: dict[str, "np.ndarray"]) -> "np.ndarray":
        import numpy as np

        given = {name: values for name, values in inputs.items() if name in self._names}
        if "token_type_ids" in self._names:
            given.setdefault("token_type_ids", np.zeros_like(inputs["input_ids"]))
        return self._model(given)[0]
