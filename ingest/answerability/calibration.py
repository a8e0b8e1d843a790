"""The gate that `python -m ingest calibrate` gave a collection, kept in its database beside its embedder's name.

Where nobody calibrated, or with another reranker than today's, the shipped gate holds.
"""

import json
from dataclasses import asdict, dataclass

from ingest.answerability.gate import READ, SEARCHED, Gate
from ingest.collection import Collection
from ingest.encoders.reranker import Reranker

_KEY = "calibration"
_GREW = 1.5  # times as many chunks, or as few, as when it was calibrated: worth doing again


@dataclass(frozen=True)
class Calibration:
    """A gate fitted to a collection, and what it was fitted on.

    `reranker` is its name, "" without one. `target` is the share of false answers asked for; `false_answers`,
    `made_up_passed` and `refused_wrongly` are what the gate does to the `questions` of the calibration itself.
    """

    gate: Gate
    reranker: str
    target: float
    false_answers: float
    made_up_passed: float
    refused_wrongly: float
    questions: int
    chunks: int

    def outgrown(self, chunks: int) -> bool:
        """Whether a collection that has so many chunks now is another one than the one calibrated."""
        return not self.chunks / _GREW <= chunks <= self.chunks * _GREW


def shipped_gate(reranker: Reranker | None) -> Gate:
    """Return the gate that holds where nobody calibrated."""
    return SEARCHED if reranker is None else READ


def gate_of(collection: Collection, reranker: Reranker | None) -> Gate:
    """Return the gate that questions to a collection have to pass: its own, or the shipped one."""
    found = stored(collection)
    return found.gate if found and found.reranker == name_of(reranker) else shipped_gate(reranker)


def name_of(reranker: Reranker | None) -> str:
    """Return the name that a calibration keeps of a reranker, "" of none."""
    return reranker.name if reranker else ""


def stored(collection: Collection) -> Calibration | None:
    """Return the calibration of a collection; None where there is none that this version can read."""
    text = collection.fact(_KEY)
    if text is None:
        return None
    try:
        fields = json.loads(text)
        return Calibration(**{**fields, "gate": Gate(**fields["gate"])})
    except (ValueError, TypeError, KeyError):  # another version's: as good as none, and `calibrate` replaces it
        return None


def store(collection: Collection, calibration: Calibration | None) -> None:
    """Keep a calibration with a collection, in place of an older one; None forgets it."""
    collection.keep_fact(_KEY, json.dumps(asdict(calibration)) if calibration else None)
