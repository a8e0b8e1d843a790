"""The row with the most or the least is worked out over all of a table; whatever is not sure is left to the reader."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.answers.settle import Reading, settle
from chatbot.retrieval import Retriever
from chatbot.tables import superlatives
from chatbot.tables.superlatives import superlative
from tests.chatbot.passages import passage
from tests.ingest.conftest import incoming

FOOD = passage(
    """| Bird |  | Food | Calories per portion |
|-|-|-|-|
| duck | Leaves | Ash, Elm | 50 |
| duck | Grain | Corn, Wheat | 200 |
| duck | Berries | Currant | 150 |
| duck | Total |  | 400 |""",
    heading="Let us eat",
)
CREW = passage(
    """| No | First Name | Last Name | Harbour | Age | Daily Rate |
|-|-|-|-|-|-|
| 7 | Ada | Moreno | Skerry | 41 | $40 |
| 8 | Tobias | Wren | Hollin | 29 | $50 |
| 9 | Tobias | Oakes | Hollin | 63 | $60 |""",
    2,
    title="Crew",
    heading="Lighthouse keepers",
)
YEARS = passage(
    "| Year | Revenue | Loaves |\n|-|-|-|\n| 2021 | 1,200 | 900 |\n| 2022 | 1,350 | 870 |\n| 2023 | - | 910 |", 3
)
FILMS = passage("| Film | Runtime | Price |\n|-|-|-|\n| The Keeper | 98 min | $12 |\n| Fog | 142 min | $9 |", 4)
SCORERS = passage("| Player | Points |\n|-|-|\n| Ada Moreno | 4.5 |\n| Tobias Wren | 6 |", 12)
TIED = passage("| Boat | Seats |\n|-|-|\n| Gull | 12 |\n| Heron | 12 |\n| Tern | 4 |", 5)
MIXED = passage("| Ferry | Fare |\n|-|-|\n| Gull | $12 |\n| Heron | €11 |", 6)
WORDED = passage("| Lamp | Height |\n|-|-|\n| Old | 12 m |\n| New | unknown |", 7)

MEMBERS = passage(
    """| No | First Name | Last Name | Town | Subscription Date | Last Visit |
|-|-|-|-|-|-|
| 1 | Ada | Moreno | Hollin | 2024-03-09 | 30/11/2025 |
| 2 | Tobias | Wren | Skerry | 2023-12-24 | 02/12/2025 |
| 3 | Ines | Oakes | Hollin | 2025-01-02 | 04/05/2025 |""",
    9,
    title="Members",
)
CUSTOMERS = passage(
    "| Customer Id | First Name | Last Name | Joined on |\n|-|-|-|-|\n| x7 | Roy | Berry | 2020-03-25 |",
    11,
    title="list",
)
UNSURE = passage("| Boat | Built |\n|-|-|\n| Gull | 3/4/1999 |\n| Heron | 5/6/1998 |", 10)  # which is the month?

MONTHS = passage("Visitors came from a city or two.\n\n| Month | Visitors |\n|-|-|\n| July | 40 |\n| June | 30 |", 8)


def alone(part):
    """Return the document of a passage that is all of it."""
    return [part]


@pytest.mark.parametrize(
    ("question", "words", "said"),
    [
        (
            "Which food has the most calories per portion?",
            "Corn, Wheat",
            "Grain; Food: Corn, Wheat; Calories per portion: 200",
        ),
        ("Which food has the fewest calories?", "Ash, Elm", "Leaves; Food: Ash, Elm; Calories per portion: 50"),
        (
            "Which keeper has the highest daily rate?",
            "Tobias Oakes",
            "First Name: Tobias; Last Name: Oakes; Daily Rate: $60",
        ),
        ("In which harbour is the keeper with the lowest daily rate?", "Skerry", None),
        ("Which keeper of Hollin is the youngest?", "Tobias Wren", "First Name: Tobias; Last Name: Wren; Age: 29"),
        ("Who is the oldest of the keepers?", "Tobias Oakes", "First Name: Tobias; Last Name: Oakes; Age: 63"),
        ("Which year had the highest revenue?", "2022", "Year: 2022; Revenue: 1,350"),
        ("When were the loaves the fewest?", "2022", "Year: 2022; Loaves: 870"),
        ("What was the highest revenue?", "1,350", "Year: 2022; Revenue: 1,350"),
        ("Which film is the longest?", "Fog", "Film: Fog; Runtime: 142 min"),
        ("What is the cheapest film?", "Fog", "Film: Fog; Price: $9"),
        ("How long is the longest film?", "142 min", "Film: Fog; Runtime: 142 min"),
        ("Which film is the most expensive?", "The Keeper", "Film: The Keeper; Price: $12"),
        ("Which member subscribed first?", "Tobias Wren", None),
        ("Who subscribed last?", "Ines Oakes", None),
        ("Which member of Hollin has the earliest subscription date?", "Ada Moreno", None),
        ("When was the latest visit?", "02/12/2025", None),
        ("Which member had the most recent visit?", "Tobias Wren", None),
        ("Who was the top scorer?", "Tobias Wren", "Player: Tobias Wren; Points: 6"),
        ("Which boat has the most seats?", "Gull, Heron", "Boat: Gull; Seats: 12 · Boat: Heron; Seats: 12"),
    ],
)
def test_the_row_is_found_by_its_number(question, words, said):
    found = superlative(question, [FOOD, CREW, YEARS, FILMS, TIED, MEMBERS, SCORERS], alone)
    assert (found and found.words) == words
    if said:
        assert found.said == said
        assert found.sure


@pytest.mark.parametrize(
    ("question", "table"),
    [
        ("Which ferry has the lowest fare?", MIXED),  # two currencies
        ("Which lamp has the greatest height?", WORDED),  # one is not known
        ("Which film had the most visitors?", FILMS),  # no such column
        ("Which Danish film is the longest?", FILMS),  # nothing tells which are
        ("Is Fog the longest film?", FILMS),
        ("Why is Fog the longest film?", FILMS),
        ("What is the difference between the highest and the lowest price?", FILMS),
        ("How much more expensive is the longest film than Fog?", FILMS),
        ("Which film is the best?", FILMS),
        ("What year was the latest?", YEARS),
        ("Which boat was built first?", UNSURE),
        ("Which member has the last name Oakes?", MEMBERS),
        ("Which member was born first?", MEMBERS),
        ("Which city had the most visitors?", MONTHS),
    ],
)
def test_what_is_not_sure_is_left_alone(question, table):
    assert superlative(question, [table], alone) is None


def test_all_parts_of_a_table_are_compared_and_other_tables_are_not():
    more = replace(FILMS, id="more", text="| Film | Runtime | Price |\n|-|-|-|\n| Dusk | 201 min | $8 |")
    other = replace(FILMS, id="other", text="| Play | Runtime | Price |\n|-|-|-|\n| Night | 300 min | $8 |")
    elsewhere = replace(more, id="elsewhere", heading="Last year", text=more.text.replace("201", "500"))
    document = [FILMS, more, other, elsewhere]
    found = superlative("Which film is the longest?", [FILMS], lambda _: document)
    assert (found.words, found.window.id) == ("Dusk", "more")
    assert found.window.text.splitlines()[-1] == "| Dusk | 201 min | $8 |"


def test_a_person_is_named_and_not_by_id_and_parts_of_one_row_are_compared():
    later = replace(CUSTOMERS, id="later", text=CUSTOMERS.text.replace("x7 | Roy", "x8 | Ina").replace("-03-", "-04-"))
    found = superlative("Which customer joined first?", [later], lambda _: [later, CUSTOMERS])
    assert (found.words, found.window.id) == ("Roy Berry", CUSTOMERS.id)


def test_a_code_that_is_asked_for_names_the_row():
    stock = passage(
        """| Product Code | Category | Total Value | Last Audit |
