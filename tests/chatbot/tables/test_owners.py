"""A value behind the name at a form's head, and values of several people: never somebody else's."""

import pytest

from chatbot.answers.whose import whose
from chatbot.retrieval import Retriever
from tests.chatbot.passages import passage
from tests.ingest.conftest import incoming


def slip(name: str, gross: str, net: str, tax: str) -> list[str]:
    return [
        f"Quarry Works\n\nEmployee: {name}\nShift: early",
        f"Deductions\n\n| Kind | Amount | This year |\n|-|-|-|\n| Wage tax | {tax} | 900.00 |\n| Meals | 12 | 40 |",
        f"Gross pay: {gross}\nNet pay: {net}",
    ]


SLIPS = [*slip("Ada Quist", "$2,100.00", "$1,640.00", "310.00"), *slip("Ben Olde", "$1,900.00", "$1,505.00", "270.00")]
ORDER = ["## Agency\n\nName: Gull Media\nCommission: 10%", "## Customer\n\nName: Tern Films\nReference: T-9"]
PLANS = "The spring regatta starts on 4 April. The autumn regatta starts on 20 September. The club is old."


@pytest.fixture
def office(collection):
    collection.replace([incoming("/docs/slips.md", *SLIPS), incoming("/docs/order.md", *ORDER)])
    collection.replace([incoming("/docs/plans.md", PLANS)])
    return collection


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What is the net pay of Ada Quist?", "$1,640.00"),
        ("What is Ben Olde's net pay?", "$1,505.00"),
        ("How much wage tax does Ben Olde pay?", "270.00"),
        ("How much wage tax does Ada Quist pay this year?", "900.00"),
        ("Which shift does Ada Quist work?", "early"),
        ("What is the net pay of Cy Hart?", None),  # nobody's form
        ("What is the commission of Ada Quist?", None),
    ],
)
def test_a_value_is_that_of_whom_the_form_is_about(office, question, words):
    found = Retriever(office).evidence(question, office.document("/docs/slips.md")[-2:])
    assert (found and found.words) == words


def test_values_of_several_people_are_said_with_whose_they_are(office):
    told = whose("What is the net pay?", office.document("/docs/slips.md")[-1:], office)
    assert set(told.text.splitlines()) == {
        "Net pay: $1,505.00 (Employee: Ben Olde) [1]",
        "Net pay: $1,640.00 (Employee: Ada Quist) [2]",
    }
    assert whose("What is the net pay of Ada Quist?", office.document("/docs/slips.md"), office) is None
    assert whose("What is the commission?", office.document("/docs/order.md"), office) is None  # there is one


def test_what_is_told_of_several_things_by_that_name_is_told_of_each(office):
    found = office.document("/docs/plans.md")
    told = whose("When does the regatta start?", found, office)
    assert told.text == (
        "“The spring regatta starts on 4 April.” [1]\n“The autumn regatta starts on 20 September.” [2]"
    )
    assert whose("When does the autumn regatta start?", found, office) is None
    both = [passage("The regatta starts on 4 April. The junior regatta starts on 5 May.")]
    assert whose("When does the regatta start?", both, office) is None
