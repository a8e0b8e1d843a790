"""Which questions hold two things against each other, and which two."""

import pytest

from chatbot.questions.comparisons import asks_contrast, compared


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("What is the difference between a kettle and an urn?", "kettle", "urn"),
        ("What's the difference between exact match and F1?", "exact match", "F1"),
        ("What are the differences between hard and soft labels?", "hard labels", "soft labels"),
        ("What is the difference between hard and soft labels in distillation?", "hard labels", "soft labels"),
        ("What is the difference between tea with milk and black tea?", "tea with milk", "black tea"),
        ("What is the difference between tea in May and coffee in June?", "tea in May", "coffee in June"),
        ("How does the kettle differ from the urn?", "kettle", "urn"),
        ("How do kettles and urns differ?", "kettles", "urns"),
        ("How is a lease different from a licence?", "lease", "licence"),
        ("Compare the old pump with the new pump.", "old pump", "new pump"),
        ("Which is better for tea, the kettle or the urn?", "kettle", "urn"),
        ("Is the kettle or the urn better for tea?", "kettle", "urn"),
        ("Kettle or urn, which is faster?", "Kettle", "urn"),
    ],
)
def test_two_things_are_compared(question, one, other):
    assert (found := compared(question))
    assert (found.one, found.other) == (one, other)


def test_the_point_in_which_they_are_compared():
    assert compared("Which is better for tea, the kettle or the urn?").point == "for tea"
    assert compared("What is the difference between hard and soft labels in distillation?").point == "in distillation"


@pytest.mark.parametrize(
    "question",
    [
        "What is the difference?",
        "How do they differ?",
        "What is the difference between 2021 and 2022?",
        "What is the difference in price between the oak and the ash table?",
        "How does the fusion work?",
        "What is better?",
        "What is the difference between a kettle and the kettle?",
    ],
)
def test_nothing_is_compared_or_that_is_not_sure(question):
    assert compared(question) is None


def test_numbered_names_are_two_things_and_years_are_not():
    assert compared("What is the difference between GPT-3 and GPT-4?").other == "GPT-4"
    assert compared("What is the difference between Harbour 2 and Harbour 3?").one == "Harbour 2"
    assert compared("What is the difference between Sales 2021 and Sales 2022?") is None


@pytest.mark.parametrize(
    ("question", "is_one"),
    [
        ("What is the difference between Plan A and Plan B?", True),
        ("How do Plan A and Plan B differ?", True),
        ("What is the difference between 2021 and 2022?", False),
        ("How much more is Plan A than Plan B?", False),
        ("What is the difference in price between the oak and the ash table?", False),
    ],
)
def test_what_differs_may_be_no_number(question, is_one):
    assert asks_contrast(question) == is_one
