"""Numbers as people write them."""

from fractions import Fraction

import pytest

from chatbot.mathematics.amounts import amounts_in, amounts_of, without_names


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,350 lamps", {1350}),
        ("a third of twelve", {3, 12}),
        ("half a dozen", {2, Fraction(1, 2), 12}),
        ("2.5 million", {Fraction(5, 2), 2_500_000}),
        ("two thousand five hundred", {2, 2000, 2500, 500, 100, 1000}),
        ("20%", {20, Fraction(1, 5), Fraction(4, 5), Fraction(6, 5), 80, 120}),
        ("from 1911 to 1929", {1911, 1929}),
        ("F1 of v2.5", set()),
        ("", set()),
    ],
)
def test_all_numbers_of_a_text_are_found(text, values):
    assert amounts_in(text) == values


@pytest.mark.parametrize(
    ("tool", "arguments", "shown"),
    [
        ("calculate", {"expression": "15% of 1,200 + sqrt(16)"}, ["15", "1200", "16"]),
        ("solve_equation", {"equation": "2x + 3 = 1,011"}, ["2", "3", "1,011"]),
        ("convert_units", {"value": "5.5", "from_unit": "km", "to_unit": "m"}, ["5.5"]),
        ("current_date", {}, []),
    ],
)
def test_the_numbers_of_a_call_are_found(tool, arguments, shown):
    assert [amount.text for amount in amounts_of(tool, arguments)] == shown


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("What did plot 27 give in 2024?", {2024}),
        ("3 nights in room 5", {3}),
        ("a flat 6 % of 80", {6, 80, Fraction(6, 100), Fraction(94, 100), Fraction(106, 100), 94, 106}),
        ("27 plots", {27}),
    ],
)
def test_numbers_that_are_names_are_no_amounts(text, left):
    assert amounts_in(without_names(text)) == left
