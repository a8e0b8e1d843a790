"""A row is no answer to what is asked of another row of its table."""

from dataclasses import replace

import pytest

from chatbot.tables.other_rows import is_of_another_row
from tests.chatbot.passages import passage

HEAD = "| Organisation | What it does |\n|---|---|\n"
FERRY = "| Hollin Ferry | carries people and bicycles across the Hollin |"
TABLE = passage(f"{HEAD}| Skerry Museum | shows a lighthouse |\n{FERRY}")
FOUND = replace(TABLE, text=f"{HEAD}{FERRY}")


@pytest.mark.parametrize(
    "question",
    [
        "Which subsidiary of the Skerry Museum makes bicycles?",
        "What is the Skerry Museum's bicycle called?",
        "how many bicycles are at skerry museum",
    ],
)
def test_what_is_asked_of_one_row_is_not_told_by_another(question):
    assert is_of_another_row(question, FOUND, [passage("Elsewhere.", 2), TABLE])


@pytest.mark.parametrize(
    "question",
    [
        "Who carries bicycles?",
        "Which ferry of the Skerry Museum carries bicycles?",  # the row has a word of it
        "Who but the Skerry Museum, other than by name, has bicycles?",
        "Who comes after the keeper of the Skerry Museum?",  # another row by right
        "What is the bakery's bicycle called?",  # no row is the bakery's
    ],
)
def test_else_a_row_may_answer(question):
    assert not is_of_another_row(question, FOUND, [TABLE])


def test_a_sentence_is_of_no_row():
    assert not is_of_another_row("What is the Skerry Museum's bicycle called?", passage("It is called Ada."), [TABLE])
