"""The manners every command line of ours shares: exit codes, streams, progress, silence.

Results go to stdout, talk and progress to stderr. Exit 0 is done, 1 is something the user can mend, 2 is a command
line that cannot be read (one sentence each, no traceback), 130 is stopped by Ctrl-C. A traceback means a bug of ours.
"""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from compress.home import Stopped, UserError
from compress.usage import sentence

# Nothing calls home: each library's own switch, set before the library is imported.
_SILENCE = {
    "ANONYMIZED_TELEMETRY": "False",  # chromadb
    "DO_NOT_TRACK": "1",  # several
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "OPENVINO_TELEMETRY_ENABLED": "0",
    "TOKENIZERS_PARALLELISM": "false",  # our threads fork nothing; the warning only frightens
    "TRANSFORMERS_NO_ADVISORY_WARNINGS": "1",
    "TRANSFORMERS_VERBOSITY": "error",
}
_STOPPED = 130


def run(app: typer.Typer, program: str, argv: Sequence[str] | None = None) -> int:
    """Run a Typer application, called as `program`, and return its exit code instead of leaving the process."""
    for name, value in _SILENCE.items():
        os.environ.setdefault(name, value)
    command = typer.main.get_command(app)
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        result = command.main(args=words, prog_name=program, standalone_mode=False)
    except UserError as error:
        say(f"error: {error}")
        return 1
    except Stopped as stopped:
        say(f"stopped; {stopped}")
        return _STOPPED
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.ClickException as error:
        say(f"error: {sentence(error)}")
        return error.exit_code
    except (KeyboardInterrupt, click.exceptions.Abort):
        result = _STOPPED
    if result == _STOPPED:  # what typer makes of Ctrl-C inside a command; no command returns it otherwise
        say("stopped; what was finished is kept")
    return result if isinstance(result, int) else 0


def say(text: str) -> None:
    """Write one line of talk to stderr."""
    print(text, file=sys.stderr, flush=True)


def emit(result: Any) -> None:
    """Write a result as one line of JSON to stdout."""
    print(json.dumps(result, ensure_ascii=False, default=str), flush=True)


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Progress]:
    """Show a bar on stderr while the block runs; yields a rich `Progress` with one task, 0.

    Where stderr is no terminal rich draws nothing, so the label is said once instead.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        say(label)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        bar.add_task(label, total=total)
        yield bar
