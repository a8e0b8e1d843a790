"""What an amount is asked for with or without, and what a document's label says of its own."""

import pytest

from chatbot.questions.qualifiers import WITH, WITHOUT, qualifier


@pytest.mark.parametrize(
    ("question", "sense", "kind", "rest"),
    [
        ("How much was the total without the sales tax?", WITHOUT, "tax", "How much was the total ?"),
        ("What is the pre-tax total?", WITHOUT, "tax", "What is the total?"),
        ("What does the boat cost net of VAT?", WITHOUT, "tax", "What does the boat cost ?"),
        ("What is the total, 20% VAT not included?", WITHOUT, "tax", "What is the total, 20% ?"),
        ("How much is it plus shipping?", WITH, "shipping", "How much is it ?"),
        ("What was the price with delivery of the oars?", WITH, "shipping", "What was the price of the oars?"),
        ("How much did we pay including the tip?", WITH, "tip", "How much did we pay ?"),
        ("How much was it before the discount?", WITHOUT, "discount", "How much was it ?"),
        ("How much is it net of the discount?", WITH, "discount", "How much is it ?"),  # it is taken off
        ("How much did the stay cost without breakfast?", WITHOUT, "", "How much did the stay cost ?"),
    ],
)
def test_a_question_for_an_amount_with_or_without_something(question, sense, kind, rest):
    asked = qualifier(question)
    assert (asked.sense, asked.kind, asked.rest) == (sense, kind, rest)


@pytest.mark.parametrize(
    "question",
    [
        "How much did I pay in total?",
        "How much was the sales tax?",
        "How much tax was included in the total?",  # the tax is wanted
        "Is the tax included in the total?",
        "Which orders cost more than $100 without tax?",
        "How much do I pay after the first month?",
        "Who paid before Ada?",
    ],
)
def test_any_other_question(question):
    assert qualifier(question) is None


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("Total excl. VAT", {WITHOUT}),
        ("Net amount", {WITHOUT}),
        ("£500 plus VAT", {WITHOUT}),
        ("VAT not included", {WITHOUT}),
        ("Total incl. 20% VAT", {WITH}),
        ("Tax included", {WITH}),
        ("Gross price", {WITH}),
        ("Sales tax (8 %)", set()),
        ("TOTAL", set()),
        ("Net weight", set()),
        ("100 without tax, 121 with tax", {WITH, WITHOUT}),
    ],
)
def test_what_a_label_says(label, told):
    assert qualifier("What is the total before tax?").told(label) == told


def test_pay_is_lower_after_tax():
    asked = qualifier("What is the pay after tax?")
    assert asked.earned
    assert (asked.told("Net pay"), asked.told("Gross pay")) == ({WITH}, {WITHOUT})
