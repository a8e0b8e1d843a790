"""Ask your documents: in the browser, from the shell, or a whole file of questions.

python -m chatbot                                  # the chat, on http://127.0.0.1:7860
python -m chatbot ask "What is knowledge distillation?" --json
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import click
import typer

from chatbot.settings import DEFAULT_MODEL, Settings
from compress.console import emit, run, say
from compress.home import UserError, resolve_home

app = typer.Typer(add_completion=False, no_args_is_help=False, help=__doc__)

Home = Annotated[Path | None, typer.Option(help="Data root; else FOOTNOTE_HOME, else what `path` prints.")]
Model = Annotated[str, typer.Option(help="A model's NAME, PATH, Hugging Face id, or provider:name.")]
CollectionName = Annotated[str, typer.Option("--collection", help="The documents to answer from.")]
ModeOption = Annotated[str, typer.Option(help="auto, tool (the model calls tools) or context (rules do).")]
StyleOption = Annotated[str, typer.Option(help="full (a sentence or a few) or brief (just the answer's words).")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]

_BATCH = "A JSONL file instead: each line has id, question and, where it leans on some before it, history."


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
    batch: Annotated[Path | None, typer.Option(help=_BATCH)] = None,
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
    from chatbot.batch import answer_batch
    from chatbot.shell import answer_one

    settings = Settings(resolve_home(home), model, collection, mode, style)
    if question is not None and batch is None and out is None:
        answer_one(settings, question, as_json=as_json, explain=explain)
    elif question is None and batch is not None and out is not None:
        answer_batch(settings, batch, out, explain=explain)
    elif question is None and batch is not None:
        raise click.UsageError("--out is missing; add --out OUT.jsonl, where the answers of the --batch go")
    else:
        raise click.UsageError(
            "give a QUESTION, or --batch IN.jsonl with --out OUT.jsonl, not both and not half of one"
        )


@app.command()
def evaluate(
    file: Annotated[Path, typer.Argument(help="A YAML file of questions and what their answers must do.")],
    against: Annotated[str | None, typer.Option(metavar="MODEL", help="A second model, to compare with.")] = None,
    against_mode: Annotated[str | None, typer.Option(metavar="MODE", help="The mode to compare with.")] = None,
    home: Home = None,
    model: Model = DEFAULT_MODEL,
    collection: CollectionName = "default",
    mode: ModeOption = "auto",
    style: StyleOption = "full",
    as_json: Json = False,
) -> None:
    """Ask a file of questions and print the score, the misses listed; of two models or modes, the difference too.

    The file is a YAML list. An item has id, question, and what its answer must do: must_contain (groups of
    alternatives), answers (short accepted ones), must_cite (a source's end), must_refuse. It may have history, and
    a kind, by which scores are given too; kind refuse wants a refusal.
    """
    from chatbot.rating.assessment import assess, assess_both

    settings = Settings(resolve_home(home), model, collection, mode, style)
    if against is None and against_mode is None:
        result, text = assess(file, settings)
    else:
        other = replace(settings, model=against or model, mode=against_mode or mode)
        result, text = assess_both(file, settings, other)
    if as_json:
        emit(result)
    else:
        print(text)


@app.command()
def feedback(
    out: Annotated[Path, typer.Option(help="Where the question file goes; an existing one is left as it is.")],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Turn every thumb down into a question for `evaluate`, what a good answer does to be filled in."""
    from chatbot.rating.feedback import disliked, write_tests

    log = resolve_home(home) / "feedback.jsonl"
    turns = disliked(log)
    if not turns:
        raise UserError(f"no answer has a thumb down in {log}; give one in the browser first")
    write_tests(turns, out)
    if as_json:
        emit({"questions": len(turns), "out": str(out)})
    else:
        print(f"{len(turns)} {'question' if len(turns) == 1 else 'questions'} written to {out}")


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
    return run(app, "python -m chatbot", argv)


if __name__ == "__main__":
    sys.exit(main())
