"""What the command line prints: of a run, of a passage found, of the thresholds that a collection was asked for."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.answerability.fitting import Point
    from ingest.collection import Passage
    from ingest.pipeline import Report

_SNIPPET = 300  # characters of a passage


def report_lines(report: "Report") -> list[str]:
    """Return what a run did: a line for each document, and how many there were of each kind."""
    lines = []
    if report.outcomes:
        lines.append(f"{'':7}  {'chunks':>6}  {'new':>6}  source")
    for outcome in report.outcomes:
        lines.append(f"{outcome.kind:7}  {outcome.chunks:>6}  {outcome.new:>6}  {outcome.source}")
    lines += [f"failed   {failure.source}: {failure.error}" for failure in report.failed]
    counts = {kind: report.count(kind) for kind in ("added", "updated", "deleted")}
    lines.append(
        f"{counts['added']} added, {counts['updated']} updated, {report.skipped} skipped, "
        f"{counts['deleted']} deleted, {len(report.failed)} failed, {report.chunks} chunks written"
    )
    return lines


def passage_lines(rank: int, passage: "Passage") -> str:
    """Return a found passage: its place, how near it is, its beginning and its document."""
    page = f", page {passage.page}" if passage.page else ""
    heading = f" · {passage.heading}" if passage.heading else ""
    text = " ".join(passage.text.split())
    snippet = text if len(text) <= _SNIPPET else text[:_SNIPPET].rsplit(" ", 1)[0] + " …"
    return f"{rank}. {passage.title}{page}{heading}  (cosine {passage.cosine:.2f})\n   {snippet}\n   {passage.source}"


def curve_lines(points: "Sequence[Point]", marks: Mapping[float, str]) -> list[str]:
    """Return a table of what each threshold lets pass and refuses; some thresholds are marked."""
    lines = ["threshold  false answers  made-up passed  refused wrongly"]
    for one in points:
        shares = f"{one.false_answers:>13.1%}  {one.made_up_passed:>14.1%}  {one.refused_wrongly:>15.1%}"
        lines.append(f"{one.threshold:>9.3f}  {shares}  {marks.get(one.threshold, '')}".rstrip())
    return lines
