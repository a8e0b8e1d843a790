"""Where a text poses the question itself, its answer is what comes out behind it, not what is given."""

import pytest

from chatbot.answers.posed import posed
from tests.chatbot.passages import passage

BARN = passage(
    """## Planks

Edda wants to know how many planks the barn needs for a floor of 84 square metres, when each covers 0.7. The division
gives 120 planks. A second floor takes 90 planks less, as a part of it stays open.

The script says how many hours 40 planks take.

```python
print(40 * 0.25, "hours")
```

```text
10.0 hours
```

How many nails does the barn need? And how many screws does the barn need? It takes 900 nails and 400 screws.
""",
    title="The barn",
)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many hours do 40 planks take?", "10.0 hours"),
        ("How many nails does the barn need?", None),  # another question is posed before any answer
        ("How many screws does the barn need?", "400 screws"),
        ("How many planks does the barn need for a floor?", None),  # 120, or the 90 behind it?
        ("How many hours do 50 planks take?", None),  # not what was posed
        ("How many hours do 40 tiles take?", None),
        ("How many metres do 40 planks take?", None),
        ("How much do 40 planks take?", None),
        ("What do 40 planks take?", None),
    ],
)
def test_the_number_behind_the_sentence_that_poses_the_question(question, answer):
    found = posed(question, [BARN])
    assert (found and found.words) == answer


def test_both_sentences_are_shown():
    found = posed("How many hours do 40 planks take?", [BARN])
    assert found.window.text == "The script says how many hours 40 planks take. 10.0 hours"


def test_two_passages_that_say_different_things_leave_it_to_the_reader():
    other = passage("She asked how many hours 40 planks take. It took 9 hours.", 2)
    assert posed("How many hours do 40 planks take?", [BARN, other]) is None
