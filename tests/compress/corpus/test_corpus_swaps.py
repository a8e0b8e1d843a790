"""Questions with a name or number of their passage in another's place, and which of them a reader lets pass."""

import random

import pytest

from compress.corpus.swaps import Answered, is_missed, swapped, swaps
from compress.cross_encoders.reader_score import Pointed

PASSAGE = (
    "Boats\nThe Copper Gull was built by Ann Lee in 1931 for 40 guests. However, the Silver Heron, which Tom Ray "
    "launched in 1954, had room for 90. Both lay at North Quay."
)


def made(question: str, answers: list[str]) -> set[str]:
    return {swapped for seed in range(40) for swapped in swaps(question, PASSAGE, answers, random.Random(seed))}


def test_a_name_gives_way_to_others_of_about_its_length_that_are_no_answer():
    assert made("Who built the Copper Gull?", ["Ann Lee"]) == {
        "Who built the Silver Heron?",
        "Who built the Tom Ray?",
        "Who built the North Quay?",
    }


def test_a_year_gives_way_to_years_and_a_number_to_numbers():
    assert made("What was launched in 1954?", ["the Silver Heron"]) == {"What was launched in 1931?"}
    assert made("Which boat had room for 90?", ["the Silver Heron"]) == {"Which boat had room for 40?"}


def test_what_the_passage_does_not_have_stays():
    assert made("Who built the Golden Tern?", ["Ann Lee"]) == set()
    assert made("which boat lay there?", ["The Copper Gull"]) == set()


def test_no_question_is_made_of_its_own_answer_or_of_its_own_words():
    for question, answer in (
        ("Where did the Copper Gull and the Silver Heron lie?", "North Quay"),
        ("Who launched the Silver Heron in 1954?", "Tom Ray"),
    ):
        found = made(question, [answer])
        assert found
        assert question not in found
        assert all(answer not in swapped for swapped in found)
        assert all(word in f"{PASSAGE} {question}" for swapped in found for word in swapped.rstrip("?").split())


@pytest.mark.parametrize(
    ("before", "after", "missed"),
    [
        (Pointed("Ann Lee", 4.0), Pointed("Ann Lee", 3.0), True),  # fooled
        (Pointed("Ann Lee", 4.0), Pointed("Tom Ray", -0.1), True),  # sees that there is none
        (Pointed("Ann Lee", 4.0), Pointed("Tom Ray", 3.0), False),  # an answer of its own, which may be right
        (Pointed("Tom Ray", 4.0), Pointed("Tom Ray", 3.0), False),  # did not know the answer before
        (Pointed("Ann Lee", -1.0), Pointed("Ann Lee", -3.0), False),
    ],
)
def test_the_reader_must_have_known_the_answer_and_then_lost_it(before, after, missed):
    assert is_missed("Ann Lee", before, after) is missed


def test_what_was_asked_of_the_passage_already_is_no_new_question():
    asked = [
        Answered(question, ("the Silver Heron",), PASSAGE, PASSAGE, None)
        for question in ("What was launched in 1954?", "What was launched in 1954, then?", "Which had room for 90?")
    ]
    unanswered = Answered("Which had room for 40?", (), PASSAGE, PASSAGE, None)
    found = [one.question for one in swapped([*asked, unanswered], 2, random.Random(0))]
    assert found == ["What was launched in 1931?", "What was launched in 1931, then?"]
    assert [one.question for one in swapped([asked[0]] * 2, 2, random.Random(0))] == found[:1]
