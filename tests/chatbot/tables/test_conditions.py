"""Lists and counts by a condition on a column: worked out over the whole table, or not at all."""

import pytest

from tests.chatbot.tables.test_totals import asked, found_in, library

assert library  # a fixture, used by its name

PARCELS = """# Parcels

| Parcel | Sender | Weight (kg) | Fee | Discount | Insured | State |
|-|-|-|-|-|-|-|
| P-1 | Ada Quist | 0.8 | $4.50 | 0% | no | delivered |
| P-2 | Ben Olde | 12 | $19.00 | 10% | yes | on its way |
| P-3 | Cy Hart | 3.4 | $9.00 | 0% | no | lost |
| P-4 | Ada Quist | 25 | $31.20 | 5% | yes | delivered |"""
TAKINGS = """# Takings

| Year | Sales in million € | Visitors[3] |
|-|-|-|
| 2021 | 3.5 | 41,000 |
| 2022 | 4.8 | 62,500 |
| 2023 | 6.1 | 58,000 |"""
SHELVES = """# Shelves

| Shelf | Jars | Lids |
|-|-|-|
| A1 | 14 | 3 |
| A2 |  | 9 |
| A3 | 80 | 2 |"""
OWNERS = """# Owners

| Owner | Share |
|-|-|
| Ada Quist | 31% |
| Ben Olde | 12% |
| Others | 57% |"""


@pytest.fixture
def papers(library):
    return library(parcels_md=PARCELS, takings_md=TAKINGS, shelves_md=SHELVES, owners_md=OWNERS)


@pytest.mark.parametrize(
    ("file", "question", "said"),
    [
        ("parcels.md", "Which parcels weigh more than 10 kg?", None),  # no column is called so
        ("parcels.md", "Which parcels have a weight over 10?", "P-2 (12), P-4 (25) (2 of the 4 rows"),
        ("parcels.md", "Which parcels cost less than $10?", "P-1 ($4.50), P-3 ($9.00) (2 of the 4 rows"),
        ("parcels.md", "Which parcels have a fee of at least $19?", "P-2 ($19.00), P-4 ($31.20) (2 of"),
        ("parcels.md", "Which parcels have a fee between $9 and $20?", "P-2 ($19.00), P-3 ($9.00) (2 of"),
        ("parcels.md", "Which parcels have a discount?", "P-2 (10%), P-4 (5%) (2 of the 4 rows"),
        ("parcels.md", "Which parcels have no discount?", "P-1, P-3 (2 of the 4 rows of the table)"),
        ("parcels.md", "Which parcels are not insured?", "P-1, P-3 (2 of the 4 rows of the table)"),
        ("parcels.md", "Which parcels are insured?", "P-2, P-4 (2 of the 4 rows of the table)"),
        ("parcels.md", "Which parcels aren't delivered yet?", "P-2, P-3 (2 of the 4 rows of the table)"),
        ("parcels.md", "Which parcels are not from Ada Quist?", "P-2, P-3 (2 of the 4 rows of the table)"),
        ("parcels.md", "Which parcels from Ada Quist have a weight below 10?", "P-1 (0.8) (1 of the 4 rows"),
        ("parcels.md", "How many parcels have a weight of 3.4 or more?", "3 (of the 4 rows of the table"),
        ("parcels.md", "Which parcels have a fee over €5?", None),  # the amounts are dollars
        ("parcels.md", "Which parcels have a fee over $500?", None),  # none is no list
        ("parcels.md", "Which parcels are over 5?", None),  # weight or fee?
        ("parcels.md", "Which parcels have a colour over 5?", None),
        ("takings.md", "In which years were the sales above 4 million?", "2022 (4.8), 2023 (6.1) (2 of the 3 rows"),
        ("takings.md", "In which years were the sales above 4?", None),  # of what scale?
        ("takings.md", "How many years had more than 50,000 visitors?", "2 (of the 3 rows of the table"),
        ("shelves.md", "Which shelves have more than 10 jars?", None),  # of one it is not known
        ("shelves.md", "Which shelves have more than 2 lids?", "A1 (3), A2 (9) (2 of the 3 rows"),
        ("owners.md", "Which owners have more than 15%?", "Ada Quist (31%) (1 of the 3 rows"),  # the others are many
    ],
)  # fmt: skip
def test_the_rows_that_fulfil_a_condition(papers, file, question, said):
    made = found_in(papers, file, question)
    assert (made is None) if said is None else made.said().startswith(said)


@pytest.mark.parametrize("mode", ["tool", "context"])
def test_it_is_answered_with_the_rows_as_its_footnote(papers, mode):
    answer, _ = asked(papers, mode, "Which parcels have a fee over $10?")
    assert answer.answer.startswith("P-2 ($19.00), P-4 ($31.20) ")
    assert answer.citations[0].quote.count("| P-") == 2


@pytest.mark.parametrize("mode", ["tool", "context"])
def test_a_list_that_is_not_sure_is_refused_and_not_told_in_part(papers, mode):
    answer, model = asked(papers, mode, "Which shelves have more than 10 jars?")
    assert answer.refused
    assert len(model.asked) <= 1  # for the search: none has a word on one row
