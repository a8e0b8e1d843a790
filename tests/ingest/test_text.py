"""Sentences, terms and numbers of a text."""

import textwrap
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.text import names, numbers, sentences, spelt, terms, windows

WRAPPED = "The lamp was lit in 1874 by a keeper who was called\nAda Moreno and who came from the island with her\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("Dr. Smith came. He left.", ["Dr. Smith came.", "He left."]),
        ("Call 555 0100, ext. 61 first. He left.", ["Call 555 0100, ext. 61 first.", "He left."]),
        ("It costs 3.50 a day. Cheap!", ["It costs 3.50 a day.", "Cheap!"]),
        ("- first\n- second", ["- first", "- second"]),
        ("Pack:\n\n1. A hat\n2. Some tea", ["Pack:", "1. A hat", "2. Some tea"]),  # a list's number ends nothing
        ("He said “go.” She went.", ["He said “go.”", "She went."]),
        ("", []),
        (
            "Parts 2,100\nSales Tax 10.20% 278.46\nGRAND TOTAL 5,738",
            ["Parts 2,100", "Sales Tax 10.20% 278.46", "GRAND TOTAL 5,738"],
        ),
        (
            "The agency that books is Premier Entertainment Group.\nContact: Michael Chen\nName: see above",
            ["The agency that books is Premier Entertainment Group.", "Contact: Michael Chen", "Name: see above"],
        ),
        # Wrapped: the next word would not have fitted, or goes on in small letters.
        (f"{WRAPPED}son. He died.", [f"{WRAPPED}son.", "He died."]),
    ],
)
def test_sentences(text, expected):
    assert sentences(text) == expected


@given(st.text())
def test_sentences_lose_nothing_but_white_space(text):
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(st.lists(st.from_regex(r"[A-Z]?[a-z]{1,12}", fullmatch=True), min_size=1, max_size=60), st.integers(60, 100))
def test_wrapping_prose_ends_no_sentence(words, width):
    wrapped = textwrap.fill(" ".join(words), width)
    assert [" ".join(each.split()) for each in sentences(wrapped)] in ([" ".join(words)], [])


def test_terms_are_stems_without_stop_words():
    assert terms("What are the quantized weights of the models?") == ["quantiz", "weight", "model"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,234.50 and 1234.5", {Decimal("1234.5")}),
        ("version v2 has no number", set()),
        ("from 3 to 4.", {Decimal(3), Decimal(4)}),
    ],
)
def test_numbers_are_values(text, expected):
    assert numbers(text) == expected


def test_names_leave_out_the_word_that_opens_a_sentence():
    assert names("Yesterday we met Ada Lovelace. Then we left.") == {"ada", "lovelac"}


def test_a_form_is_a_sentence_a_line_however_long_its_lines_are():
    form = "Agent: Halden Lettings, 01632 960 417\nProperty: Flat 3, 88 Mercer Street, Skerry\nStart: 1 September 2031"
    assert sentences(form) == form.split("\n")
    assert sentences("☒ With sails\n☐ With oars") == ["☒ With sails", "☐ With oars"]


def test_a_label_with_a_shortened_word_is_one():
    bill = "Total excl. VAT: €100\nTotal incl. VAT: €121"
    assert sentences(bill) == bill.split("\n")


def test_a_reference_behind_a_sentence_belongs_to_it():
    text = "The pier was built in 1902.[4][11]:\u200a20,\u200a31–33 It burned down.[5] Nobody wept (a rumour).[6]"
    assert sentences(text) == [
        "The pier was built in 1902.[4][11]:\u200a20,\u200a31–33",
        "It burned down.[5]",
        "Nobody wept (a rumour).[6]",
    ]


def test_a_numbered_heading_is_one_sentence_and_a_line_that_must_go_on_is_none():
    text = "## 5. Smoking\n\nSmoking is not permitted anywhere inside the\nProperty."
    assert sentences(text) == ["## 5. Smoking", "Smoking is not permitted anywhere inside the\nProperty."]


def test_each_table_of_a_text_has_its_own_header():
    text = "| Boat | Berth |\n|-|-|\n| Heron | 7 |\n\n| Fare | Amount |\n|-|-|\n| Adult | 4.60 |"
    assert windows(text) == ["| Boat | Berth |\n| Heron | 7 |", "| Fare | Amount |\n| Adult | 4.60 |"]


def test_a_shortened_question_word_is_no_subject():
    assert terms("What's the policy number, and whats due?") == terms("the policy number due")


def test_a_row_of_a_table_is_whole_whatever_stands_in_its_cells():
    row = "| Total incl. VAT | It is due. Pay now. | 2,336.40 |"
    assert sentences(f"{row}\n| Deposit | | 500.00 |") == [row, "| Deposit | | 500.00 |"]


def test_a_term_comes_with_a_word_that_it_is_the_stem_of():
    assert spelt("What is the museum's dense index?") == {"museum": "museum", "dens": "dense", "index": "index"}
