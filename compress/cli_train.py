"""The commands that train, prune, measure and compare models."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from compress.artifact import Artifact
from compress.augmentation.ask import AskConfig
from compress.augmentation.swap import SwapConfig
from compress.cli_build import AsJson, Home, checked, run_step, show_built
from compress.cli_options import command_for
from compress.console import emit
from compress.corpus.prepare import PrepareConfig, prepare
from compress.home import UserError, resolve_home
from compress.pruning import study
from compress.quiet import quiet_libraries
from compress.rating import evaluate, report
from compress.rating.advise import Budget, advise, render
from compress.recipe import resolve_files
from compress.stage import StageContext
from compress.steps import STEPS

Parent = Annotated[str, typer.Argument(help="The model to start from.")]
Name = Annotated[str, typer.Option("--name", help="What to call the result.")]
_BUILDING = {
    "tune": "Fine-tune a model on conversations, whole or with a low-rank adapter.",
    "reinforce": "Let a tuned model learn from what its own replies are worth.",
    "merge": "Add an adapter into a model's weights.",
    "distill": "Train a smaller student on a teacher.",
    "rerank": "Train a model that says how well a passage answers a question, and sorts passages by it.",
    "read": "Train a model that points at the words of a passage that answer a question, or at none.",
    "prune": "Take layers, neurons or weights out of a model, and let the rest recover.",
}


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    for step, about in _BUILDING.items():
        app.command(step, help=about)(command_for(STEPS[step].config, _building(step)))
    for config, action in (
        (PrepareConfig, prepare_),
        (AskConfig, ask_),
        (SwapConfig, swap_),
        (evaluate.EvaluateConfig, evaluate_),
        (report.ReportConfig, report_),
        (study.StudyConfig, study_),
        (Budget, advise_),
    ):
        app.command(action.__name__.removesuffix("_"))(command_for(config, action))
    app.command("extract")(extract)


def _building(step: str) -> Callable[..., None]:
    def build(parent: Parent, name: Name, home: Home = None, as_json: AsJson = False, *, settings: dict) -> None:
        _build(step, name, parent, settings, home, as_json)

    return build


def prepare_(home: Home = None, as_json: AsJson = False, *, settings: dict[str, Any]) -> None:
    """Make training conversations out of open datasets: train.jsonl, dev.jsonl, test.jsonl."""
    root = resolve_home(home)
    config = resolve_files(checked(PrepareConfig, settings), Path.cwd())
    found = prepare(None, config.out, config, StageContext(root))
    if as_json:
        emit(found)
        return
    for split, counts in found["conversations"].items():
        print(f"{split}: {sum(counts.values()):,}")
        for group, count in counts.items():
            print(f"  {group}: {count:,}")


def ask_(
    writer: Annotated[str, typer.Argument(help="The model that has learnt to write questions.")],
    home: Home = None,
    as_json: AsJson = False,
    *,
    settings: dict[str, Any],
) -> None:
    """Write questions and near misses about passages, checked by a reader: more data to learn from."""
    out, found = _files_of("ask", writer, home, settings)
    if as_json:
        emit(found)
    else:
        print(f"{out}: {found['answered']:,} questions and {found['near misses']:,} near misses")


def swap_(
    reader: Annotated[str, typer.Argument(help="The reader that judges what is no longer answered.")],
    home: Home = None,
    as_json: AsJson = False,
    *,
    settings: dict[str, Any],
) -> None:
    """Make near misses by swapping names and numbers of questions for others of their passages."""
    out, found = _files_of("swap", reader, home, settings)
    if as_json:
        emit(found)
    else:
        print(f"{out}: {found['kept']:,} near misses of {found['tried']:,} swapped questions")


def _files_of(step: str, parent: str, home: Path | None, settings: dict[str, Any]) -> tuple[Path, dict[str, Any]]:
    """Run a step that writes a file out of a model; return the file and what the step counted."""
    root = resolve_home(home)
    config: Any = resolve_files(checked(STEPS[step].config, settings), Path.cwd())
    with quiet_libraries():
        return config.out, STEPS[step].function(Artifact.find(parent, root), config.out, config, StageContext(root))


def evaluate_(
    artifact: Annotated[str, typer.Argument(help="The model to measure.")],
    home: Home = None,
    as_json: AsJson = False,
    *,
    settings: dict[str, Any],
) -> None:
    """Measure a model's quality, speed, size and memory, and keep the figures in its manifest."""
    found = Artifact.find(artifact, resolve_home(home))
    config = resolve_files(checked(evaluate.EvaluateConfig, settings), Path.cwd())
    with quiet_libraries():
        measured = evaluate.evaluate(found, found.folder, config, StageContext(resolve_home(home)))
    _show(measured.manifest.name, measured.manifest.metrics, as_json)


def report_(home: Home = None, as_json: AsJson = False, *, settings: dict[str, Any]) -> None:
    """Write the table and the plots of every measured model, as HTML and PNG."""
    root = resolve_home(home)
    folder = root / "reports" / "report"
    written = report.write_report(checked(report.ReportConfig, settings), folder, StageContext(root))
    if as_json:
        emit(written)
    else:
        print("\n".join(str(path) for path in written["files"]))


