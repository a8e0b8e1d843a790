"""What is saved is what was needed before less what is needed now, where both are surely told of the same thing."""

import pytest

from chatbot.sums.figures import work_out
from tests.chatbot.passages import passage

LAUNDRY = passage(
    """With the new press, ironing a shirt takes 4 minutes instead of 11. The dryer now uses 3 kWh rather than 5 kWh a
load. The soap for a load of towels went down from 60 to 45 grams. A wash of sheets lasts 50 minutes instead of 35.

| Step | Before (minutes) | After (minutes) | Staff |
|---|---|---|---|
| Sorting | 20 | 12 | 2 |
| Folding | 15 | 15 | 1 |
""",
    title="The laundry",
)


@pytest.mark.parametrize(
    ("question", "expression"),
    [
        ("How many minutes does the new press save on each shirt?", "11 - 4"),
        ("How many kWh does the laundry's dryer save a load?", "5 - 3"),
        ("How many grams of soap did the laundry save on a load of towels?", "60 - 45"),
        ("How many minutes did the laundry save on sorting?", "20 - 12"),
        ("How many minutes did the laundry save on folding?", None),  # none
        ("How many minutes does the laundry save on a wash of sheets?", None),  # it takes longer
        ("How many hours does the new press save on each shirt?", None),
        ("How many minutes does the new press save on each coat?", None),
        ("How many minutes does ironing a shirt take with the new press?", None),  # a number of the text
        ("How does the new press save minutes on each shirt?", None),
        ("How much money does the new press save on each shirt?", None),
    ],
)
def test_a_pair_of_numbers_before_and_after(question, expression):
    assert work_out(question, [LAUNDRY]) == expression


def test_what_a_sentence_tells_is_saved_is_looked_up():
    told = passage("The new press saves 7 minutes on each shirt.", 2)
    assert work_out("How many minutes does the new press save on each shirt?", [LAUNDRY, told]) is None
