"""Percentages in sums: "Sales tax (8.5 %) $66.23" holds an amount and a rate, which nobody adds or subtracts."""

import re

_PLAIN = re.compile(r"[^*/%^×÷]*[+\-−–][^*/%^×÷]*")  # nothing is done but adding and subtracting
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_TERMS = re.compile(r"\s+[+\-−–]\s+")
_RATE = re.compile(r"\d[\d.,]*\s*/\s*100")  # by itself; times an amount it is one, and "200 - 15%" is meant of the 200


def adds_a_rate(expression: str, text: str) -> bool:
    """Tell whether an expression adds or subtracts rates and amounts: as written, or as the text tells its numbers."""
    terms = _TERMS.split(expression)
    rates_alone = [bool(_RATE.fullmatch(term.strip())) for term in terms]
    if any(rates_alone) and not all(rates_alone) and terms[0].strip() != "1":
        return True
    found = {number.replace(",", "") for number in _NUMBER.findall(expression)}
    if not _PLAIN.fullmatch(expression) or len(found) < 2:
        return False
    stands = [(match[0].replace(",", ""), text[match.end() :].lstrip()[:1] == "%") for match in _NUMBER.finditer(text)]
    rates = {number for number in found if (kinds := [rate for each, rate in stands if each == number]) and all(kinds)}
    return bool(rates) and rates != found