|-|-|-|-|
| SKU-4563 | Software | $18,720 | 2024-10-24 |
| SKU-6678 | Software | $42,000 | 2024-10-25 |"""
    )
    told = superlative("Which product has the highest total value?", [stock], lambda part: [part])
    assert told.words.startswith("SKU-6678")
    assert told.said.startswith("Product Code: SKU-6678")


def test_a_document_too_long_to_read_at_once_is_left_alone(monkeypatch):
    monkeypatch.setattr(superlatives, "_MOST_PARTS", 2)
    parts = [FILMS, *(replace(FILMS, id=str(n)) for n in range(2))]
    assert superlative("Which film is the longest?", parts[:1], lambda _: parts[:2])
    assert superlative("Which film is the longest?", parts[:1], lambda _: parts) is None


def test_two_tables_that_fit_equally_are_not_chosen_between():
    other = replace(FILMS, id="other", source="other.md")
    assert superlative("Which film is the longest?", [FILMS, other], alone) is None


@given(st.lists(st.integers(-999, 9999), min_size=2, max_size=4, unique=True))
def test_the_order_of_rows_does_not_matter(numbers):
    for order in permutations(numbers):
        rows = "\n".join(f"| boat {number} | {number} |" for number in order)
        table = passage(f"| Boat | Tonnage |\n|-|-|\n{rows}")
        for word, best in (("highest", max(numbers)), ("lowest", min(numbers))):
            found = superlative(f"What is the {word} tonnage?", [table], alone)
            assert (found and found.words) == (None if _are_years(numbers) else str(best))


def _are_years(numbers):
    return all(1500 <= number < 2100 for number in numbers)


def test_the_row_is_retrieved_with_its_own_place_and_shown_instead_of_a_refusal(collection):
    rows = [f"| Boat {n} | {100 + n} |" for n in range(40)]
    parts = ["\n".join(["| Boat | Tonnage |", "|-|-|", *rows[at : at + 5]]) for at in range(0, 40, 5)]
    collection.replace([incoming("fleet.md", *parts)])
    retriever = Retriever(collection)
    question = "Which boat has the highest tonnage?"
    passages = retriever(question)
    assert "| Boat 39 | 139 |" in passages[0].text
    assert len({part.id for part in passages}) == len(passages) == 4
    shown = settle("I could not find that in your documents.", Reading(question, passages), retriever)
    assert shown.text == "Boat: Boat 39; Tonnage: 139 [1]"
    assert shown.citations[0].quote.endswith("| Boat 39 | 139 |")


def test_what_a_document_opens_with_is_said_of_all_its_tables():
    opening = passage("Three Rivers Chess League - Division 2 - season 2024/25", 1, title="chess")
    document = [opening, replace(SCORERS, title="chess")]
    for question in (
        "Who was the top scorer in the Three Rivers chess league division 2, and with how many points?",
        "Which player scored the most points in the Three Rivers chess league?",
    ):
        found = superlative(question, document[1:], lambda _: document)
        assert found
        assert found.said.endswith("Player: Tobias Wren; Points: 6")
    other = "Who was the top scorer in the Skerry bowls league?"
    assert superlative(other, document[1:], lambda _: document) is None
