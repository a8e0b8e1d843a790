"""python -m compress: from a checkpoint to a smaller one, every step measured."""

import sys
from collections.abc import Sequence

import typer

from compress import cli_build, cli_train, console

app = typer.Typer(
    help="Turn a language model into a smaller, faster local one.", no_args_is_help=True, add_completion=False
)
cli_build.register(app)
cli_train.register(app)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    return console.run(app, "python -m compress", argv)


if __name__ == "__main__":
    sys.exit(main())
