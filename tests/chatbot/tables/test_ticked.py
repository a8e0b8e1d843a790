"""What a ticked box says, and where it is not sure which one is meant."""

import pytest

from chatbot.tables.boxes import chosen
from chatbot.tables.labelled import named_line
from chatbot.tables.ticked import named_box
from tests.chatbot.passages import passage

FORM = passage(
    "## Extras\n\n☒ Storm damage ☐ Towing costs ☒ My crew cannot swim\n\n"
    "☐ Yes ☒ No Charges paid? If yes, to whom?\nRig: ☐ Sloop ☒ Ketch",
    title="Boat insurance",
)


class Whole:
    """A collection that has a document's parts, and nothing else."""

    def __init__(self, *parts):
        self.parts = parts

    def document(self, source):
        return [part for part in self.parts if part.source == source]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Do I have storm damage cover?", "Yes: “☒ Storm damage”"),
        ("Are towing costs covered by the boat insurance?", "No: “☐ Towing costs”"),
        ("Were the charges paid?", "No: “☐ Yes ☒ No Charges paid? If yes, to whom?”"),
    ],
)
def test_the_box_that_a_question_names_says_yes_or_no(question, said):
    found = named_box(question, [FORM], Whole(FORM))
    assert found.said == said
    assert found.words == said.partition(":")[0]


@pytest.mark.parametrize(
    "question",
    [
        "What is covered?",  # neither yes nor no answers
        "Is storm damage not covered?",
        "Is storm damage of the sails covered?",  # a word is left over
        "Is damage covered?",  # no label's whole words
        "Can my crew swim?",
        "Do I have fire cover?",
    ],
)
def test_what_no_box_is_sure_to_say(question):
    assert named_box(question, [FORM], Whole(FORM)) is None


def test_boxes_that_differ_say_nothing():
    other = passage("☐ Storm damage", title="Boat insurance")
    assert named_box("Do I have storm damage cover?", [FORM], Whole(FORM, other)) is None


def test_all_of_a_document_that_the_question_names_is_looked_at():
    named = passage("The sails are white.", named=True)
    assert named_box("Do I have storm damage cover?", [named], Whole(named, FORM)).words == "Yes"


def test_a_value_with_boxes_is_the_ticked_one():
    assert named_line("What is the rig?", [FORM], Whole(FORM)).words == "Ketch"
    assert chosen("☐ Sloop ☐ Ketch") == ""
    assert chosen("Ketch") == "Ketch"
