"""Generated sums: what the calculator returns to them is what the chat's calculator would."""

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.mathematics.calculator import decimal_text
from chatbot.mathematics.math_tools import calculate
from compress.corpus.sums import result_text, roughly, sums, value_text, wordings
from compress.data.conversations import Conversation


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


def test_numbers_of_the_expression_stand_in_the_question():
    words = {"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
    for conversation in sums(random.Random(6), 300):
        question = conversation["messages"][1]["content"].replace(",", "")
        if words.isdisjoint(question.lower().replace(":", " ").split()):
            first = call_of(conversation)["arguments"]["expression"].strip("(-").split()[0].rstrip("%")
            assert first in question or first[0] in "2sp(c" or "^" in first


def test_same_seed_same_questions():
    assert list(sums(random.Random(1), 20)) == list(sums(random.Random(1), 20))
    assert list(sums(random.Random(1), 20)) != list(sums(random.Random(2), 20))


def test_there_are_many_ways_to_ask():
    assert len(wordings()) >= 60
    assert len({wording for sum_ in wordings() for wording in sum_.wordings}) >= 250


def test_conversations_are_read_by_training():
    for conversation in sums(random.Random(3), 20):
        assert Conversation.model_validate(conversation).kind == "answer"


def test_typing_roughly_keeps_every_number():
    for seed in range(200):
        assert "1,250.50 by 12" in roughly("Increase $1,250.50 by 12?", random.Random(seed))
