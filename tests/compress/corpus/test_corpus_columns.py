"""Aligned columns of plain text become Markdown tables, and nothing is lost on the way; all else stays as it is."""

import random
import re

import pytest

from compress.corpus.columns import with_tables

SHIPS = """Ship          Answers   Mean   Q2 2016   Food
Skua            4,310    3.2       3.1    3.0
Petrel          3,877    2.7       3.2    2.2
Little Auk      1,052    3.6       3.5      -"""
SHIPS_TABLE = """| Ship | Answers | Mean | Q2 2016 | Food |
|-|-|-|-|-|
| Skua | 4,310 | 3.2 | 3.1 | 3.0 |
| Petrel | 3,877 | 2.7 | 3.2 | 2.2 |
| Little Auk | 1,052 | 3.6 | 3.5 | - |"""


def test_names_over_figures_are_a_table():
    assert with_tables(SHIPS) == SHIPS_TABLE
    assert with_tables(f"{SHIPS}\n".replace("\n", "\r\n").replace("\r", "")) == f"{SHIPS_TABLE}\n"


def test_a_table_is_a_paragraph_of_its_own():
    told = f"From the tablets:\n{SHIPS}\nThe fryer broke on 19 July, so that there was only cold food."
    parts = with_tables(told).split("\n\n")
    assert parts == ["From the tablets:", SHIPS_TABLE, "The fryer broke on 19 July, so that there was only cold food."]
    assert with_tables(f"Above.\n\n{SHIPS}\n\nBelow.") == f"Above.\n\n{SHIPS_TABLE}\n\nBelow."


@pytest.mark.parametrize("rule", ["-" * 40, "====   =====   ====", "----+-----+----"])
def test_rules_in_a_table_are_no_rows(rule):
    header, *rows = SHIPS.split("\n")
    assert with_tables("\n".join([header, rule, *rows[:2], rule, rows[2]])) == SHIPS_TABLE


def test_the_column_of_the_rows_names_needs_no_name():
    fares = """
                 single   return
Adult                78      140
Child 4-15           39       70"""
    assert with_tables(fares) == fares  # two named columns are too few to be sure
    found = with_tables(
        fares.replace("return", "return   night").replace("140", "140      99").replace("70", "70       0")
    )
    assert found.split("\n")[1:] == [
        "|  | single | return | night |",
        "|-|-|-|-|",
        "| Adult | 78 | 140 | 99 |",
        "| Child 4-15 | 39 | 70 | 0 |",
    ]


def test_what_goes_on_in_the_next_line_is_joined():
    table = """Code   Liking   Found         Remark
       (mean)   (5 min)
318    5.2      11 of 36      too sweet for
                              most of them
552    6.9      2 of 36"""
    assert with_tables(table).split("\n") == [
        "| Code | Liking (mean) | Found (5 min) | Remark |",
        "|-|-|-|-|",
        "| 318 | 5.2 | 11 of 36 | too sweet for most of them |",
        "| 552 | 6.9 | 2 of 36 |  |",
    ]


def test_a_value_that_fills_its_column_is_parted_from_the_next():
    table = """Day    Way                      Miles
Thu 2  Clinic - Bank            14
Mon 13 Clinic - Upper Dale      39"""
    assert with_tables(table).split("\n")[2:] == [
        "| Thu 2 | Clinic - Bank | 14 |",
        "| Mon 13 | Clinic - Upper Dale | 39 |",
    ]


def test_a_value_may_go_over_two_columns():
    table = """Clause  Test            Required       Found        Verdict
5.1     Buoyancy        min 150 N      163 N        P
5.9     Shoulder pull   3.2 kN, 30 min held         P
5.17    Whistle         100 dB         104 dB       P"""
    assert with_tables(table).split("\n")[3] == "| 5.9 | Shoulder pull | 3.2 kN, 30 min held |  | P |"


def test_columns_of_two_things_compared_are_a_table_from_their_names_on():
    table = """Comparison   Mino R         Mino B        Grande P
Power        rechargeable   battery 312   battery 675
Loss         to severe      to moderate   profound
Pair, from   14 900         11 200        17 500
Guarantee    4 years        3 years       4 years"""
    assert with_tables(table).split("\n")[:3] == [
        "| Comparison | Mino R | Mino B | Grande P |",
        "|-|-|-|-|",
        "| Power | rechargeable | battery 312 | battery 675 |",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Owner    Mr Boateng   Client   20417\nAnimal   BISCOTTI     Species  dog\nBorn     11/05/2022   Colour   2\n"
        "Chip     982 000      Insurer  PS-6620",  # labels beside labels: no line of it names the others
        "Ann Lee     treasurer   Leeds\nTom Ray     chair       York\nEva Sun     member      Hull",  # no names
        "Item     Price\nMilk     1.20\nEggs     3.10",  # two columns: a label and its value
        "Ship      Answers   Mean\nSkua      4,310     3.2",  # one row
        "7 May     12 m      Ann\n8 May     14 m      Tom\n9 May     9 m       Eva",  # a first row of figures
        "Ship      Answers   Mean\nSkua had 4,310 answers in all, of which half were angry.\nPetrel had fewer.",
        "| Ship | Answers   | Mean |\n|---|---|---|\n| Skua | 4,310     | 3.2  |\n| Auk  | 1,052     | 3.6  |",
        "int  a = 1;   // one\nint  b = 2;   // two\nint  c = 3;   // three",
        "Dear   all,\n\nsee you   on   Monday.",
        "\n".join([f"{'name  ' * 50}", f"{'1     ' * 50}", f"{'2     ' * 50}"]),  # too wide to be read as one
        "",
        "\n\n",
    ],
)
def test_what_is_not_surely_a_table_stays_as_it_is(text):
    assert with_tables(text) == text


def test_tabs_are_columns_where_they_align():
    table = "Ship\t\tAnswers\t\tMean\nSkua\t\t4,310\t\t3.2\nLittle Auk\t3,877\t\t2.7"
    assert with_tables(table).split("\n")[2] == "| Skua | 4,310 | 3.2 |"


@pytest.mark.parametrize("seed", range(200))
def test_no_word_is_lost_or_told_twice(seed):
    rng = random.Random(seed)
    kinds = (
        lambda: rng.choice(["Ann", "two words", "of the", "(est.)", "12 May"]),
        lambda: str(rng.randrange(99_999)),
    )
    lines = []
    for _ in range(rng.randrange(1, 14)):
        cells = [rng.choice(kinds)() if rng.random() < 0.9 else "" for _ in range(rng.randrange(1, 6))]
        lines.append("".join(cell.ljust(rng.choice([12, 12, 12, 9])) for cell in cells))
    if rng.random() < 0.7:
        lines.insert(rng.randrange(len(lines)), "Name        Way         Cost        Mean")
    text = "\n".join(lines)
    assert sorted(re.findall(r"[\w(.)]+", with_tables(text))) == sorted(re.findall(r"[\w(.)]+", text))
