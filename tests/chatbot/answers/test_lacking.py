"""A place that lacks what a question asks for answers something else: nobody's founder, another row's date."""

from dataclasses import replace

import pytest

from chatbot.answers.evidence import evidence
from chatbot.answers.grounding import ground
from chatbot.answers.kinds import fits
from chatbot.answers.lacking import is_opposite, lacks, lacks_comparison, lacks_owner
from tests.chatbot.answers.test_reader import Pointing
from tests.chatbot.passages import passage

STOCK = "| Code | Stock | Audit |\n| --- | --- | --- |\n| SKU-33 | 7 | 4 May |\n| SKU-55 | 9 | |"
ROW = "| Code | Stock | Audit |\n| SKU-33 | 7 | 4 May |"


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("Who founded Alder Bakery?", "Petra Oakes of Alder Bakery sorts its mail.", True),
        ("Who founded Alder Bakery?", "Alder Bakery was set up by Petra Oakes.", False),
        ("Who founded Alder Bakery?", "Petra Oakes, its founder, sorts the mail.", False),
        ("Who was the founder of Alder Bakery?", "Alder Bakery was established by Petra Oakes.", False),
        ("Who co-founded Alder Bakery?", "Petra Oakes works there.", True),
        ("Who invented the fog lamp?", "Ines Caldow cleans the fog lamp.", True),
        ("Who invented the fog lamp?", "The fog lamp was devised by Ines Caldow.", False),
        ("Who invented the fog lamp?", "The keeper of the invented village cleans the fog lamp.", True),
        ("Which engineer designed the fog lamp?", "Ines Caldow cleans the fog lamp for 20 visitors.", True),
        ("Which engineer designed the fog lamp?", "The fog lamp is by Ines Caldow, who drew it in 1881.", False),
        ("Who sorts the mail of Alder Bakery?", "Petra Oakes sorts its mail.", False),
        ("When was Alder Bakery founded?", "Alder Bakery, 1904.", False),
    ],
)
def test_who_founded_or_invented_something_takes_a_word_of_that(question, text, missing):
    assert lacks(question, passage(text), [passage(text)]) is missing


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("When was SKU-55 last audited?", True),
        ("When was sku-55 last audited?", True),
        ("When was SKU-33 last audited?", False),
        ("When was SKU-99 last audited?", False),  # no row has it: that is for others to judge
        ("When was SKU-5 last audited?", False),
        ("Which row was audited on 4 May?", False),
    ],
)
def test_a_row_must_have_the_code_that_another_row_has(question, missing):
    whole = passage(STOCK)
    assert lacks(question, replace(whole, text=ROW), [whole]) is missing


def test_what_the_reader_points_at_in_another_row_is_doubtful():
    found = [
        evidence(Pointing("4 May", 9.0), f"When was {code} last audited?", [passage(STOCK)])
        for code in ("SKU-33", "SKU-55")
    ]
    assert [(each.sure, each.doubtful) for each in found] == [(True, False), (False, True)]


@pytest.mark.parametrize(
    ("question", "text", "counts"),
    [
        ("How many units are in stock?", "$200.00", False),
        ("How many units are in stock?", "200 €", False),
        ("How many units are in stock?", "200 units, at $7 each", True),
        ("How many dollars does a unit cost?", "$200.00", True),
        ("How many US dollars does a unit cost?", "$200.00", True),
        ("How much does a unit cost?", "$200.00", True),
    ],
)
def test_an_amount_of_money_counts_nothing(question, text, counts):
    assert fits(question, text) is counts


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("How much more did the lamp cost than the bell?", "The lamp cost 40 euro.", True),
        ("How many fewer guests came in May than in June?", "In May 40 guests came.", True),
        ("How much longer is the pier than the quay?", "The pier is 90 m long.", True),
        ("How much more did the lamp cost than the bell?", "The lamp cost 4 euro more than the bell.", False),
        ("By how much is the total higher than the tax?", "Tax (8.5 %) $66.23", True),
        ("How much longer is the pier than the quay?", "The pier is longer by 4 m.", False),
        ("How much longer is the pier than the quay?", "The difference is 4 m.", False),
        ("How much did the lamp cost?", "The lamp cost 40 euro.", False),
        ("How much earlier than the tide do I come?", "Come 10 minutes before the tide.", False),
        ("How much earlier than the tide do I come?", "Come at six.", True),
    ],
)
def test_how_much_more_takes_a_comparison(question, text, missing):
    assert lacks_comparison(question, text) is missing
    assert lacks(question, passage(text), [passage(text)]) is missing


@pytest.mark.parametrize(
    ("question", "text", "opposite"),
    [
        ("What is the net pay?", "| Gross pay | 2,714.40 |", True),
        ("What is the gross pay?", "| Gross pay | 2,714.40 |", False),
        ("What is the net pay?", "| Gross pay | 2,714.40 | Net pay | 2,155.39 |", False),
        ("When does the cover run out?", "Date of issue: 28 January 2031", True),
        ("When does the cover run out?", "End of cover: 28 February 2032", False),
        (
            "When did the siege end?",
            "The siege started in 1874, and what came of it is told by the keepers of the light.",
            False,
        ),
    ],
)
def test_a_forms_line_may_give_the_opposite_of_what_is_asked(question, text, opposite):
    assert is_opposite(question, text) is opposite


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("What is the phone number of the ferry?", False),
        ("What's the ferryman's phone number?", False),  # begins as "ferry" does
        ("What is the phone number of the museum?", True),
        ("What is the email address of the museum?", True),
        ("What is the phone number?", False),
        ("When does the museum open?", False),
    ],
)
def test_a_telephone_number_is_somebodys(question, lacking):
    assert lacks_owner(question, "Hollin Ferry, 01632 960 417, ferry@hollin.example") is lacking


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("Which Tarn version does it need?", True),
        ("What version of Tarn does it need?", True),
        ("Which Lumo version does it need?", False),
        ("What is the version?", False),
    ],
)
def test_the_version_of_one_thing_is_not_that_of_another(question, lacking):
    place = passage("It runs with Lumo 3.2 or later.", title="Oven")
    assert lacks(question, place, [place]) is lacking


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("How many vans has Alder Bakery?", True),
        ("How many vans does Alder Bakery have in Oldport?", False),
        ("How many vans are there at the works?", False),
        ("How many vans are there?", False),  # whose, nobody says
        ("Which works has 90 vans, that of Alder Bakery?", False),
    ],
)
def test_what_a_part_has_is_not_all_that_the_whole_has(question, lacking):
    there = passage("Alder Bakery was set up in 1904. The large works in Oldport has 90 vans.", title="Alder Bakery")
    assert lacks(question, replace(there, text="The large works in Oldport has 90 vans."), [there]) is lacking
    if lacking:
        assert ground("Alder Bakery has 90 vans.", [there], question) is None
        whole = replace(there, text=f"{there.text} Alder Bakery runs 90 vans.")
        assert ground("Alder Bakery has 90 vans.", [whole], question)
