"""A command line that cannot be read, in one sentence that names the mend; without it click prints its usage."""

import click
from click.exceptions import BadParameter, MissingParameter, NoSuchCommand, NoSuchOption

_TOO_MANY = "Got unexpected extra argument"


def sentence(error: click.ClickException) -> str:
    """Return what is wrong with a command line and how it is mended."""
    if isinstance(error, NoSuchCommand):
        return _unknown(f"there is no command {error.command_name!r}", error.possibilities, error)
    if isinstance(error, NoSuchOption):
        return _unknown(f"there is no option {error.option_name!r}", error.possibilities, error)
    if isinstance(error, MissingParameter) and error.param:
        return f"{_name(error.param, error.ctx)} is missing; {_help(error)} says what it is"
    if isinstance(error, BadParameter) and error.param:
        return f"{_name(error.param, error.ctx)}: {_plain(error.message)}; {_help(error)} says what it takes"
    if error.message.startswith(_TOO_MANY):
        words = error.message[error.message.index("(") + 1 : error.message.rindex(")")]
        return f"{words!r} is too much; put words that belong together in quotes"
    return f"{_plain(error.format_message())}; {_help(error)} says how it is used"


def _unknown(what: str, near: "list[str] | None", error: click.UsageError) -> str:
    if near:
        return f"{what}; did you mean {' or '.join(near)}?"
    return f"{what}; {_help(error)} lists what there is"


def _name(parameter: click.Parameter, context: click.Context | None) -> str:
    return parameter.get_error_hint(context).replace("'", "")


def _plain(message: str) -> str:
    return (message[:1].lower() + message[1:]).rstrip(".")


def _help(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return f"`{context.command_path} --help`" if context else "`--help`"
