"""A rate is worked out from two cells of one row or two numbers of one sentence, where both are surely meant."""

import pytest

from chatbot.sums.figures import work_out
from chatbot.sums.rates import divisor, is_ratio
from tests.chatbot.passages import passage

DAIRY = passage(
    """| Month | Calves born | Litres sold | Milk (l) | Takings | Price | Days open | Hours open | Closed days |
|---|---|---|---|---|---|---|---|---|
| July | 4 | 900 | 1000 | 1350 | 3 | 25 | 200 | 6 |
| June | 5 | 800 | 950 | 1200 | 4 | 24 | 192 | 6 |
""",
    title="Elm Dairy",
)


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("What were the takings per litre in July?", ["litr"]),
        ("How many loaves are baked per shelf?", ["shelf"]),
        ("How many guests came a week on average?", ["week"]),
        ("How much does the kiosk take each day?", []),  # "take each": may be a verb and its object
        ("How many guests came in a week?", []),
        ("How much is a day pass?", []),
        ("How many beds does a ward have on average?", ["ward"]),
        ("How many beds does the average ward have?", ["ward"]),
        ("How many beds does a ward have?", []),
        ("What is a week?", []),
    ],
)
def test_what_a_number_is_wanted_per(question, thing):
    assert divisor(question) == frozenset(thing)


@pytest.mark.parametrize(
    ("question", "expression"),
    [
        ("What were the takings of Elm Dairy per litre in July?", "1350 / 900"),
        ("What were the takings per calf in June?", None),  # the calves "born" are not all calves
        ("How much milk a day did Elm Dairy have in June on average?", "950 / 24"),
        ("How many litres of milk a day did Elm Dairy have in July on average?", None),  # sold, or had?
        ("How much milk did Elm Dairy have in June?", None),  # a cell
        ("What were the takings in July?", None),
        ("What was the price per litre in July?", None),  # is one already
        ("How many hours a day was Elm Dairy open in July?", None),  # may be of each day
        ("How much milk a week did Elm Dairy have in July on average?", None),  # no such column
        ("How much milk a day did Oak Dairy have in July on average?", None),
        ("How much milk a day did Elm Dairy have on average?", None),  # in which month?
        ("How much milk a day did Elm Dairy have in July and June on average?", None),  # of which?
        ("What was the average milk in July and June?", "(1000 + 950) / 2"),
    ],
)
def test_the_ratio_of_two_cells_of_a_row(question, expression):
    assert work_out(question, [DAIRY]) == expression


INN = """| Month | Guests | Days open | {} |
|---|---|---|---|
| July | 90 | 30 | 45 |
| June | 80 | 20 | 40 |
"""


def test_two_columns_of_the_thing_are_ambiguous():
    inn = passage(INN.format("Days worked"))
    assert work_out("How many guests came a day in July on average?", [inn]) is None
    assert work_out("How many guests came per day open in July?", [inn]) == "90 / 30"


def test_a_column_that_is_the_rate_is_looked_up():
    inn = passage(INN.format("Guests per day"))
    assert work_out("How many guests per day came in July?", [inn]) is None
    assert work_out("How many guests came a day in July on average?", [inn]) is None


def test_a_rate_that_a_sentence_tells_is_not_worked_out():
    inn = passage(INN.format("Meals"))
    question = "How many guests a day came in July on average?"
    assert work_out(question, [inn]) == "90 / 30"
    assert work_out(question, [inn, passage("In July 3 guests came a day.", 2)]) is None


CLINIC = passage(
    """The clinic of Norby has 240 beds in 12 wards. It employs 90 nurses.

| House | What it keeps |
|---|---|
| Town library | 30 shelves, 4,500 old books |
| Town archive | 12 rooms, 8 boxes of maps |
""",
    title="Norby",
)


@pytest.mark.parametrize(
    ("question", "expression"),
    [
        ("How many beds does a ward of the clinic have on average?", "240 / 12"),
        ("How many beds per ward has the clinic?", "240 / 12"),
        ("How many books does a shelf of the town library hold on average?", "4500 / 30"),
        ("How many beds does the clinic have?", None),
        ("How many nurses does a ward of the clinic have on average?", None),  # in another sentence
        ("How many maps does a room of the town archive have on average?", None),  # boxes of them
        ("How many beds does a ward of the prison have on average?", None),
    ],
)
def test_the_ratio_of_two_numbers_of_a_sentence(question, expression):
    assert work_out(question, [CLINIC]) == expression


def test_a_third_number_makes_a_sentence_unsure():
    told = passage("The clinic has 240 beds in 12 wards on 3 floors.")
    assert work_out("How many beds does a ward of the clinic have on average?", [told]) is None


@pytest.mark.parametrize(
    ("question", "ratio"),
    [
        ("How many pages does a logbook have on average?", True),  # not the mean of some rows' logbooks
        ("What was the revenue per loaf?", True),
        ("How many visitors come a day?", False),  # the mean of its rows may be meant
        ("How many pages are there?", False),
    ],
)
def test_of_two_numbers_is_what_is_wanted_per_anything_but_a_time(question, ratio):
    assert is_ratio(question) == ratio
