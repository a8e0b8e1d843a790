"""The tools as the agent meets them: schemas, results, and errors as tool messages."""

import json

import pytest
from langchain_core.utils.function_calling import convert_to_openai_tool

from chatbot.mathematics.math_tools import math_tools

TOOLS = {tool.name: tool for tool in math_tools()}


def _call(name, arguments):
    message = TOOLS[name].invoke({"type": "tool_call", "id": "1", "name": name, "args": arguments})
    return message.status, message.content


def test_the_four_tools_of_the_contract():
    assert list(TOOLS) == ["calculate", "solve_equation", "convert_units", "current_date"]


def test_their_descriptions_fit_a_small_models_prompt():
    described = [convert_to_openai_tool(tool)["function"] for tool in TOOLS.values()]
    assert len(json.dumps(described)) < 1200
    assert all(tool["description"] for tool in described)


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("calculate", {"expression": "40366 / 439"}, "91.949886104783599088…"),
        ("calculate", {"expression": "2/6"}, "0.33333333333333333333… (exactly 1/3)"),
        ("solve_equation", {"equation": "2x + 3 = 11"}, "x = 4"),
        ("solve_equation", {"equation": "V = I*R", "unknown": "R"}, "R = V/I"),
        ("convert_units", {"value": 0.1, "from_unit": "m", "to_unit": "cm"}, "0.1 m = 10 cm"),
        ("convert_units", {"value": "5", "from_unit": "km", "to_unit": "m"}, "5 km = 5000 m"),
    ],
)
def test_results_are_short_text(name, arguments, result):
    assert _call(name, arguments) == ("success", result)


def test_what_is_asked_of_other_dates_is_worked_out_but_no_model_is_told_of_it():
    assert _call("current_date", {"asked": "11/23/2024 + 90 days"}) == ("success", "2024-11-23 + 90 days = 2025-02-21")
    assert _call("current_date", {"asked": "30 February 2024 + 1 day"}) == ("error", "There is no 30 February 2024.")
    assert convert_to_openai_tool(TOOLS["current_date"])["function"]["parameters"]["properties"] == {}


def test_the_date_needs_no_arguments():
    status, text = _call("current_date", {})
    assert status == "success"
    assert "(UTC" in text


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("calculate", {"expression": "9**9**9"}, "The result would have more than 2,600 digits"),
        ("calculate", {"expression": "__import__('os')"}, "is not arithmetic"),
        ("calculate", {}, "The arguments are wrong (expression: Field required)."),
        ("calculate", {"expression": ["1"]}, "The arguments are wrong (expression: "),
        ("solve_equation", {"equation": "2x + 3"}, "is not an equation"),
        ("convert_units", {"value": 1, "from_unit": "kg", "to_unit": "m"}, "kg cannot be converted to m"),
        ("convert_units", {"value": None, "from_unit": "kg", "to_unit": "g"}, "'None' is not a number"),
    ],
)
def test_what_the_model_can_mend_comes_back_to_it(name, arguments, message):
    status, text = _call(name, arguments)
    assert status == "error"
    assert message in text
