"""An amount that is asked for with or without something is told as the document calls it, worked out, or refused."""

from types import SimpleNamespace

import pytest
from langchain_core.messages import AIMessage

from chatbot.agent import Assistant, build_graph
from chatbot.retrieval import Retriever
from chatbot.settings import Settings
from chatbot.sums.figures import work_out
from chatbot.tables.qualified import amount_told, is_told_so, qualified
from tests.chatbot.passages import passage
from tests.chatbot.scripted import ScriptedModel, call
from tests.chatbot.tables.test_totals import library

assert library  # a fixture, used by its name

DINNER = passage(
    "1 Soup $6.00\nSubtotal $44.50\nSales tax (8%) $3.56\nTip $8.00\nTotal $56.06\nCash $60.00", title="Inn"
)
CHANDLER = passage(  # what is bought is lowered, and the total too
    "SUBTOTAL $90.00\nMember Discount (10%)-$9.00\nHarbour Tax $6.48\nRewards Applied -$5.00\n\nTOTAL $82.48",
    title="Chandler",
)
STAY = passage("Nights: 3\n\nRoom: $330.00\nBreakfast: $36.00\nCity tax: $18.00\nTotal: $384.00", title="Quay Lodge")
TWO_TAXES = passage("Atlas $54.00\nSubtotal $54.00\nGST (5%) $2.70\nPST (7%) $3.78\nTotal $60.48", title="Books")
PARCEL = passage("Items: $84.00\nShipping: $6.50\nOrder total: $90.50", title="Order")
QUOTE = passage("Total excl. VAT: €2.000,00\nVAT 21%: €420,00\nTotal incl. VAT: €2.420,00", title="Quote for the pier")
ROPES = passage(
    "| Rope | Price excl. VAT | Price incl. VAT | Stock |\n|-|-|-|-|\n| Halyard | 40.00 | 48.00 | 12 |\n"
    "| Warp | 55.00 | 66.00 | 3 |",
    title="Ropes",
)
INVOICE = passage(
    "| Work | Hours | Amount |\n|-|-|-|\n| Tiles | 8 | 400.00 |\n| Gutters | 2 | 80.00 |\n| Call-out fee | | 35.00 |\n"
    "| Subtotal | | 515.00 |\n| Sales tax 6% | | 30.90 |\n| Total | | 545.90 |",
    title="Otter Roofing",
)
PAY = passage("Gross pay: $4,200.00\nIncome tax: $630.00\nNet pay: $3,360.00", title="Payslip")
NO_SUM = passage("3 Oars $90.00\nSales tax $9.00\nTotal $99.00", title="Oars")  # the oars are no line that is read


def told(question, document):
    asked = qualified(question, [document])
    collection = SimpleNamespace(document=lambda source: [document])
    return asked and amount_told(asked, [document], collection)


@pytest.mark.parametrize(
    ("document", "question", "said"),
    [
        (DINNER, "How much was the total without the sales tax?", "Subtotal $44.50"),
        (DINNER, "What was the bill before tax?", "Subtotal $44.50"),
        (DINNER, "How much did we pay including the tip?", "Total $56.06"),
        (CHANDLER, "How much was the total without the sales tax?", "SUBTOTAL $90.00"),
        (CHANDLER, "What was the total including tax?", "TOTAL $82.48"),
        (STAY, "What was the total including breakfast?", "Total: $384.00"),
        (TWO_TAXES, "What was the total before taxes?", "Subtotal $54.00"),
        (QUOTE, "How much is the pier without VAT?", "Total excl. VAT: €2.000,00"),
        (QUOTE, "What is the total with VAT?", "Total incl. VAT: €2.420,00"),
        (ROPES, "How much is the warp without VAT?", "Warp: Price excl. VAT: 55.00"),
        (ROPES, "What does the halyard cost including tax?", "Halyard: Price incl. VAT: 48.00"),
        (INVOICE, "How much is the invoice excluding VAT?", "Subtotal: 515.00"),
        (PAY, "What was the pay before tax?", "Gross pay: $4,200.00"),
        (PAY, "How much is my pay after tax?", "Net pay: $3,360.00"),
    ],
)
def test_the_amount_that_is_called_so_or_the_subtotal(document, question, said):
    found = told(question, document)
    assert found.said == said
    assert found.sure


