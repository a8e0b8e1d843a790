"""Which questions want several things, by their wording, and what these are called."""

import pytest

from chatbot.questions.several import called, several


@pytest.mark.parametrize(
    ("question", "things"),
    [
        ("What are the advantages of a heat pump?", {"advantag"}),
        ("Which formats can it read?", {"format"}),
        ("Which organisations appear in the report?", {"organis"}),
        ("Name the three kinds of membership of the club", set()),
        ("List the steps to renew the licence", set()),
        ("For what reasons can the committee exclude a member?", set()),
        ("Who are the members of the board?", {"member"}),
        ("What opening hours does the shop have?", {"open", "hour"}),
        ("How do I reset the device?", set()),
        ("What do I need to bring?", set()),
        ("What is in the box?", set()),
        ("What's on the agenda of the next meeting?", {"agenda"}),
        ("And what else is on our shopping list?", {"shop"}),
        ("What may the landlord deduct from the deposit?", set()),
    ],
)
def test_several_things_are_wanted(question, things):
    assert called(several(question)) == things


@pytest.mark.parametrize(
    "question",
    [
        "Who is the first keeper of the light?",
        "Which month had the highest revenue?",
        "Which two months had the highest revenue?",
        "What is the address of the museum?",
        "What happens when the tank is full?",
        "How many formats can it read?",
        "How does the fusion work?",
        "What does the ferry cost?",
        "Why are soft labels better?",
        "What is the difference between the modes?",
        "Which option gives me just the words of the answer?",
        "What are they?",
    ],
)
def test_one_thing_is_wanted_or_that_is_not_sure(question):
    assert several(question) is None


def test_how_many_there_are_and_that_steps_are_wanted():
    assert several("What are the three ways to mend it?").count == 3
    assert several("How do I mend it?").way
    assert not several("What are the ways to mend it?").way
