"""The steps of a recipe that train, prune, merge, measure and report. Importing this file imports no torch."""

from compress import distill, evaluate, prune, report, tune
from compress.steps import STEPS, Step

TRAINING_STEPS: dict[str, Step] = {
    "tune": Step(tune.TuneConfig, tune.tune),
    "merge": Step(tune.MergeConfig, tune.merge),
    "distill": Step(distill.DistillConfig, distill.distill, plan=distill.plan_distill),
    "prune": Step(prune.PruneConfig, prune.prune, plan=prune.plan_prune),
    "evaluate": Step(evaluate.EvaluateConfig, evaluate.evaluate, makes="metrics"),
    "report": Step(report.ReportConfig, report.report, makes="files"),
}


def add_steps() -> None:
    """Let recipes name these steps too."""
    STEPS.update(TRAINING_STEPS)
