"""The rows of a whole table that a question means, by name: all of them, over all its parts, and no others."""

import pytest

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
        ("fair.md", "List all catering items.", None),  # "catering" is not the thing
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
