"""What pydantic finds wrong with a file or a line, in plain words: the place, then what is wrong there."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import ValidationError

_WORDS = {
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "string_type": "must be a text, in quotes",
    "string_pattern_mismatch": "must not be empty",  # the one pattern of ours
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "dict_type": "must have named fields",
    "model_type": "must have named fields",
    "model_attributes_type": "must have named fields",
}
_ALTERNATIVES = {"str", "int", "float", "bool"}  # pydantic's names for the sides of a union, at a place's end


def first_fault(error: "ValidationError", whole: str, known: Iterable[str] = ()) -> str:
    """Return the first thing that is wrong, for a `UserError`: its place, `whole` if it is everywhere, and what.

    `known` are the fields that there are, for whoever has misspelt one.
    """
    first = error.errors()[0]
    place = [*first["loc"]]
    if place and place[-1] in _ALTERNATIVES:
        place.pop()
    where = ", ".join(map(_step, place)) or whole
    if first["type"] == "missing":
        return f"{where} is missing"
    if first["type"] == "extra_forbidden":
        return f"{where} is no field that is known{_which(str(place[-1]), list(known))}"
    if words := _WORDS.get(first["type"]):
        return f"{where} {words}"
    return f"{where}: {first['msg'].removeprefix('Value error, ')}"


def _step(part: Any) -> str:
    return f"item {part + 1}" if isinstance(part, int) else str(part)


def _which(wrong: str, known: list[str]) -> str:
    near = get_close_matches(wrong, known, 1)
    if near:
        return f" (did you mean {near[0]}?)"
    return f" (there are {', '.join(known)})" if known else ""
