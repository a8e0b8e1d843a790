"""A rate is neither added to an amount nor taken from one."""

import pytest

from chatbot.sums.percentages import adds_a_rate

RECEIPT = (
    "Subtotal $779.20\nSales tax (8.5%) $66.23\nDiscount 5 % $38.96\n12 % of members and 14 % of guests paid 5 dollars"
)


@pytest.mark.parametrize(
    ("expression", "mixed"),
    [
        ("66.23 - 8.5", True),
        ("8.5 + 779.20", True),
        ("779.20 - 66.23", False),
        ("14 - 12", False),  # both are rates
        ("779.20 * 8.5 / 100", False),
        ("779.20 * 8.5%", False),
        ("779.20 - 5", False),  # it also stands as an amount
        ("8.5", False),
        ("821.14 - 8.5 / 100", True),
        ("821.14 - 821.14 * 8.5 / 100", False),
        ("1 - 8.5 / 100", False),  # what is left of a whole
        ("5 / 100 + 8.5 / 100", False),
        ("1,000 - 3", False),  # of numbers that do not stand there others judge
    ],
)
def test_a_rate_and_an_amount_are_told_apart(expression, mixed):
    assert adds_a_rate(expression, RECEIPT) is mixed
