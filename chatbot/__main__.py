"""Ask your documents: in the browser, from the shell, or a whole file of questions.

python -m chatbot                                  # the chat, on http://127.0.0.1:7860
python -m chatbot ask "How is a model quantized?" --json
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from chatbot.settings import DEFAULT_MODEL, Settings
from compress.console import emit, progress, run, say
from compress.home import UserError, resolve_home

app = typer.Typer(add_completion=False, no_args_is_help=False, help=__doc__)

Home = Annotated[Path | None, typer.Option(help="Data root; else FOOTNOTE_HOME, else what `path` prints.")]
Model = Annotated[str, typer.Option(help="A model's NAME, PATH, Hugging Face id, or provider:name.")]
CollectionName = Annotated[str, typer.Option("--collection", help="The documents to answer from.")]
ModeOption = Annotated[str, typer.Option(help="auto, tool (the model calls tools) or context (rules do).")]
StyleOption = Annotated[str, typer.Option(help="full (a sentence or a few) or brief (just the answer's words).")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]


@app.callback(invoke_without_command=True)
def chat(
    context: typer.Context,
    home: Home = None,
    model: Model = DEFAULT_MODEL,
    collection: CollectionName = "default",
    mode: ModeOption = "auto",
    port: Annotated[int, typer.Option(help="The port on 127.0.0.1.")] = 7860,
) -> None:
    """Open the chat in the browser."""
    if context.invoked_subcommand is None:
        from chatbot.ui.app import serve

        serve(Settings(resolve_home(home), model, collection, mode), port, say)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="What you want to know.")] = None,
    batch: Annotated[Path | None, typer.Option(help="A JSONL file of {id, question, history?} instead.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where the batch's answers go.")] = None,
    explain: Annotated[bool, typer.Option(help="Add every literal prompt and raw output.")] = False,
    home: Home = None,
    model: Model = DEFAULT_MODEL,
    collection: CollectionName = "default",
    mode: ModeOption = "auto",
    style: StyleOption = "full",
    as_json: Json = False,
) -> None:
    """Answer one question, or a file of them with the model loaded once."""
    from chatbot.shell import answer_batch, answer_one

    settings = Settings(resolve_home(home), model, collection, mode, style)
    if (question is None) == (batch is None) or (batch is None) != (out is None):
        raise typer.BadParameter("give a QUESTION, or --batch IN.jsonl with --out OUT.jsonl")
    if batch is not None and out is not None:
        answer_batch(settings, batch, out, explain=explain)
    else:
        answer_one(settings, str(question), as_json=as_json, explain=explain)


@app.command()
def evaluate(
    file: Annotated[Path, typer.Argument(help="A YAML file of questions and what their answers must do.")],
    home: Home = None,
    model: Model = DEFAULT_MODEL,
    collection: CollectionName = "default",
    mode: ModeOption = "auto",
    style: StyleOption = "full",
    as_json: Json = False,
) -> None:
    """Ask a file of questions and print the score, the misses listed."""
    from chatbot.agent import Assistant
    from chatbot.evaluation import evaluate as ask_all
    from chatbot.evaluation import read_items, report
    from chatbot.scoring import summary

    items = read_items(file)
    if not items:
        raise UserError(f"{file} has no questions; add at least one")
    assistant = Assistant.open(Settings(resolve_home(home), model, collection, mode, style), say)
    outcomes = []
    with progress("asking", len(items)) as bar:
        for outcome in ask_all(assistant, items):
            outcomes.append(outcome)
            bar.advance(0)
    scores = summary(outcomes) | {"model": model, "mode": assistant.mode}
    if as_json:
        emit(scores | {"misses": [outcome.model_dump() for outcome in outcomes if not outcome.passed]})
        return
    print(report(outcomes, scores))


@app.command()
def doctor(home: Home = None, as_json: Json = False) -> None:
    """Check that everything needed is here, and say what to do where it is not."""
    from chatbot.doctor import examine

    findings = examine(resolve_home(home))
    if as_json:
        emit({"findings": [finding.__dict__ for finding in findings]})
    else:
        for finding in findings:
            print(f"{'ok ' if finding.ok else 'BAD'}  {finding.what}: {finding.detail}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


@app.command()
def path(home: Home = None) -> None:
    """Print the data root."""
    print(resolve_home(home))


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    return run(app, argv)


if __name__ == "__main__":
    sys.exit(main())
