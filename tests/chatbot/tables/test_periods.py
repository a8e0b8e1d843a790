"""Rows of a year or a month, and of a state, are added up: those that are meant, and no others."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.tables.periods import date_column, period_of, within
from chatbot.tables.totals import total
from ingest.collection import Collection
from ingest.pipeline import Run
from tests.ingest.conftest import HashEmbedder

LOG = """date,animal,reason,vet,cost_eur,next_due,notes
2023-05-30,Biscuit,ate a corn cob,Dr Ngata,386.20,2024-05-30,
2024-01-23,Biscuit,yearly booster,Dr Salazar,72.00,2025-01-23,next one of the plan in January 2026
2024-01-23,Moss,yearly booster,Dr Salazar,56.00,,quarrels with Biscuit
2024-08-06,Biscuit,itchy ears,Dr Salazar,63.80,2024-08-20,the vet says to dry them after swimming
2025-08-01,Moss,ear check,Dr Ngata,22.00,,
"""
TRIP = """# Porto, half term

## Budget so far

| Item | Amount | Status |
|---|---|---|
| Flights incl. bags | €712.00 | paid |
| Quinta | €328.00 | open |
| Trains | €83.40 | paid |
| Boat trip | €52.50 | open |
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    home = tmp_path_factory.mktemp("periods").resolve()
    (home / "docs").mkdir()
    (home / "docs" / "pets_vet_log.csv").write_text(LOG, encoding="utf-8")
    (home / "docs" / "porto-trip-october.md").write_text(TRIP, encoding="utf-8")
    found = Collection.open(home / "home", HashEmbedder(), create=True)
    assert not Run(found, home).sync(home / "docs").failed
    return found


def asked(library: Collection, question: str):
    return total(question, [part for each in library.sources() for part in library.document(each.source)], library)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What did the vet cost us for Biscuit in all of 2024?", "72.00 + 63.80 = 135.8 (sum of 2 of the 5 numbers"),
        ("How much did we spend on the vet in January 2024?", "72.00 + 56.00 = 128 (sum of 2 of the 5 numbers"),
        ("How much did we spend on Biscuit in May?", "386.20 = 386.2 (sum of 1 of the 5 numbers"),
        ("How much did we spend on Moss in 2025?", "22.00 = 22 (sum of 1 of the 5 numbers"),
        ("What is the total cost for Biscuit?", "386.20 + 72.00 + 63.80 = 522 (sum of 3 of the 5 numbers"),
        ("How much is still open in our Porto trip budget?", "328.00 + 52.50 = €380.50 (sum of 2 of the 4 numbers of"),
        ("How much is already paid in the Porto trip budget?", "712.00 + 83.40 = €795.40 (sum of 2 of the 4 numbers"),
    ],
)
def test_the_rows_of_a_period_or_a_state_are_added_up(library, question, said):
    made = asked(library, question)
    assert made
    assert made.said().startswith(said)


@pytest.mark.parametrize(
    "question",
    [
        "How much did we spend on Moss in August?",  # of 2025 only, but Biscuit's is of 2024: whose August is it?
        "How much did we spend on the vet in 2022?",
        "How much did we spend on the vet in 2023 and 2024?",
        "How much is the boat trip?",  # one amount, which stands there
        "How much was paid for the trains?",
        "How much did we spend on the vet?",  # not asked for as a sum: of which rows?
        "How much did Pepper cost us in 2024?",
    ],
)
def test_what_is_not_surely_a_sum_of_some_rows_is_left_alone(library, question):
    assert asked(library, question) is None


@pytest.mark.parametrize(
    ("text", "year", "month"),
    [
        ("what did it cost in all of 2024?", 2024, None),
        ("what did we spend in march 2024?", 2024, 3),
        ("what did we spend in march of that year?", None, 3),
        ("what did we spend in may?", None, 5),
    ],
)
def test_a_period_is_a_year_or_a_month(text, year, month):
    found = period_of(text)
    assert found
    assert (found.year, found.month) == (year, month)


@pytest.mark.parametrize(
    "text", ["what may it cost?", "from 2023 to 2024", "in march or in april", "on 3 march", "what?"]
)
def test_what_is_no_one_period(text):
    assert period_of(text) is None


@given(st.lists(st.dates(date(1990, 1, 1), date(2035, 12, 31)), min_size=1, max_size=12), st.data())
def test_a_year_has_exactly_its_own_rows(days, data):
    rows = [(day.isoformat(), str(n)) for n, day in enumerate(days)]
    year = data.draw(st.sampled_from(days)).year
    assert date_column(("Date", "Cost"), rows) == 0
    assert within(period_of(f"in {year}"), rows, 0) == [day.year == year for day in days]


def test_of_two_columns_of_dates_the_one_called_so_tells_when():
    rows = [("2024-01-05", "2024-02-05"), ("2024-03-05", "2024-04-05")]
    assert date_column(("Due", "Date"), rows) == 1
    assert date_column(("Sent", "Due"), rows) is None
