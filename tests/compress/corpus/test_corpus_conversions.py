"""Generated conversions, equations and dates: the chat's own tools accept each call and return the same."""

import random
from datetime import UTC, datetime
from string import Formatter

import pytest

from chatbot.calendar import dates as clock
from chatbot.mathematics.math_tools import math_tools
from compress.corpus import conversions, dates, drawn, equations
from compress.corpus.riddles import riddle_of
from compress.corpus.sums import wordings
from compress.data.conversations import Conversation

TOOLS = {tool.name: tool for tool in math_tools()}


def said(tool: str, arguments: dict) -> str:
    message = TOOLS[tool].invoke({"type": "tool_call", "id": "1", "name": tool, "args": arguments})
    assert message.status != "error", message.content
    return message.content


@pytest.mark.parametrize(
    ("make", "tool"), [(conversions.units, "convert_units"), (equations.equations, "solve_equation")]
)
def test_the_chats_tools_return_the_same(make, tool):
    for conversation in make(random.Random(8), 500):
        call = conversation["messages"][2]["tool_calls"][0]["function"]
        assert call["name"] == tool
        assert conversation["messages"][3]["content"] == said(tool, call["arguments"])
        assert conversation["messages"][4]["content"] == conversation["messages"][3]["content"]


def test_every_riddle_has_the_solution_that_the_chat_finds():
    rng = random.Random(14)
    for meaning in wordings("riddles.txt"):
        for wording in meaning.wordings:
            question, equation, solution = riddle_of(meaning, wording, rng)
            assert said("solve_equation", {"equation": equation}) == solution, question
            assert not set("{}") & set(question + equation)
            assert drawn.slots(meaning.expression).keys() <= drawn.slots(wording).keys(), wording


def test_every_way_to_ask_for_a_conversion_names_number_and_units():
    ways = conversions.wordings()
    assert {"any", "degrees", "one"} <= ways.keys() <= {"any", "degrees", "one", *conversions.table()}
    assert len({wording for asked in ways.values() for wording in asked}) >= 130
    for kind, asked in ways.items():
        for wording in asked:
            named = {name for _, name, _, _ in Formatter().parse(wording) if name}
            assert named == ({"a", "f", "t"} if kind == "one" else {"v", "f", "t"}), wording


def test_every_unit_and_every_spelling_is_the_chats():
    for rows in conversions.table().values():
        first = rows[0].names[0]
        for unit in rows:
            for name in unit.names:
                result = said("convert_units", {"value": 1, "from_unit": name, "to_unit": first})
                number = result.partition(" = ")[2].split(" ")[0]
                assert result.endswith(f" {first}{unit.note}")
                assert number == conversions.value_text(unit.size), result


def test_units_stand_in_the_call_as_in_the_question():
    for conversation in conversions.units(random.Random(9), 200):
        arguments = conversation["messages"][2]["tool_calls"][0]["function"]["arguments"]
        question = conversation["messages"][1]["content"]
        assert arguments["from_unit"] in question
        assert arguments["to_unit"] in question
        number = str(arguments["value"]).removesuffix(".0")
        assert number == "1" or number in question.replace(",", "")


@pytest.mark.parametrize("month", [1, 5, 12])
def test_moments_are_shown_as_by_the_chats_clock(month):
    moment = datetime(2026, month, 3, 4, 5, tzinfo=UTC)
    assert dates.shown(moment) == clock.current_date(moment)


def test_the_date_is_asked_of_the_clock():
    answers = set()
    for conversation in dates.dates(random.Random(4), 200):
        messages = conversation["messages"]
        assert messages[2]["tool_calls"][0]["function"] == {"name": "current_date", "arguments": {}}
        answer = messages[4]["content"].removeprefix("It is ").removesuffix(".")
        assert all(word in messages[3]["content"] for word in answer.split())
        answers.add(answer)
    assert len(answers) > 100


def test_an_equation_is_made_backwards_from_its_solution():
    made = list(equations.equations(random.Random(2), 300))
    assert any(" or " in c["answers"][0] for c in made)
    assert any("≈" in c["answers"][0] for c in made)
    assert any(", y = " in c["answers"][0] for c in made)


def test_all_three_kinds_are_mixed_and_readable():
    made = list(conversions.conversions(random.Random(3), 200))
    assert {c["group"] for c in made} == {"units", "equations", "dates"}
    assert made == list(conversions.conversions(random.Random(3), 200))
    assert all(Conversation.model_validate(c) for c in made)
