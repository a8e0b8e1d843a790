"""A draft whose places have its words, and that does not tell what was asked for all the same."""

import pytest

from chatbot.answers.grounding import quote
from chatbot.answers.unfounded import is_unfounded
from tests.chatbot.passages import passage

QUESTION = "Who worked the stopwatch in the pendulum experiment, and what mark did the report get?"


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("Tobias worked the stopwatch in the pendulum experiment, and what mark did the report get.", True),
        ("Tobias worked the stopwatch, and the report got the mark 17.", False),
    ],
)
def test_the_second_half_of_a_question_is_no_answer(said, wrong):
    assert is_unfounded(quote(passage(said)), QUESTION, [passage(said)]) is wrong
