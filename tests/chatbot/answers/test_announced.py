"""So many things asked for are told by the sentence that announces so many and names them."""

import pytest

from chatbot.answers.announced import announced

TEXT = (
    "A leaking boat can be saved in three ways: by bailing, by plugging the hole, or by beaching it. The harbour has "
    "two cranes: the old one, and the blue one. There are four reasons to wait."
)


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("What are the three ways to save a boat?", "A leaking boat"),
        ("Name the 3 ways of saving a leaking boat", "A leaking boat"),
        ("Which two cranes has the harbour?", "The harbour has"),
        ("What are the two ways to save a boat?", None),
        ("What are the four reasons to wait?", None),  # announced, and not named
        ("What are the three ways to cook a goose?", None),
        ("How do I save a boat?", None),
    ],
)
def test_the_sentence_is_found_by_number_and_thing(question, begins):
    found = announced(question, TEXT)
    assert (found or "").startswith(begins) if begins else found is None
