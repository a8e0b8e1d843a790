"""The one line "label: value" that a question names is found by code; whatever is not sure is left to the reader."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from chatbot.answers.settle import Reading, settle
from chatbot.retrieval import Retriever
from chatbot.tables.labelled import named_line
from tests.chatbot.answers.test_reader import Pointing
from tests.chatbot.passages import passage
from tests.ingest.conftest import incoming

RECEIPT = replace(
    passage(
        """12 Quay
Skerry

Cashier: Tobias Wren

Storm lamp, brass LAMP-17 2 @ $30.00 Member Discount $-5.00: $55.00
Wicks for a lamp, cotton WICK-2 1 @ $4.00: $4.00

SUBTOTAL $59.00
Harbour Tax (8.5%) $5.02
TOTAL $64.02

Next Reward: a tin of wax
""",
        title="HARBOUR STORES",
    ),
    source="/documents/receipt-2024.pdf",
)
FORM = passage(
    """Phone: 555 0100

Owner
Insured name: Ada Moreno
Policy #: P-17
Telephone: 555 0142
Claim #: 9

Boat
Year: 2019
Make: Heron
Commission: 10%
Inspection: Friday
Fee payable: $12.00
""",
    2,
    title="Skerry Boatyard",
)
OTHER = replace(
    passage("Insured name: Ines Caldow\nPolicy #: none given", 3, title="Skerry Boatyard"), source=FORM.source
)
SECTIONS = passage("## Agency\n\nName: Marlow\nContact: Ada\n\n## Customer\n\nName: Hollin\nContact: Ines", 4)


def ask(question, passages=(RECEIPT, FORM, SECTIONS), documents=()):
    collection = SimpleNamespace(document=lambda source: [each for each in documents if each.source == source])
    return named_line(question, passages, collection)


@pytest.mark.parametrize(
    ("question", "words", "said"),
    [
        ("What is the policy number?", "P-17", "Policy #: P-17"),
        ("What is the policy number of Ada Moreno?", "P-17", "Policy #: P-17"),  # the name that the form is about
        ("What is the owner's phone number?", "555 0142", "Telephone: 555 0142"),  # "Owner" stands over it
        ("What is the make of the boat?", "Heron", "Make: Heron"),  # a label of a stop word
        ("Who was the cashier at Harbour Stores?", "Tobias Wren", "Cashier: Tobias Wren"),
        ("Who is the customer's contact?", "Ines", "Contact: Ines"),  # of two, that under the heading
        ("How much is the harbour tax?", "$5.02", "Harbour Tax (8.5%) $5.02"),
        ("How much is the harbour tax on the receipt?", "$5.02", "Harbour Tax (8.5%) $5.02"),  # the file's name
        ("What is the rate of the harbour tax?", "8.5%", "Harbour Tax (8.5%) $5.02"),
        ("What was the total at Harbour Stores?", "$64.02", "TOTAL $64.02"),
        ("What is the commission of the boat?", "10%", "Commission: 10%"),
        ("How much is the fee for the boat?", "$12.00", "Fee payable: $12.00"),
        ("What's the fee for the boat?", "$12.00", "Fee payable: $12.00"),
        (
            "What was the price of the storm lamp?",
            "$55.00",
            "Storm lamp, brass LAMP-17 2 @ $30.00",
        ),  # said with a piece's
        ("How much did I pay for the storm lamp?", "$55.00", "Storm lamp, brass LAMP-17 2 @ $30.00"),
    ],
)
def test_a_line_is_found_by_its_label(question, words, said):
    found = ask(question)
    assert found.words == words
    assert found.said.startswith(said)
    assert found.sure


@pytest.mark.parametrize(
    "question",
    [
        "What is the policy number of Tobias Wren?",  # a name that is not there
        "What is the phone number?",  # two that differ
        "What is the phone number of the cashier?",  # the cashier has none
        "Who is the contact?",  # of whom
        "What is the claim date?",  # only half of what is asked for
        "How much is the commission of the boat?",  # a rate is no sum
        "How much did I pay for the lamp?",  # two items have it
        "How much was the discount on the storm lamp?",  # a sum within an item's line
        "How much did one storm lamp cost each?",
        "How much did I pay for the anchor?",
        "What is the year before the inspection?",
        "How many inspections are there?",  # no number
        "Why is the policy number P-17?",
        "Is the make of the boat Heron?",
        "Where is the inspection?",
        "What is the rate of the total?",  # a sum is no rate
    ],
)
def test_a_question_that_names_no_line_or_several_is_not_answered(question):
    assert ask(question) is None


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What is the order?", "77-4"),
        ("What was ordered?", None),
        ("What was ordered on the quay?", None),
        ("What was delivered?", "2 lamps"),  # the very word
    ],
)
def test_what_was_done_is_no_label_that_shares_its_stem(question, words):
    slip = passage("Order number: 77-4\n\nDelivered: 2 lamps", title="Quay")
    assert (found := ask(question, [slip])) == words or found.words == words


def test_another_part_of_the_document_may_have_another_value():
    assert ask("What is the policy number?", [FORM], [FORM, OTHER]) is None
    assert ask("What is the policy number of Ada Moreno?", [FORM], [FORM, OTHER]).words == "P-17"


def test_code_and_running_text_with_a_colon_are_no_fields():
    text = (
        "```\nport: 7860\n```\n\nNote: the keeper who counted every letter that came in since then has long gone away."
    )
    assert ask("What is the port?", [passage(text)]) is None
    assert ask("What is the note?", [passage(text)]) is None


def test_a_line_that_the_question_names_overrules_what_the_model_and_the_reader_say(collection):
    collection.replace([incoming("/documents/2.md", FORM.text)])
    retriever = Retriever(collection, reader=Pointing("555 0100", 9.0))
    reading = Reading("What is the policy number of Ada Moreno?", [FORM])
    assert settle("The policy number is 9. [1]", reading, retriever).text == "Policy #: P-17 [1]"
