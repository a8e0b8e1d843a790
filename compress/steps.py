"""The steps a recipe may name: for each its settings, its function, what it makes.

One entry a step; adding a step is adding an entry. Importing this file imports no torch.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from compress import merge
from compress.augmentation import ask, swap
from compress.corpus.prepare import PrepareConfig, prepare
from compress.cross_encoders import read, rerank
from compress.distillation import distill
from compress.models import importing
from compress.pruning import prune
from compress.quantization import quantize
from compress.rating import evaluate, report
from compress.reinforcement import reinforce
from compress.stage import Shape, Stage, StageConfig
from compress.training import tune


def paths_in(config: StageConfig) -> list[Path]:
    """Return every input file or folder that a config names, nested configs included; what it writes is none."""
    found: list[Path] = []
    outputs = config.outputs()
    for _, value in config:
        if isinstance(value, StageConfig):
            found += paths_in(value)
        elif isinstance(value, Path) and value not in outputs:
            found.append(value)
        elif isinstance(value, tuple):
            found += [item for item in value if isinstance(item, Path)]
    return found


def _same_shape(config: Any, shape: Shape | None) -> Shape | None:
    return shape


@dataclass(frozen=True)
class Step:
    """How a recipe runs one kind of stage.

    `makes` is "artifact" (a new model folder), "metrics" (more numbers in the parent's manifest) or "files".
    `inputs` names the files whose bytes decide whether the stage is still up to date. `plan` says what shape
    the stage makes of its parent's, where known; it raises `UserError` for what is impossible.
    """

    config: type[StageConfig]
    function: Stage
    makes: Literal["artifact", "metrics", "files"] = "artifact"
    needs_parent: bool = True
    inputs: Callable[[Any], Iterable[Path]] = paths_in
    plan: Callable[[Any, Shape | None], Shape | None] = _same_shape


STEPS: dict[str, Step] = {
    "prepare": Step(PrepareConfig, prepare, makes="files", needs_parent=False, inputs=lambda config: [config.sources]),
    "import": Step(
        importing.ImportConfig,
        importing.import_model,
        needs_parent=False,
        inputs=importing.inputs_of,
        plan=importing.plan_import,
    ),
    "tune": Step(tune.TuneConfig, tune.tune),
    "reinforce": Step(reinforce.ReinforceConfig, reinforce.reinforce),
    "merge": Step(merge.MergeConfig, merge.merge),
    "distill": Step(distill.DistillConfig, distill.distill, plan=distill.plan_distill),
    "prune": Step(prune.PruneConfig, prune.prune, plan=prune.plan_prune),
    "rerank": Step(rerank.RerankConfig, rerank.rerank, plan=rerank.plan_rerank),
    "read": Step(read.ReadConfig, read.read),
    "ask": Step(ask.AskConfig, ask.ask, makes="files"),
    "swap": Step(swap.SwapConfig, swap.swap, makes="files"),
    "quantize": Step(quantize.QuantizeConfig, quantize.quantize, plan=quantize.plan_quantize),
    "evaluate": Step(evaluate.EvaluateConfig, evaluate.evaluate, makes="metrics"),
    "report": Step(report.ReportConfig, report.report, makes="files"),
}
