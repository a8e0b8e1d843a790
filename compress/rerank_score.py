"""Rerankers as evaluation needs them: question and passages to scores, in torch or as an OpenVINO graph."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from compress.artifact import Artifact
from compress.models import load_model
from compress.pair_tokens import PairTokens
from compress.rerank_data import Case

if TYPE_CHECKING:
    import numpy as np

_RECALL_AT = (1, 2, 4)
_REFUSED = 0.08  # of the answerable questions: the share that may be refused by mistake
_ROWS, _ROWS_ON_GPU = 16, 256  # at a time


class Scorer(ABC):
    """A loaded reranker."""

    device = "CPU"
    rows = _ROWS

    def __init__(self, artifact: Artifact) -> None:
        self._pairs = PairTokens.read(artifact.folder)

    def score(self, question: str, passages: Sequence[str]) -> "np.ndarray":
        """Return how well each passage answers, float32 [passages]: logits, above 0 where an answer is likelier."""
        import numpy as np

        words = self._pairs.words([question, *passages])
        rows = [self._pairs.join(words[0], passage) for passage in words[1:]]
        scores = np.empty(len(rows), np.float32)
        order = np.argsort([len(ids) for ids, _ in rows], kind="stable")
        for start in range(0, len(order), self.rows):
            chosen = order[start : start + self.rows]
            scores[chosen] = self._logits(self._padded([rows[i] for i in chosen]))
        return scores

    def _padded(self, rows: "Sequence[tuple[np.ndarray, int]]") -> "dict[str, np.ndarray]":
        """Return the model's inputs, int64 [rows, longest row]."""
        import numpy as np

        ids = np.full((len(rows), max(len(row) for row, _ in rows)), self._pairs.pad_id, np.int64)
        mask, types = np.zeros_like(ids), np.zeros_like(ids)
        for place, (row, second_at) in enumerate(rows):
            ids[place, : len(row)] = row
            mask[place, : len(row)] = 1
            types[place, second_at : len(row)] = self._pairs.second_type
        return {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}

    @abstractmethod
    def _logits(self, inputs: "dict[str, np.ndarray]") -> "np.ndarray":
        """Return one score a row."""


def open_reranker(artifact: Artifact) -> Scorer:
    """Load a reranker artifact in the form it has."""
    return (OpenVinoScorer if artifact.manifest.format == "openvino" else TorchScorer)(artifact)


class TorchScorer(Scorer):
    """Through transformers, on a GPU where there is one."""

    def __init__(self, artifact: Artifact) -> None:
        import torch

        super().__init__(artifact)
        self._model = load_model(artifact).to("cuda" if torch.cuda.is_available() else "cpu")
        if torch.cuda.is_available():
            self.device, self.rows = torch.cuda.get_device_name(), _ROWS_ON_GPU

    def _logits(self, inputs: "dict[str, np.ndarray]") -> "np.ndarray":
        import torch

        given = {name: torch.as_tensor(values, device=self._model.device) for name, values in inputs.items()}
        with torch.inference_mode():
            return self._model(**given).logits[:, 0].float().cpu().numpy()


class OpenVinoScorer(Scorer):
    """Through OpenVINO's runtime."""

    def __init__(self, artifact: Artifact) -> None:
        import openvino

        super().__init__(artifact)
        self._model = openvino.Core().compile_model(artifact.folder / "openvino_model.xml", "CPU")
        self._names = {port.any_name for port in self._model.inputs}

    def _logits(self, inputs: "dict[str, np.ndarray]") -> "np.ndarray":
        return self._model({name: values for name, values in inputs.items() if name in self._names})[0][:, 0]


def rank_quality(scorer: Scorer, cases: Sequence[Case], note: Callable[[int], None]) -> dict[str, Any]:
    """Return what rank_shares makes of a reranker's scores; `note` hears how many cases are done."""
    scores = []
    for number, case in enumerate(cases, start=1):
        scores.append(scorer.score(case.question, case.candidates))
        note(number)
    return rank_shares(cases, scores)


def rank_shares(cases: Sequence[Case], scores: "Sequence[np.ndarray]") -> dict[str, Any]:
    """Return recall@k and the mean reciprocal rank over the answerable, and how well the best score tells them apart.

    first_recall@1 is that of the candidates' given order. answerable_auc is the chance that an answerable question's
    best score is above an unanswerable one's; right_refusals the share of unanswerable ones below the threshold that
    refuses 8 % of the answerable. A gold passage counts as behind every candidate that scores as high as it does.
    """
    import numpy as np

    ranks = np.asarray([int((s >= s[c.gold]).sum()) for c, s in zip(cases, scores, strict=True) if c.gold is not None])
    found: dict[str, Any] = {"items": len(cases), "answerable": len(ranks)}
    if len(ranks):
        found["first_recall@1"] = _share(np.asarray([c.gold == 0 for c in cases if c.gold is not None]))
        found |= {f"recall@{k}": _share(ranks <= k) for k in _RECALL_AT}
        found["mrr"] = _share(1 / ranks)
    best = np.asarray([s.max() for s in scores])
    has = np.asarray([c.gold is not None for c in cases])
    if has.any() and not has.all():
        above = best[has][:, None] - best[~has][None]
        found["answerable_auc"] = _share((above > 0) + 0.5 * (above == 0))
        found["right_refusals"] = _share(best[~has] < np.quantile(best[has], _REFUSED))
    return found


def _share(values: "np.ndarray") -> float:
    return round(float(values.mean()), 4)
