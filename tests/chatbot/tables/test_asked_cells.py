"""Which cell of a row is asked for: a person by name and not by id, of two columns the one that is asked for first."""

import pytest

from chatbot.tables.lookup import look_up
from tests.chatbot.passages import passage

CUSTOMERS = passage(
    "| Customer Id | First Name | Last Name | Country |\n|-|-|-|-|\n"
    "| DD37 | Ada | Moreno | Chile |\n| EE41 | Ines | Caldow | Norway |"
)
ORDERS = passage("| Order number | Country |\n|-|-|\n| A-17 | Chile |\n| A-18 | Norway |")
LOGBOOKS = passage("| Years | Logbooks | Pages |\n|-|-|-|\n| 1868 to 1879 | 7 | 1190 |\n| 1880 to 1889 | 5 | 905 |")


@pytest.mark.parametrize(
    ("question", "table", "words", "said"),
    [
        (
            "Which customer lives in Chile?",
            CUSTOMERS,
            "Ada Moreno",
            "Country: Chile; First Name: Ada; Last Name: Moreno",
        ),
        ("Which customer id is from Chile?", CUSTOMERS, "DD37", "Country: Chile; Customer Id: DD37"),
        ("Which order came from Norway?", ORDERS, "A-18", "Country: Norway; Order number: A-18"),
        (
            "How many pages did the logbooks of 1868 to 1879 have?",
            LOGBOOKS,
            "1190",
            "Years: 1868 to 1879; Pages: 1190",
        ),
    ],
)
def test_the_cell_that_is_asked_for_is_said_with_its_row(question, table, words, said):
    found = look_up(question, [table])
    assert found is not None
    assert (found.words, found.said) == (words, said)


@pytest.mark.parametrize("question", ["What of the logbooks and the pages of 1868 to 1879?", "Which customer lives?"])
def test_where_no_cell_is_asked_for_first_none_is_chosen(question):
    assert look_up(question, [LOGBOOKS]) is None
