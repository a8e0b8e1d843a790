"""Reasons and ways in a text, found by the words that mark them, and texts in which nothing marks them any more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compress.corpus.reasons import Reason, reasons


def found(text: str) -> list[tuple[str, str]]:
    return [(marked.opening, marked.answer) for marked, _ in reasons(text)]


def bare(text: str) -> list[tuple[str, str]]:
    return [(reason.answer, reason.text) for _, reason in reasons(text) if reason]


def test_because_stands_between_two_sentences_that_can_do_without_it():
    text = "A light burnt. The boats stayed in all day, because the wind was rising. Nobody minded."
    assert found(text) == [("Why", "the wind was rising")]
    without = "A light burnt. The boats stayed in all day. The wind was rising. Nobody minded."
    assert bare(text) == [("The wind was rising", without)]


def test_therefore_makes_the_sentence_before_a_reason():
    text = "The wind was rising fast. Therefore, the boats stayed in."
    assert found(text) == [("Why", "The wind was rising fast")]
    assert bare(text) == [("The wind was rising fast", "The wind was rising fast. The boats stayed in.")]


@pytest.mark.parametrize(
    ("text", "opening", "answer"),
    [
        ("The boats stayed in due to a rising wind, and slept.", "Why", "due to a rising wind"),
        ("The boats stayed in because of the wind.", "Why", "because of the wind"),
        ("She rang twice so that the boats would hear it.", "Why", "so that the boats would hear it"),
        ("They kept the lamp dry by slowly turning the cover.", "How", "by slowly turning the cover"),
    ],
)
def test_what_cannot_do_without_its_mark_is_asked_for_as_it_stands(text, opening, answer):
    assert found(text) == [(opening, answer)]
    assert bare(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The boats stayed in.",
        "Therefore the boats stayed in.",  # no sentence before
        "It shut all day because it rained.",  # a reason of two words
        "Few because the wind was rising.",  # of what, is not said
        "It was kept by Bing Crosby and others.",
        "It was kept (by turning the cover once a day) dry.",  # half of the brackets
    ],
)
def test_where_no_whole_reason_is_given_there_is_none(text):
    assert found(text) == []


@given(st.text(alphabet="ab .,()", max_size=60), st.sampled_from(["because", "due to", "therefore", "by going"]))
def test_an_answer_stands_in_its_text(words, mark):
    for pair in reasons(f"Here {words} {mark} {words} there. Therefore {words}."):
        for reason in filter(None, pair):
            assert isinstance(reason, Reason)
            assert reason.answer in reason.text
