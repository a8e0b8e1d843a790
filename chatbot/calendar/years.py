"""The years that a text names: four digits, from 1500 to 2099."""

import re

YEAR = r"(?:1[5-9]|20)\d\d"
_EARLIEST = 1500
_YEAR = re.compile(YEAR)


def is_year(text: str, since: int = _EARLIEST) -> bool:
    """Tell whether a text is a year and nothing else, one from `since` on."""
    return bool(_YEAR.fullmatch(text)) and int(text) >= since


def years(text: str, since: int = _EARLIEST) -> list[int]:
    """Return the years in a text that are from `since` on, in order, repeats kept."""
    return [year for year in map(int, _YEAR.findall(text)) if year >= since]
