"""Where several amounts are wanted together, one row of a table is no answer."""

import pytest

from chatbot.tables.one_of_many import is_one_of_many
from ingest.collection import Passage

TABLE = """| Item | Amount | Status |
| --- | --- | --- |
| Quinta do Vale | €328.00 | open |"""


def passage(text: str) -> Passage:
    return Passage("1", text, "trip.md", "Porto", None, "", {}, 1.0, 1.0)


@pytest.mark.parametrize(
    "question", ["How much in total is still open in our trip budget?", "What do the open items come to altogether?"]
)
def test_one_row_is_not_what_several_come_to(question):
    assert is_one_of_many(question, passage(TABLE))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How much is open for the Quinta do Vale in total?", TABLE),
        ("How much is still open?", TABLE),
        ("How much in total is still open?", TABLE.replace("Quinta do Vale", "Total, open items")),
        ("How much is it in total?", "| Mileage | 45,000 km |\n| --- | --- |\n| Colour | blue |"),
        ("How much is it in total?", "It comes to €328.00."),
    ],
)
def test_a_row_that_is_named_or_a_sum_is(question, text):
    assert not is_one_of_many(question, passage(text))
