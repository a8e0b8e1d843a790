"""What a question leaves out is filled in from the one before, or nothing is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.questions.ellipsis import filled


@pytest.mark.parametrize(
    ("question", "earlier", "whole"),
    [
        ("And in July?", "What did we spend in March 2025?", "What did we spend in July 2025?"),
        ("and for 2019?", "What was the revenue for 2021?", "What was the revenue for 2019?"),
        ("What about INT4?", "How big is SmolLM2-135M in INT8?", "How big is SmolLM2-135M in INT4?"),
        ("And for an adult?", "What is the fare for a child?", "What is the fare for an adult?"),
        ("How about Windows?", "Where is the folder on Linux?", "Where is the folder on Windows?"),
        (
            "And the Swan?",
            "How many seats does the boat Crane of Low Lake have?",
            "How many seats does the boat Swan of Low Lake have?",
        ),
        ("And with 12?", "How fast is it with 24 layers?", "How fast is it with 12 layers?"),
    ],
)
def test_like_takes_the_place_of_like(question, earlier, whole):
    assert filled(question, earlier) == whole


@pytest.mark.parametrize(
    ("question", "earlier"),
    [
        ("And who founded it?", "Where is the museum?"),
        ("And in July?", "What did we spend on paint?"),  # no month to change
        ("And in July?", "In March, what did we spend?".replace("In March", "Since March")),  # another preposition
        ("In July?", "What did we spend in March?"),  # opens like no follow-up
        ("And the one with twelve layers?", "How fast is the student with 24 layers?"),
        ("And in March?", "What did we spend in March?"),
        ("", "What?"),
    ],
)
def test_what_is_unlike_is_left_to_others(question, earlier):
    assert filled(question, earlier) is None


@given(st.text(max_size=40), st.text(max_size=80))
def test_any_text_is_filled_or_not(question, earlier):
    found = filled(f"And {question}?", earlier)
    assert found is None or found != earlier