@pytest.mark.parametrize(
    ("document", "question"),
    [
        (DINNER, "What was the total without shipping?"),  # there is none
        (DINNER, "How much was the soup without tax?"),
        (DINNER, "How much was the total without the tip?"),  # worked out
        (ROPES, "What is the price without VAT?"),  # of which
        (ROPES, "What is the total excluding VAT?"),
        (QUOTE, "How much is the lighthouse without VAT?"),
        (PARCEL, "What was the total without tax?"),
    ],
)
def test_none_that_is_called_otherwise(document, question):
    assert told(question, document) is None


@pytest.mark.parametrize(
    ("document", "question", "expression"),
    [
        (DINNER, "How much was the bill without the tip?", "56.06 - 8"),
        (DINNER, "What was the total before tax?", None),  # the subtotal
        (CHANDLER, "What was the total without the rewards?", "82.48 - (-5)"),
        (STAY, "How much was the total without the city tax?", "384 - 18"),
        (STAY, "What did the stay cost excluding breakfast?", "384 - 36"),
        (STAY, "What did the stay cost excluding dinner?", None),
        (STAY, "How much was the room without tax?", None),
        (TWO_TAXES, "How much was the total without the GST?", "60.48 - 2.7"),
        (PARCEL, "What was the order total without shipping?", "90.5 - 6.5"),
        (INVOICE, "How much is the invoice excluding the call-out fee?", "545.9 - 35"),  # within the subtotal
        (NO_SUM, "What was the total without tax?", "99 - 9"),
        (PAY, "What is the pay without tax?", None),
    ],
)
def test_a_total_less_what_is_in_it(document, question, expression):
    assert work_out(question, [document]) == expression


@pytest.mark.parametrize(
    ("text", "question", "number", "so"),
    [
        ("The pier cost 48,000 euros excluding VAT.", "How much did the pier cost without VAT?", "48,000", True),
        ("The pier cost 48,000 euros excluding VAT.", "How much did the pier cost including VAT?", "48,000", False),
        ("The pier cost 48,000 euros.", "How much did the pier cost without VAT?", "48,000", False),
        ("It is $100 without tax and $121 with tax.", "How much is it without tax?", "$121", False),
        ("It is $100 without tax and $121 with tax.", "How much is it with tax?", "$121", True),
        ("A berth is $45. All prices exclude tax.", "How much is a berth before tax?", "$45", True),
        ("A berth is $45, including the fee.", "How much is a berth without the fee?", "$45", False),
        ("A berth is $45. With breakfast it is $60.", "How much is a berth without breakfast?", "$45", True),
    ],
)
def test_a_place_says_so_of_a_number(text, question, number, so):
    place = passage(text)
    assert is_told_so(qualified(question, [place]), number, place, [place]) is so


RECEIPT = "CHANDLER\n\nSubtotal: $90.00\nHarbour tax: $7.20\nTip: $5.00\nTotal: $102.20\n"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How much was the total without the harbour tax?", "Subtotal: $90.00 [1]"),
        ("How much was the total including the tip?", "Total: $102.20 [1]"),
        ("How much was the total without the tip?", "102.2 - 5 = 97.2, from 102.2 [1] and 5 [2]"),
        ("How much was the total without shipping?", None),
    ],
)
@pytest.mark.parametrize("mode", ["tool", "context"])
def test_no_model_says_it_of_another_amount(library, mode, question, answer):
    draft = AIMessage(question.replace("How much was the", "The").replace("?", " was $102.20 [1]."))
    lines = [call("search_documents", query=question), draft] if mode == "tool" else [draft]
    collection = library(receipt_txt=RECEIPT)
    graph = build_graph(ScriptedModel(lines=lines), mode, Settings(), Retriever(collection))
    found = Assistant("scripted", mode, collection, graph).ask(question)
    assert found.refused if answer is None else found.answer == answer
