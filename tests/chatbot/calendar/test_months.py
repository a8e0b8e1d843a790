"""May is a month where only a month fits, or its capital says so; the verb stays a stop word."""

import pytest

from chatbot.questions.plurals import stems
from chatbot.sums.figures import work_out
from chatbot.tables.lookup import look_up
from tests.chatbot.passages import passage
from tests.ingest.conftest import incoming

RENT = passage("| Month | Rent | Staff |\n|-|-|-|\n| April | 400 | 3 |\n| May | 500 | 4 |\n| June | 450 | 5 |")
LOAVES = passage("| Bakery | April | May 2025 |\n|-|-|-|\n| Loaves | 70 | 90 |\n| Rolls | 20 | 50 |", 2)


MONTHS = (
    "May;may;MAY;in May;in may;3 May;May 3;May, June;May–August;April and May;until may 2025;the May rent;"
    "May was dry.;Theresa May;MAY 2025;In May we close.;Fees > May"
).split(";")
VERBS = (
    "May I bring a dog?;may visitors bring a dog?;You may bring it.;Dogs may, if led, come in.;May be.;"
    "Clients MAY send it.;What May I Bring?;Groups of 12 may enter.;It is so. May visitors smoke?"
).split(";")


@pytest.mark.parametrize("text", MONTHS)
def test_the_month_has_a_term(text):
    assert stems("May")[0] in stems(text)


@pytest.mark.parametrize("text", VERBS)
def test_the_verb_has_none(text):
    assert stems("May")[0] not in stems(text)


@pytest.mark.parametrize(
    ("question", "expression"),
    [
        ("What was the rent of April and May together?", "400 + 500"),
        ("What was the total rent of April, May and June?", "400 + 500 + 450"),  # May was left out
        ("How much higher was the rent in May than in April?", "500 - 400"),
        ("How much higher was the rent in April than in May?", "400 - 500"),
        ("How much lower was April's rent than May's?", "500 - 400"),
        ("What may the rent of April and June be together?", "400 + 450"),
        ("How many loaves were there in April and May 2025 together?", "70 + 90"),
    ],
)
def test_a_sum_may_name_it(question, expression):
    assert work_out(question, [RENT, LOAVES]) == expression


def test_a_look_up_may_name_it():
    assert look_up("What was the rent in May?", [RENT]).words == "500"
    assert look_up("How many rolls were there in May 2025?", [LOAVES]).words == "50"
    assert look_up("What was the rent in July?", [RENT]) is None
    assert look_up("What rent may we pay for June?", [RENT]).words == "450"


def test_the_chat_answers_with_it(assistant, collection):
    collection.replace([incoming("/docs/rent.md", RENT.text)])
    found, model = assistant("context")
    assert found.ask("How much more rent was there in May than in April?").answer == (
        "500 - 400 = 100, from 500 [1] and 400 [2]"
    )
    assert model.asked == []
