"""Command line options out of a stage's settings, so that each setting is named, typed and explained once.

    app.command("tune")(command_for(TuneConfig, tune_function))

gives `--learning-rate`, `--lora-rank` and so on; a list is written 0,3,5, pairs 1:2,3:6, words a,b, or the option is
repeated. What is not given on the command line keeps the setting's own default.
"""

import inspect
import types
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from compress.home import UserError


def command_for(config: type[BaseModel], action: Callable[..., None]) -> Callable[..., None]:
    """Return a function that typer can read: `action`'s own parameters, then an option for each setting.

    `action` is called with its own parameters and `settings`, the dict of those given.
    """
    own = [p for p in inspect.signature(action).parameters.values() if p.name != "settings"]
    fields = _flat_fields(config)

    def command(**values: Any) -> None:
        given = {name: values.pop(name) for name in fields}
        action(**values, settings=_settings(fields, given))

    options = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=_option(path, field))
        for name, (path, field) in fields.items()
    ]
    command.__signature__ = inspect.Signature([*own, *options])
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in [*own, *options]}
    command.__doc__ = action.__doc__
    return command


def _flat_fields(config: type[BaseModel], above: tuple[str, ...] = ()) -> dict[str, tuple[tuple[str, ...], FieldInfo]]:
    """Return each leaf setting by its option's name: the path to it, and the field."""
    found: dict[str, tuple[tuple[str, ...], FieldInfo]] = {}
    for name, field in config.model_fields.items():
        path = (*above, name)
        if inspect.isclass(field.annotation) and issubclass(field.annotation, BaseModel):
            found |= _flat_fields(field.annotation, path)
        else:
            found["_".join(path)] = (path, field)
    return found


def _option(path: tuple[str, ...], field: FieldInfo) -> Any:
    help_text = field.description or ""
    shown = field.default
    if shown not in (None, "", ()) and not field.is_required():
        help_text = f"{help_text} (default: {shown})".strip()
    name = "--" + "-".join(path).replace("_", "-")
    kind = _kind(field.annotation)
    flag = f"{name}/--no-{name.removeprefix('--')}" if kind is bool else name
    return Annotated[kind | None, typer.Option(flag, help=help_text, show_default=False)]


def _kind(annotation: Any) -> Any:
    """Return the type that typer shall read: lists of numbers, pairs and words are read as texts first."""
    base = _without_none(annotation)
    if get_origin(base) is tuple:
        return list[Path] if get_args(base)[0] is Path else list[str]
    return base


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) in (types.UnionType, typing.Union):
        return next(part for part in get_args(annotation) if part is not type(None))
    return annotation


def _settings(fields: dict[str, tuple[tuple[str, ...], FieldInfo]], given: dict[str, Any]) -> dict[str, Any]:
    """Return the given values, nested as the config is; what was not given is left out."""
    settings: dict[str, Any] = {}
    for name, (path, field) in fields.items():
        value = given[name]
        if value is None or value == []:
            continue
        base = _without_none(field.annotation)
        if get_origin(base) is tuple and get_args(base)[0] is not Path:
            value = [item for text in value for item in _listed(text, get_args(base)[0], path[-1])]
        place = settings
        for step in path[:-1]:
            place = place.setdefault(step, {})
        place[path[-1]] = value
    return settings


def _listed(text: str, element: Any, name: str) -> list[Any]:
    """Read 0,3,5 as numbers, 1:2,3:6 as pairs, and anything else as words, which the setting itself will check."""
    parts = [part.strip() for part in text.split(",")]
    option = name.replace("_", "-")
    try:
        if element is float:
            return [float(part) for part in parts]
        if element is int:
            return [int(part) for part in parts]
        if get_origin(element) is tuple:
            return [[int(number) for number in part.split(":")] for part in parts]
    except ValueError:
        wanted = {float: "numbers like 0.1,0.5", int: "whole numbers like 0,3,5"}.get(element, "pairs like 1:2,3:6")
        raise UserError(f"--{option} wants {wanted}, not {text!r}") from None
    return parts
