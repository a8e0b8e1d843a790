"""What was bought is every line of a bill that adds up, and nothing where it does not."""

import pytest

from chatbot.lists.purchases import bought
from tests.chatbot.tables.test_totals import asked, library

assert library  # a fixture, used by its name

CHANDLER = """SKERRY CHANDLER

Storm lamp, brass LAMP-17 2 @ $30.00: $60.00
Wicks $4.00

Subtotal $64.00
Harbour tax (5%) $3.20
Total $67.20
Cash $70.00
"""
HARDWARE = """# Lumen Hardware

| Item | Qty | Price |
|-|-|-|
| Hammer | 1 | $14.00 |
| Glue | 2 | $5.50 |

Total: $19.50
"""
CAFE = "FERN CAFE\n\nEspresso $3.00\n1 Croissant $4.00\nSubtotal $7.00\nTax $0.70\nTotal $7.70\n"  # a line is not read


def made(collection, question):
    passages = [part for source in collection.sources() for part in collection.document(source.source)]
    return bought(question, passages, collection)


@pytest.mark.parametrize("question", ["What did I buy?", "Which items did we buy at Skerry Chandler?"])
def test_all_lines_of_the_subtotal_with_one_footnote(library, question):
    answer = made(library(receipt_txt=CHANDLER), question)
    assert answer.text == "- Storm lamp, brass LAMP-17 2 @ $30.00: $60.00 [1]\n- Wicks: $4.00 [1]"
    assert [citation.quote for citation in answer.citations] == [
        "Storm lamp, brass LAMP-17 2 @ $30.00: $60.00 Wicks $4.00"
    ]


def test_the_rows_of_a_table_that_come_to_its_total(library):
    assert (
        made(library(bill_md=HARDWARE), "What items are on the bill?").text
        == "- Hammer: $14.00 [1]\n- Glue: $5.50 [1]"
    )


def test_of_two_bills_that_which_is_named(library):
    collection = library(receipt_txt=CHANDLER, bill_md=HARDWARE)
    assert made(collection, "What did I buy?") is None
    assert made(collection, "What did I buy at Lumen Hardware?").text.startswith("- Hammer: $14.00 [1]")


@pytest.mark.parametrize(
    ("document", "question"),
    [
        (CAFE, "What did I buy?"),
        (CHANDLER, "What did I buy at the bakery?"),
        (CHANDLER, "What did Ada buy?"),
        (CHANDLER, "How much did I buy?"),
        ("# Notes\n\nOars: $3.00\nRope: $4.00", "What did I buy?"),  # no total
    ],
)
def test_none_where_it_is_not_sure(library, document, question):
    assert made(library(paper_md=document), question) is None


def test_it_is_found_though_a_receipt_has_no_word_of_the_question(library):
    answer, _ = asked(library(receipt_txt=CHANDLER), "context", "What did I buy?")
    assert answer.answer.endswith("- Wicks: $4.00 [1]")
