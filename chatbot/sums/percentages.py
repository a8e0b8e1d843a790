"""Percentages in sums: "Sales tax (8.5 %) $66.23" holds an amount and a rate, which nobody adds or subtracts."""

import re

_PLAIN = re.compile(r"[^*/%^×÷]*[+\-−–][^*/%^×÷]*")  # nothing is done but adding and subtracting
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def adds_a_rate(expression: str, text: str) -> bool:
    """Tell whether an expression adds or subtracts numbers of which the text has some as percentages alone."""
    found = {number.replace(",", "") for number in _NUMBER.findall(expression)}
    if not _PLAIN.fullmatch(expression) or len(found) < 2:
        return False
    stands = [(match[0].replace(",", ""), text[match.end() :].lstrip()[:1] == "%") for match in _NUMBER.finditer(text)]
    rates = {number for number in found if (kinds := [rate for each, rate in stands if each == number]) and all(kinds)}
    return bool(rates) and rates != found
