"""The answers to the parts of a question, joined."""

import pytest

from chatbot.answers.joined import instead, is_half_told, joined
from chatbot.events import Answer, Citation, Timings


def _answer(question: str, text: str, *, refused: bool = False) -> Answer:
    cited = () if refused else (Citation(1, f"/docs/{question}", None, text),)
    return Answer(question, text, refused, cited, timings=Timings(0.1, 0.2))


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        (
            [("How much?", "The tank holds 1.8 litres. [1]"), ("How often?", "It is rinsed every week. [1]")],
            "The tank holds 1.8 litres. [1]\n\nIt is rinsed every week. [2]",
        ),
        (
            [
                ("How much?", "The tank holds 1.8 litres. [1]"),
                ("How often?", "“It” is rinsed weekly. The tank holds. [1]"),
            ],
            "The tank holds 1.8 litres. [1]\n\n“It” is rinsed weekly. The tank holds. [2]",
        ),
        (
            [
                ("How much?", "The tank holds 1.8 litres. [1]"),
                ("How often?", "“The tank holds 1.8 litres and is rinsed every week.” [1]"),
            ],
            "“The tank holds 1.8 litres and is rinsed every week.” [1]",
        ),
        (
            [("When?", "It was founded in 1974 by Ada. [1]"), ("By whom?", "“It was founded in 1974 by Ada.” [1]")],
            "It was founded in 1974 by Ada. [1]",
        ),
        (
            [
                ("How many cars cross?", "About 21,000 cars cross. [1]"),
                ("How many ships pass?", "About 21,000 cars cross. [1]"),
            ],
            "About 21,000 cars cross. [1]\n\nI could not find in your documents: “How many ships pass?”",
        ),
        ([("Who wrote it?", "Ada [1]"), ("Who printed it?", "Ada [1]")], "Ada [1]\n\nAda [2]"),  # brief
    ],
)
def test_what_stands_in_another_part_is_said_once(answers, shown):
    made = joined("Both?", [_answer(*each) for each in answers])
    assert made.answer == shown
    assert [each.n for each in made.citations] == list(range(1, shown.count("]") + 1))


def test_of_a_part_that_is_refused_its_question_is_shown():
    made = joined("Both?", [_answer("Who?", "Ada wrote it in May. [1]"), _answer("Why?", "No.", refused=True)])
    assert made.answer == "Ada wrote it in May. [1]\n\nI could not find in your documents: “Why?”"
    assert not made.refused


TOLD, LOST = _answer("Is it made?", "It is no longer made. [1]"), _answer("What was its number?", "No.", refused=True)


def test_one_place_that_tells_all_takes_the_place_of_a_half():
    assert is_half_told([TOLD, LOST])
    whole = _answer("Is it made? What was its number?", "“It is no longer made. It had number 37.” [1]")
    (made,) = instead(whole, [TOLD, LOST])
    assert (made.answer, made.citations) == (whole.answer, whole.citations)
    assert made.timings.total_s == pytest.approx(0.6)


@pytest.mark.parametrize(
    "whole",
    [
        _answer("Both?", "It is no longer made. [1]"),  # no more than is known
        _answer("Both?", "It had number 37. [1]"),  # without what was answered
        _answer("Both?", "No.", refused=True),
    ],
)
def test_what_tells_no_more_takes_no_place(whole):
    assert instead(whole, [TOLD, LOST]) == [TOLD, LOST]
    assert not is_half_told([TOLD])
    assert not is_half_told([TOLD, TOLD])
    assert not is_half_told([LOST, LOST])
