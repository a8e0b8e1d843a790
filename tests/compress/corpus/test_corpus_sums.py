"""Generated sums: what the calculator returns to them is what the chat's calculator would."""

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.mathematics.calculator import decimal_text
from chatbot.mathematics.math_tools import calculate
from compress.corpus import drawn
from compress.corpus.sums import asked, evaluate, result_text, roughly, stories, sums, value_text, wordings
from compress.data.conversations import Conversation

FILES = ("sums.txt", "stories.txt")


def call_of(conversation: dict) -> dict:
    return conversation["messages"][2]["tool_calls"][0]["function"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(12), "12"),
        (Fraction("115.7625"), "115.7625"),
        (Fraction(2, 3), "0.66666666666666666666…"),
        (Fraction(40366, 439), "91.949886104783599088…"),
        (Fraction(1, 2**40), "9.094947017729282379150390625e-13"),
        (Fraction(10**25, 3), "3.3333333333333333333…e24"),
    ],
)
def test_numbers_are_printed_as_the_calculator_does(value, text):
    assert value_text(value) == text


@given(st.fractions() | st.builds(Fraction, st.integers(), st.integers(1, 10**30)))
def test_any_fraction_is_printed_as_in_the_chat(value):
    assert value_text(value) == decimal_text(value)


@pytest.mark.parametrize(
    "expression", ["7 / 12 * 100", "2 / 3", "4 / 6", "sqrt(2)", "sqrt(144)", "pi * 5^2", "17 mod 5"]
)
def test_remarks_are_those_of_the_calculator(expression):
    assert result_text(expression) == calculate(expression)


def test_every_call_succeeds_in_the_chat_with_the_same_result():
    for conversation in sums(random.Random(5), 600):
        call, messages = call_of(conversation), conversation["messages"]
        assert call["name"] == "calculate"
        expression = call["arguments"]["expression"]
        result = calculate(expression)
        assert messages[3]["content"] == result
        assert messages[4]["content"] == f"{expression} = {result}"
        assert expression.isascii()
        assert "," not in expression
        assert "$" not in expression


@pytest.mark.parametrize("name", FILES)
def test_every_wording_gives_all_that_its_expression_needs(name):
    for meaning in wordings(name):
        for wording in meaning.wordings:
            assert drawn.slots(meaning.expression).keys() <= drawn.slots(wording).keys(), wording
            assert {slot for chain in meaning.falling for slot in chain} <= drawn.slots(wording).keys(), wording


@pytest.mark.parametrize("name", FILES)
def test_every_wording_is_a_question_whose_expression_the_calculator_takes(name):
    rng = random.Random(11)
    for meaning in wordings(name):
        for wording in meaning.wordings:
            question, expression = asked(meaning, wording, rng)
            assert not set("{}") & set(question + expression), wording
            assert calculate(expression) == result_text(expression), question
            assert wording[-1] not in "?." or not question[0].islower(), question


@pytest.mark.parametrize("name", FILES)
def test_no_wording_is_there_twice(name):
    every = [wording for meaning in wordings(name) for wording in meaning.wordings]
    assert len(set(every)) == len(every)


def test_a_story_comes_out_above_zero_and_whole_or_in_cents():
    rng = random.Random(12)
    for meaning in wordings("stories.txt"):
        assert meaning.even
        for wording in meaning.wordings:
            question, expression = asked(meaning, wording, rng)
            value = evaluate(expression)
            assert value > 0, question
            assert (100 * value).denominator == 1, question
            if not set("jvx") & set(drawn.slots(wording).values()):
                assert value.denominator == 1, question


def test_nobody_is_two_people_and_no_number_is_there_twice():
    rng = random.Random(13)
    for _ in range(200):
        texts = drawn.draw_all({"f1": "f", "f2": "f", "h1": "h", "a1": "s", "a2": "s", "o1": "o", "o2": "o"}, rng)
        assert len({text for text, _ in texts.values()}) == 7
        assert texts["a1"][1] != texts["a2"][1]


def test_stories_are_a_group_of_their_own():
    made = list(stories(random.Random(4), 50))
    assert {conversation["group"] for conversation in made} == {"word problems: made"}
    assert made == list(stories(random.Random(4), 50))
    assert all(Conversation.model_validate(conversation).kind == "answer" for conversation in made)


@pytest.mark.parametrize(
    ("number", "words"), [(7, "seven"), (42, "forty-two"), (90, "ninety"), (305, "three hundred and five")]
)
def test_a_number_is_spelled_out(number, words):
    assert words in {drawn.spelled(number, random.Random(seed)) for seed in range(30)}


def test_larger_numbers_are_spelled_by_their_parts():
    assert drawn.spelled(3716, random.Random(1)).startswith("three thousand seven hundred")
    assert drawn.spelled(2000, random.Random(1)) == "two thousand"


def test_same_seed_same_questions():
    assert list(sums(random.Random(1), 20)) == list(sums(random.Random(1), 20))
    assert list(sums(random.Random(1), 20)) != list(sums(random.Random(2), 20))


def test_there_are_many_ways_to_ask():
    assert len(wordings()) >= 180
    assert sum(len(meaning.wordings) for meaning in wordings()) >= 650
    assert len(wordings("stories.txt")) >= 150
    assert sum(len(meaning.wordings) for meaning in wordings("stories.txt")) >= 400


def test_conversations_are_read_by_training():
    for conversation in sums(random.Random(3), 20):
        assert Conversation.model_validate(conversation).kind == "answer"


def test_typing_roughly_keeps_every_number():
    for seed in range(200):
        assert "1,250.50 by 12" in roughly("Increase $1,250.50 by 12?", random.Random(seed))
