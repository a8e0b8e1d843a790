"""Every prompt and every fixed reply, one text file each, so that a reader can see all that a model is told."""

from functools import cache
from importlib.resources import files
from string import Template


@cache
def prompt(name: str) -> Template:
    """Return the text of `chatbot/prompts/<name>.txt`; its `$fields` are filled by `substitute`."""
    return Template(files(__package__).joinpath(f"{name}.txt").read_text("utf-8").rstrip("\n"))
