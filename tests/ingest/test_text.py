"""Sentences, terms and numbers of a text."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.text import names, numbers, sentences, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("Dr. Smith came. He left.", ["Dr. Smith came.", "He left."]),
        ("It costs 3.50 a day. Cheap!", ["It costs 3.50 a day.", "Cheap!"]),
        ("- first\n- second", ["- first", "- second"]),
        ("He said “go.” She went.", ["He said “go.”", "She went."]),
        ("", []),
    ],
)
def test_sentences(text, expected):
    assert sentences(text) == expected


@given(st.text())
def test_sentences_lose_nothing_but_white_space(text):
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


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
