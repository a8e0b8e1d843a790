"""The rows of a whole table that a question means, by name: all of them, over all its parts, and no others."""

import pytest

from chatbot.tables.totals import is_of_a_table
from tests.chatbot.tables.test_totals import BOATS, FAIR, LONG, ORDERS, asked, found_in, library

assert library  # a fixture, used by its name

WHO = """| Member Id | First name | Last name | Town |
|-|-|-|-|
| m-1 | Ada | Quist | Norby |
| m-2 | Ben | Olde | Hollin |
| m-3 | Cy | Hart | Norby |"""


@pytest.fixture
def papers(library):
    return library(
        orders_md=f"# Orders\n\n{ORDERS}",
        fair_md=f"# Village fair\n\n{FAIR}",
        boats_md=BOATS,
        who_md=f"# Club\n\n{WHO}",
    )


@pytest.mark.parametrize(
    ("file", "question", "said"),
    [
        (
            "fair.md",
            "Which items belong to the category Catering?",
            "Sausages, Lemonade (2 of the 3 rows of the table)",
        ),
        ("fair.md", "What items are in the category Equipment?", "Tent (1 of the 3 rows of the table)"),
        ("fair.md", "List all catering items.", "Sausages, Lemonade (2 of the 3 rows of the table)"),
        ("fair.md", "Which items are listed?", "Sausages, Tent, Lemonade (3 rows of the table)"),
        ("orders.md", "Which orders are from Ada Moreno?", "1001, 1005 (2 of the 3 rows of the table)"),
        ("orders.md", "Show me the orders of the bakery branch.", "1001, 1005 (2 of the 3 rows of the table)"),
        ("who.md", "Which members live in Norby?", "Ada Quist, Cy Hart (2 of the 3 rows of the table)"),
        ("boats.md", "Which boats are there?", "Gull, Heron, Tern (3 rows of the table)"),
    ],
)
def test_the_rows_that_are_meant_are_named(papers, file, question, said):
    made = found_in(papers, file, question)
    assert (made and made.said()) == said


@pytest.mark.parametrize(
    "question",
    [
        "Which orders have a date?",  # a column's name alone tells no row
        "Which orders have the highest amount?",
        "Which orders are from Ada Moreno or Bo Lind?",
        "Which orders were sent to Ada Moreno?",
        "Which orders came before February?",
        "Which orders are from Cy Hart?",
        "Which customers are from the bakery branch?",  # some have two orders
        "Which branches have orders?",
        "Which order is from Bo Lind?",
        "Who are the orders from?",
        "Why are the orders from Ada Moreno?",
        "Are the orders from Ada Moreno?",
        "Which orders are they?",
    ],
)
def test_whatever_is_unsure_is_left_alone(papers, question):
    assert found_in(papers, "orders.md", question) is None


ROTA = """# Rota

| Name | Role | Day | Shift |
|-|-|-|-|
| Ada Quist | Waiter | Saturday | Morning |
| Ben Olde | Cook | Saturday | Evening |
| Cy Hart | Waiter | Sunday | Morning |
| Ada Quist | Waiter | Sunday | Evening |"""
TALKS = """# Talks

| Talk | Speaker | Room | Starts | Ends |
|-|-|-|-|-|
| Soil | Ida Brandt | Room A | 09:00 | 10:00 |
| Bees | Tom Reyes | Room B | 09:00 | 10:30 |
| Roofs | Tom Reyes | Room B | 11:00 | 12:00 |"""
FERRIES = """# Ferries

| Ferry | From | To | Runs on |
|-|-|-|-|
| F1 | Skerry | Hollin | Weekdays |
| F2 | Skerry | Norby | Daily |
| F3 | Wick | Hollin | Weekdays |"""
STATIONS = """| Station | Link | Height | Note |
|-|-|-|-|
| Moss Hill | radio | 418 m | battery |
| Old Quarry | radio | 96 m | out of service |
| Ridge | satellite | 905 m |  |"""
SHELF = """# Shelf

| Product | Kind | Price | In stock | Organic |
|-|-|-|-|-|
| Pencil | Writing | 0.80 | yes | no |
| Pen | Writing | 18.00 | no | yes |
| Ruler | Tools | 1.50 | yes | no |"""


@pytest.mark.parametrize(
    ("file", "question", "names"),
    [
        ("rota.md", "Who works on Saturday?", "Ada Quist, Ben Olde (2 of the 4 rows"),
        ("rota.md", "Who are the waiters?", "Ada Quist, Cy Hart (3 of the 4 rows"),  # one of them has two rows
        ("rota.md", "Which waiters work on Sunday?", "Cy Hart, Ada Quist (2 of"),
        ("rota.md", "Who has the morning shift?", "Ada Quist, Cy Hart (2 of"),
        ("rota.md", "Who works on Monday?", None),
        ("rota.md", "Who is the cook?", None),  # one row is no list
        ("rota.md", "Who drives on Saturday?", None),  # no column tells
        ("talks.md", "Who speaks in Room B?", "Tom Reyes (2 of the 3 rows"),
        ("talks.md", "Which talks start at 09:00?", "Soil, Bees (2 of the 3 rows"),
        ("talks.md", "Which talks start at 12:00?", None),  # there one ends
        ("talks.md", "Which talks does Tom Reyes moderate?", None),
        ("ferries.md", "Which ferries leave from Skerry?", "F1, F2 (2 of"),
        ("ferries.md", "Which ferries leave from Hollin?", None),  # there they go
        ("ferries.md", "Which ferries go to Skerry?", None),
        ("ferries.md", "Which ferries run on weekdays?", "F1, F3 (2 of"),
        ("shelf.md", "Which products are out of stock?", "Pen (1 of the 3 rows"),
        ("shelf.md", "Which writing products are there?", "Pencil, Pen (2 of the 3 rows"),
        ("shelf.md", "Which products cost less than 5 dollars?", "Pencil (0.80), Ruler (1.50) (2 of"),
        ("shelf.md", "What can I buy for less than 5 dollars?", "Pencil (0.80), Ruler (1.50) (2 of"),
        ("shelf.md", "What can I get that is organic?", "Pen (1 of the 3 rows"),
        ("shelf.md", "What can I get that is purple?", None),
    ],
)
def test_rows_in_the_words_of_a_rota_a_timetable_or_a_price_list(library, file, question, names):
    made = found_in(library(rota_md=ROTA, talks_md=TALKS, ferries_md=FERRIES, shelf_md=SHELF), file, question)
    assert (made is None) if names is None else made.said().startswith(names)


def test_what_a_cell_says_itself_is_not_denied_of_it(library):
    collection = library(stations_md=STATIONS)
    found = collection.document(collection.sources()[0].source)
    assert not is_of_a_table("Which station is out of service?", found)
    assert is_of_a_table("Which stations are not on radio?", found)


@pytest.mark.parametrize("mode", ["tool", "context"])
def test_a_long_table_is_listed_from_all_its_parts_each_with_its_footnote(library, mode):
    collection = library(orders_csv="Order,Customer,Amount\n" + "\n".join(LONG))
    mine = [line.split(",")[0] for line in LONG if ",Bo," in line]
    answer, _ = asked(collection, mode, "Which orders are from Bo?")
    assert answer.answer.startswith(
        f"{', '.join(mine[:40])} and {len(mine) - 40} more (100 of the 300 rows of the table)"
    )
    quoted = [row for citation in answer.citations for row in citation.quote.splitlines()[1:]]
    assert quoted == [f"| {line.replace(',', ' | ')} |" for line in LONG if ",Bo," in line]
