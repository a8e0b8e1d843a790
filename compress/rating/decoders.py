"""An artifact that answers prompts and rates tokens, in Hugging Face form or as an OpenVINO graph.

For quality only: speed and memory are measured in a process of their own (measure.py).
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compress.artifact import Artifact
from compress.data.conversations import Example
from compress.models.loading import load_model, load_tokenizer

if TYPE_CHECKING:
    import numpy as np

Note = Callable[[int], None]


class Decoder(ABC):
    """A loaded language model; prompts are texts that the chat template has rendered."""

    @abstractmethod
    def answer(self, prompts: Sequence[str], max_new_tokens: int, note: Note = lambda _: None) -> list[str]:
        """Return the greedy completion of each prompt, special tokens left out; `note` hears how many are done."""

    @abstractmethod
    def surprise(self, examples: Sequence[Example], note: Note = lambda _: None) -> tuple[float, int]:
        """Return (summed negative log likelihood of the labelled tokens in nats, their number)."""


def open_decoder(artifact: Artifact) -> Decoder:
    """Load a decoder artifact in the form it has."""
    if artifact.manifest.format == "openvino":
        return OpenVinoDecoder(artifact.folder)
    return TorchDecoder(artifact)


class TorchDecoder(Decoder):
    """Through transformers, in fp32, on a GPU where there is one; many prompts at a time."""

    def __init__(self, artifact: Artifact) -> None:
        import torch

        self._tokenizer = load_tokenizer(artifact)
        self._model = load_model(artifact).to("cuda" if torch.cuda.is_available() else "cpu")
        self._batch_size = 64 if torch.cuda.is_available() else 4

    def answer(self, prompts: Sequence[str], max_new_tokens: int, note: Note = lambda _: None) -> list[str]:
        from compress.training.completion import Sampling, complete

        ids = [self._tokenizer(prompt, add_special_tokens=False)["input_ids"] for prompt in prompts]
        ends = self._tokenizer.eos_token_id, self._tokenizer.pad_token_id
        replies = complete(self._model, ids, Sampling(max_new_tokens, *ends, batch_size=self._batch_size), note)
        return [self._tokenizer.decode(reply, skip_special_tokens=True) for reply in replies]

    def surprise(self, examples: Sequence[Example], note: Note = lambda _: None) -> tuple[float, int]:
        from compress.data.batches import Feed
        from compress.training.objectives import mean_loss

        weight = sum(example.weight for example in examples)
        feed = Feed(examples, 4096, self._tokenizer.pad_token_id, seed=0)
        batches = _counted((feed.batch(i) for i in range(feed.batches_per_epoch)), len(examples), note)
        return mean_loss(self._model, batches) * weight, weight


class OpenVinoDecoder(Decoder):
    """Through OpenVINO GenAI, one prompt at a time: two at once in one pipeline raise."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pipeline: Any = None
        self._request: Any = None

    def answer(self, prompts: Sequence[str], max_new_tokens: int, note: Note = lambda _: None) -> list[str]:
        import openvino_genai as genai

        if self._pipeline is None:
            self._pipeline = genai.LLMPipeline(str(self._folder), "CPU")
        config = self._pipeline.get_generation_config()
        config.max_new_tokens, config.do_sample, config.apply_chat_template = max_new_tokens, False, False
        replies = []
        for prompt in prompts:
            # As one of a list the prompt is answered without the history that a lone string would start.
            replies.append(self._pipeline.generate([prompt], config).texts[0])
            note(len(replies))
        return replies

    def surprise(self, examples: Sequence[Example], note: Note = lambda _: None) -> tuple[float, int]:
        import numpy as np

        total, count = 0.0, 0
        for number, example in enumerate(examples, start=1):
            targets = np.flatnonzero(example.labelled[1:])  # the state at place t foretells the token at t + 1
            logits = self._logits(example.ids)[targets].astype(np.float64)
            logits -= logits.max(-1, keepdims=True)
            chosen = logits[np.arange(len(targets)), example.ids[targets + 1]]
            total += float((np.log(np.exp(logits).sum(-1)) - chosen).sum())
            count += len(targets)
            note(number)
        return total, count

    def _logits(self, ids: "np.ndarray") -> "np.ndarray":
        """Return the logits after every token, [tokens, vocabulary], from the bare graph."""
        import numpy as np
        import openvino

        if self._request is None:
            graph = self._folder / "openvino_model.xml"
            self._request = openvino.Core().compile_model(graph, "CPU").create_infer_request()
        tokens = len(ids)
        values = {
            "input_ids": ids[None].astype(np.int64),
            "attention_mask": np.ones((1, tokens), np.int64),
            "position_ids": np.arange(tokens, dtype=np.int64)[None],
            "beam_idx": np.zeros(1, np.int32),
        }
        wanted = {port.any_name for port in self._request.get_compiled_model().inputs}
        self._request.reset_state()
        found = self._request.infer({name: value for name, value in values.items() if name in wanted})
        return found["logits"][0]


def _counted(batches: Iterator[Any], most: int, note: Note) -> Iterator[Any]:
    done = 0
    for batch in batches:
        yield batch
        done += int((batch.lengths > 0).sum())
        note(min(done, most))
