"""One table and plots over all artifacts: what each size costs in quality, waiting and speed.

    python -m compress report --teacher footnote-teacher

Writes report.html, which needs no other file, and its plots as PNG. What stands in the table: comparison.py.
"""

import base64
import html
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import Field

from compress.artifact import Artifact
from compress.home import BUILD, UserError
from compress.rating.comparison import DECODER_COLUMNS, ENCODER_COLUMNS, NONE, Row, find_teacher, rows_of, same_data
from compress.stage import ArtifactName, StageConfig, StageContext

# file name, x metric, its label, factor to that unit
_PLOTS = (
    ("quality-bytes", "bytes", "size on disk, MB", 1e-6),
    ("quality-first-token", "first_token_s", "time to first token, s", 1.0),
    ("quality-speed", "tokens_per_second", "tokens a second", 1.0),
)
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #222; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; margin: 1rem 0 2rem; }
th, td { padding: .3rem .5rem; text-align: right; border-bottom: 1px solid #ddd; vertical-align: top; }
th:first-child, td:first-child { text-align: left; white-space: nowrap; }
div { overflow-x: auto; } tr.rival { background: #fdf1e3; }
td.note { text-align: left; color: #777; font-size: 85%; } img { max-width: 100%; height: auto; }
@media (prefers-color-scheme: dark) { body { background: #181818; color: #ddd; } th, td { border-color: #444; }
tr.rival { background: #3a2c1a; } img { background: #fff; } }
"""


class ReportConfig(StageConfig):
    """What to compare."""

    teacher: ArtifactName = Field(default="", description="its int8 and int4 are the rivals; default: by lineage")
    quality: str = Field(default="", description="the metric on the plots' upright axis; default: f1, else perplexity")


def report(parent: Artifact | None, folder: Path, config: ReportConfig, context: StageContext) -> Artifact:
    """Write the report of all artifacts to `folder`; as a recipe's stage its parent is the teacher."""
    if parent is None:
        raise UserError("report needs a parent: the teacher whose int8 and int4 the students are compared with")
    write_report(config.model_copy(update={"teacher": config.teacher or parent.manifest.name}), folder, context)
    return Artifact(folder, parent.manifest)


def write_report(config: ReportConfig, folder: Path, context: StageContext) -> dict[str, Any]:
    """Write report.html and the plots; return {"files": [...], "decoders": [...], "encoders": [...]}.

    Raises `UserError` where there is no artifact at all, or none has the metric asked for.
    """
    artifacts = Artifact.all(context.home)
    if not artifacts:
        raise UserError(f"there is no model in {context.home}; build some with `{BUILD}`")
    teacher = find_teacher(artifacts, config.teacher)
    decoders, encoders = (rows_of(artifacts, kind, teacher) for kind in ("decoder", "encoder"))
    quality = config.quality or next((key for key in ("f1", "perplexity") if _have(decoders, key)), "")
    if config.quality and not _have(decoders, quality):
        raise UserError(f"no model has the metric {quality!r}; `python -m compress list --json` shows what each has")
    folder.mkdir(parents=True, exist_ok=True)
    pictures = [_plot(decoders, quality, plot, folder) for plot in _PLOTS] if quality else []
    pictures = [path for path in pictures if path]
    page = folder / "report.html"
    page.write_text(_page(decoders, encoders, pictures), "utf-8")
    for path in (page, *pictures):
        context.say(f"wrote {path}")
    tables = {"decoders": decoders, "encoders": encoders}
    return {"files": [page, *pictures], **{kind: [vars(row) for row in rows] for kind, rows in tables.items()}}


def _have(rows: Sequence[Row], key: str) -> bool:
    return any(isinstance(row.metrics.get(key), (int, float)) for row in rows)


def _plot(rows: Sequence[Row], quality: str, plot: tuple[str, str, str, float], folder: Path) -> Path | None:
    """Draw one plot; None where no model has both figures."""
    from matplotlib.figure import Figure

    name, key, label, factor = plot
    points = [(row, row.bytes if key == "bytes" else row.metrics.get(key), row.metrics.get(quality)) for row in rows]
    points = [(row, x * factor, y) for row, x, y in points if x is not None and isinstance(y, (int, float))]
    if not points:
        return None
    figure = Figure(figsize=(9, 4.5), layout="constrained")
    axes = figure.subplots()
    # Numbers beside the points and names in the legend: names would lie over each other where models are close.
    for number, (row, x, y) in enumerate(sorted(points, key=lambda point: point[1]), start=1):
        colour, marker = ("#c8641b", "s") if row.rival else ("#2563a8", "o")
        rival = " (the teacher, quantized)" if row.rival else ""
        axes.scatter([x], [y], c=colour, marker=marker, s=44, label=f"{number}  {row.name}{rival}", zorder=3)
        axes.annotate(str(number), (x, y), textcoords="offset points", xytext=(0, 5), ha="center", fontsize=8)
    axes.set_xlabel(label)
    axes.set_ylabel(f"{quality} (lower is better)" if quality == "perplexity" else quality)
    axes.margins(0.1)
    axes.grid(alpha=0.25)
    figure.legend(loc="outside right upper", frameon=False, fontsize=8)
    path = folder / f"{name}.png"
    figure.savefig(path, dpi=130)
    return path


def _page(decoders: Sequence[Row], encoders: Sequence[Row], pictures: Sequence[Path]) -> str:
    parts = ["<h1>Models, compared</h1>"]
    parts.append("<p>Marked rows are the teacher, quantized: what a student must beat at no more bytes.</p>")
    for heading, rows, columns in (
        ("Language models", decoders, DECODER_COLUMNS),
        ("Sentence encoders", encoders, ENCODER_COLUMNS),
    ):
        if rows:
            parts.append(f"<h2>{heading}</h2>{_table(rows, columns)}")
            if not same_data(rows):
                parts.append("<p><strong>These figures were taken on different data; compare with care.</strong></p>")
    for path in pictures:
        encoded = base64.b64encode(path.read_bytes()).decode()
        parts.append(f'<p><img alt="{html.escape(path.stem)}" src="data:image/png;base64,{encoded}"></p>')
    head = f'<meta charset="utf-8"><title>Models, compared</title><style>{_STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{"".join(parts)}</body></html>\n'


def _table(rows: Sequence[Row], columns: Sequence[tuple[str, str, str]]) -> str:
    columns = [column for column in columns if any(row.cell(column[0], column[2]) != NONE for row in rows)]
    heads = ["model", "precision", "made by", "MB", *(heading for _, heading, _ in columns), ""]
    lines = ["".join(f"<th>{html.escape(head)}</th>" for head in heads)]
    for row in rows:
        size = NONE if row.bytes is None else f"{row.bytes / 1e6:.1f}"
        cells = [row.name, row.precision, row.step, size, *(row.cell(key, shown) for key, _, shown in columns)]
        line = "".join(f"<td>{html.escape(cell)}</td>" for cell in cells)
        lines.append(line + f'<td class="note">{html.escape(row.note)}</td>')
    marks = ["", *(' class="rival"' if row.rival else "" for row in rows)]
    body = "".join(f"<tr{mark}>{line}</tr>" for mark, line in zip(marks, lines, strict=True))
    return f"<div><table>{body}</table></div>"
