"""The artifacts side by side: one row each, always with the teacher's own int8 and int4 beside the students.

A student that a quantized teacher beats at the same bytes is not worth its training: int4 is the honest rival, so a
rival that was not built or not measured has a row too, which says how to get it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from compress.artifact import Artifact
from compress.home import UserError

RIVALS = ("int8", "int4")
NONE = "–"  # what stands where nothing was measured
# key, heading, how it is shown
DECODER_COLUMNS = (
    ("f1", "F1", "{:.1%}"),
    ("em", "EM", "{:.1%}"),
    ("answer_contained_short", "answer in ≤ 40 words", "{:.1%}"),
    ("false_refusals", "wrong refusals", "{:.1%}"),
    ("right_refusals", "right refusals", "{:.1%}"),
    ("citation_accuracy", "right citations", "{:.1%}"),
    ("tool_accuracy", "right tool use", "{:.1%}"),
    ("perplexity", "perplexity", "{:.2f}"),
    ("text_perplexity", "perplexity of texts", "{:.2f}"),
    ("first_token_s", "first token, s", "{:.2f}"),
    ("tokens_per_second", "tokens / s", "{:.1f}"),
    ("peak_memory_bytes", "memory, MB", "MB"),
)
ENCODER_COLUMNS = (
    ("recall@1", "recall@1", "{:.1%}"),
    ("recall@4", "recall@4", "{:.1%}"),
    ("recall@8", "recall@8", "{:.1%}"),
    ("parent_cosine", "cosine to parent", "{:.4f}"),
    ("query_s", "query, s", "{:.4f}"),
    ("passages_per_second", "passages / s", "{:.1f}"),
    ("peak_memory_bytes", "memory, MB", "MB"),
)


@dataclass(frozen=True)
class Row:
    """One line of the table. `note` says what is missing, and how to get it."""

    name: str
    precision: str
    step: str
    bytes: int | None
    metrics: dict[str, Any]
    rival: bool = False
    note: str = ""

    def cell(self, key: str, shown: str) -> str:
        """Return a metric as text; a dash where it was not measured."""
        value = self.metrics.get(key)
        if not isinstance(value, (int, float)):
            return NONE
        return f"{value / 1e6:.0f}" if shown == "MB" else shown.format(value)


def rows_of(artifacts: Sequence[Artifact], kind: str, teacher: Artifact | None) -> list[Row]:
    """Return the rows of one kind, smallest first, the teacher's rivals among them whether they exist or not."""
    rows = [_row(artifact, teacher) for artifact in artifacts if artifact.manifest.kind == kind]
    if teacher is not None and teacher.manifest.kind == kind:
        present = {row.precision for row in rows if row.rival}
        rows += [_missing(teacher, precision) for precision in RIVALS if precision not in present]
    return sorted(rows, key=lambda row: (row.bytes is None, row.bytes))


def find_teacher(artifacts: Sequence[Artifact], name: str = "") -> Artifact | None:
    """Return the named artifact, or the decoder that students were made from, or the only trainable one; or None."""
    decoders = [a for a in artifacts if a.manifest.kind == "decoder" and a.manifest.format == "huggingface"]
    if name:
        found = [artifact for artifact in decoders if artifact.manifest.name == name]
        if not found:
            raise UserError(f"{name} is no huggingface decoder here; `python -m compress list` shows which there are")
        return found[0]
    by_hash = {artifact.manifest.hash: artifact for artifact in decoders}
    parents = [by_hash.get(a.manifest.parent) for a in decoders if a.manifest.step in ("distill", "prune")]
    known = [artifact for artifact in parents if artifact is not None]
    while known and known[0].manifest.step in ("distill", "prune") and known[0].manifest.parent in by_hash:
        known[0] = by_hash[known[0].manifest.parent]  # a student of a student: go on to the one that was whole
    tuned = [artifact for artifact in decoders if artifact.manifest.step in ("tune", "merge")]
    return next(iter([*known, *tuned, *decoders]), None)


def same_data(rows: Sequence[Row]) -> bool:
    """Tell whether all figures were taken on the same files."""
    return len({tuple(row.metrics["data"]) for row in rows if row.metrics.get("data")}) <= 1


def _row(artifact: Artifact, teacher: Artifact | None) -> Row:
    manifest = artifact.manifest
    rival = bool(teacher and manifest.parent == teacher.manifest.hash and manifest.precision in RIVALS)
    command = f"python -m compress evaluate {manifest.name} --data FILE.jsonl"
    measured = manifest.metrics.get("data") or manifest.metrics.get("texts")
    note = "" if measured else f"not measured: {command}"
    return Row(manifest.name, manifest.precision, manifest.step, artifact.bytes(), manifest.metrics, rival, note)


def _missing(teacher: Artifact, precision: str) -> Row:
    name = teacher.manifest.name
    note = f"not built: python -m compress quantize {name} --preset {precision}"
    return Row(f"{name}-{precision}", precision, "quantize", None, {}, True, note)
