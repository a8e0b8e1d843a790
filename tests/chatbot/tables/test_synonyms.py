"""A column by another name than its own: "email address" for "Email", and no column for what only sounds so."""

import pytest

from chatbot.tables.lookup import look_up
from tests.chatbot.passages import passage

PEOPLE = passage(
    "| Name | Age | Email | Phone | Subscription Date |\n|-|-|-|-|-|\n"
    "| Ada Moreno | 41 | ada@hollin.example | 555-0100 | 3 May 2024 |\n"
    "| Ines Caldow | 37 | ines@hollin.example | 555-0101 | 9 July 2023 |"
)
FILMS = passage(
    "| Film | Runtime (min) | Director | Release Date |\n|-|-|-|-|\n"
    "| The Long Tide | 104 | Bo Lind | 2 March 2019 |\n| Lamp | 88 | Uma Reyes | 5 June 2021 |"
)
TOWNS = passage("| Town | Population | Area (km2) |\n|-|-|-|\n| Hollin | 2310 | 14 |\n| Skerry | 870 | 9 |")
ACCOUNT = passage(
    "| Date | Description | Paid out | Paid in |\n|-|-|-|-|\n"
    "| 3 June | Card Cinema Royale | 22.50 | |\n| 27 June | Salary Hollin Ferry | | 1,985.00 |"
)


@pytest.mark.parametrize(
    ("question", "table", "cell"),
    [
        ("What is the email address of Ada Moreno?", PEOPLE, "ada@hollin.example"),
        ("What is the phone number of Ines Caldow?", PEOPLE, "555-0101"),
        ("How old is Ines Caldow?", PEOPLE, "37"),
        ("When did Ada Moreno subscribe?", PEOPLE, "3 May 2024"),
        ("How long is The Long Tide?", FILMS, "104"),
        ("What is the duration of Lamp?", FILMS, "88"),
        ("Who directed Lamp?", FILMS, "Uma Reyes"),
        ("When was Lamp released?", FILMS, "5 June 2021"),
        ("How many people live in Hollin?", TOWNS, "2310"),
        ("How big is Skerry?", TOWNS, "9"),
        ("When was the salary paid in?", ACCOUNT, "27 June"),  # no amount is a date
        ("What did I spend at the cinema?", ACCOUNT, "22.50"),
    ],
)
def test_a_column_is_found_by_another_name(question, table, cell):
    found = look_up(question, [table])
    assert found is not None
    assert found.words == cell


@pytest.mark.parametrize(
    ("question", "table"),
    [
        ("What is the address of Ada Moreno?", PEOPLE),
        ("When did Ada Moreno unsubscribe?", PEOPLE),
        ("When was Ada Moreno born?", PEOPLE),
        ("How old is the cat of Ada Moreno?", PEOPLE),
        ("How long did Ada Moreno subscribe?", PEOPLE),
        ("When was Lamp restored?", FILMS),
        ("How many people live in Bergen?", TOWNS),
        ("How many cats live in Hollin?", TOWNS),
    ],
)
def test_what_the_column_is_not_for_is_not_read_from_it(question, table):
    assert look_up(question, [table]) is None
