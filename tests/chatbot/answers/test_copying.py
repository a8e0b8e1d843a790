"""A sentence that a model copied with a word exchanged is not shown as what the document says."""

import pytest

from chatbot.answers.copying import is_miscopied
from chatbot.answers.grounding import ground
from tests.chatbot.passages import passage

LAMPS = (
    "Two lamps tell of faults. The red lamp stands for overheating, the yellow lamp for a dry tank. Both may be lit."
)


@pytest.mark.parametrize(
    ("claim", "wrong"),
    [
        ("The yellow lamp stands for overheating, the yellow lamp for a dry tank.", True),
        ("The red lamp stands for faults, the yellow lamp for a dry tank.", True),
        ("The red lamp stands for overheating, the yellow lamp for a dry tank.", False),
        ("The red lamp stands for overheating.", False),  # a part of it
        ("The yellow lamp stands for a dry tank.", False),  # put together anew: no copy
        ("The red lamp means overheating, the yellow lamp a dry tank.", False),  # in other words than the document's
        ("It stands for overheating, the yellow lamp for a dry tank.", False),  # a pronoun takes no other's place
    ],
)
def test_a_copy_with_a_word_exchanged_for_another_of_the_passage_is_told(claim, wrong):
    assert is_miscopied(claim, LAMPS) is wrong


def test_a_list_that_names_a_thing_twice_is_filled_up():
    assert is_miscopied("It shows a red, a yellow and a yellow lamp.", LAMPS)
    assert is_miscopied("Faults are told of by the dry tank, overheating, and overheating.", LAMPS)
    long = "get a second quote for the pigeon netting on the roof"
    assert is_miscopied(f"Call the plumber, {long} and {long}.", f"Call the plumber. {long.capitalize()}.")
    assert not is_miscopied("It is lit again and again.", "It is lit again and again where the tank is dry.")


def test_a_miscopied_sentence_is_not_supported():
    question = "What does the yellow lamp stand for?"
    assert (
        ground(
            "The yellow lamp stands for overheating, the yellow lamp for a dry tank [1].", [passage(LAMPS)], question
        )
        is None
    )
    shown = ground("The yellow lamp stands for a dry tank [1].", [passage(LAMPS)], question)
    assert shown.text == "The yellow lamp stands for a dry tank. [1]"
