"""pint's registry of units, with fractions for numbers, and the names that are trusted in it."""

from __future__ import annotations

import threading
from fractions import Fraction
from functools import lru_cache
from typing import Any

from chatbot.mathematics.unit_names import MEANT, NEVER_MEANT, OWN_UNITS, PREFIXED, TEMPERATURES

LOCK = threading.Lock()  # pint's registry learns prefixed units as it meets them
Factors = tuple[tuple[str, int], ...]  # pint's name of each unit with its power

_OFFSET_UNITS = TEMPERATURES - {"kelvin"}  # their zero is not nothing: in a compound pint wants their differences


def pints_name(spelling: str) -> str | None:
    """Return pint's name of the unit meant, which makes a prefixed one known to it; None if there is no such unit.

    pint puts any prefix before any unit and takes a pinch for a picoinch; here only metric units have prefixes.
    """
    import pint

    with LOCK:
        for prefix, name, _ in registry().parse_unit_name(spelling):
            if name in NEVER_MEANT or (prefix and name not in PREFIXED):
                continue
            try:
                return MEANT.get(name, name) if not prefix else registry().get_name(prefix + name)
            except pint.OffsetUnitCalculusError:  # a prefix before decibels or degrees
                return None
    return None


def pints_unit(factors: Factors) -> Any:
    """Return pint's unit, built from names alone: nothing is parsed. To be called under `LOCK`."""
    container = registry().UnitsContainer()
    for name, power in factors:
        registry().get_name(name)  # makes a prefixed unit of our tables known
        lone = len(factors) == 1 and power == 1
        container = container.add(name if lone or name not in _OFFSET_UNITS else f"delta_{name}", power)
    return registry().Unit(container)


@lru_cache(maxsize=1)
def registry() -> Any:
    """Return pint's registry (a third of a second, once)."""
    import pint

    made = pint.UnitRegistry(non_int_type=Fraction)
    for definition in OWN_UNITS:
        made.define(definition)
    return made