def study_(
    artifact: Annotated[str, typer.Argument(help="The huggingface-format model to study.")],
    home: Home = None,
    as_json: AsJson = False,
    *,
    settings: dict[str, Any],
) -> None:
    """Study what pruning costs and buys: near-zero weights, quality against sparsity, speed of zeros."""
    root = resolve_home(home)
    config = resolve_files(checked(study.StudyConfig, settings), Path.cwd())
    with quiet_libraries():
        found = study.study(Artifact.find(artifact, root), root / "reports" / "study", config, StageContext(root))
    if as_json:
        emit(found)
    else:
        print(study.render(found))


def advise_(home: Home = None, as_json: AsJson = False, *, settings: dict[str, Any]) -> None:
    """Name the model to use on this machine within a budget, and what each choice trades."""
    root = resolve_home(home)
    advice = advise(Artifact.all(root), checked(Budget, settings), StageContext(root))
    if as_json:
        emit(advice)
    else:
        print(render(advice))


def extract(
    tuned: Annotated[str, typer.Argument(help="The fine-tuned model.")],
    base: Annotated[str, typer.Option(help="The model it was tuned from.")],
    out: Annotated[Path, typer.Option(help="The folder to write the adapter to.")],
    rank: Annotated[int, typer.Option(min=1, help="Rank of each matrix's change; the size grows with it.")] = 32,
    ternary: Annotated[bool, typer.Option("--ternary", help="Keep all ranks, at 1.6 bits a weight.")] = False,
    data: Annotated[Path | None, typer.Option(help="With --ternary: conversations to keep the effect on.")] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Write what tuning changed as a low-rank adapter, or with --ternary in three values a weight."""
    root = resolve_home(home)
    if data and not ternary:
        raise UserError("only a ternary change is fitted to data; give --ternary too, or leave out --data")
    before, after = (Artifact.find(name, root) for name in (base, tuned))
    with quiet_libraries():
        if ternary:
            found = _extract_ternary(before, after, out.expanduser(), data, StageContext(root))
        else:
            found = _extract(before, after, rank, out.expanduser())
    if as_json:
        emit({**found, "path": out})
    else:
        print(f"{out}: {found['bytes'] / 1e6:.1f} MB hold {found['captured']:.1%} of the change")


def _extract(base: Artifact, tuned: Artifact, rank: int, folder: Path) -> dict[str, Any]:
    """Write the change between two artifacts to a folder, of that mean rank."""
    if tuned.manifest.kind in ("reranker", "reader"):
        from compress.cross_encoders.delta import extract_delta

        return extract_delta(base, tuned, rank, folder)
    from compress.models.adapters import extract_adapter
    from compress.models.loading import load_model

    return extract_adapter(load_model(base), load_model(tuned), rank, folder)


def _extract_ternary(
    base: Artifact, tuned: Artifact, folder: Path, data: Path | None, context: StageContext
) -> dict[str, Any]:
    """Write the change between two decoders to a folder in three values a weight, fitted to data if given."""
    from compress.data.examples import load_examples, sample_batches
    from compress.models.loading import load_model
    from compress.models.ternary_delta import extract_ternary
    from compress.pruning.influence import input_moments
    from compress.training.config import TrainingConfig

    if tuned.manifest.kind != "decoder":
        raise UserError(f"a {tuned.manifest.kind}'s change is kept at low rank only; leave out --ternary")
    before, after, moments = load_model(base), load_model(tuned), None
    if data:
        longest = TrainingConfig.model_fields["max_tokens"].default
        examples, tokenizer = load_examples(tuned, [data], longest, context)
        moments = input_moments(after, sample_batches(examples, tokenizer.pad_token_id))
    return extract_ternary(before, after, folder, moments)


def _build(step: str, name: str, parent: str, settings: dict[str, Any], home: Path | None, as_json: bool) -> None:
    """Run a stage that makes an artifact. Under `accelerate launch` the first process keeps the books."""
    if int(os.environ.get("RANK", "0")):
        _help_along(step, name, parent, settings, home)
        return
    show_built(run_step(step, name, parent, settings, home), as_json)


def _help_along(step: str, name: str, parent: str, settings: dict[str, Any], home: Path | None) -> None:
    """Run the stage in a further process of the same training: no lock, no talk, no manifest of its own."""
    from compress.home import models_folder

    root = resolve_home(home)
    config = resolve_files(checked(STEPS[step].config, settings), Path.cwd())
    context = StageContext(root, say=lambda _: None)
    STEPS[step].function(Artifact.find(parent, root), models_folder(root) / name, config, context)


def _show(name: str, metrics: dict[str, Any], as_json: bool) -> None:
    if as_json:
        emit({"name": name, **metrics})
        return
    print(name)
    for key, value in metrics.items():
        print(f"  {key}: {value}")
