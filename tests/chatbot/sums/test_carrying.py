"""What is worked out of answers just given, and who else there is: only of what is surely meant."""

import pytest
from langchain_core.messages import AIMessage

from chatbot.sums.carrying import carried
from tests.chatbot.scripted import call


def history(*said: str) -> list[dict[str, str]]:
    return [{"role": ("user", "assistant")[n % 2], "content": text} for n, text in enumerate(said)]


@pytest.mark.parametrize(
    ("question", "answers", "expression"),
    [
        ("And the difference?", ["It cost $7.50. [1]", "It cost $12. [1]"], "12 - 7.50"),
        ("What is the sum of both?", ["Adults: 12 [1]", "Adults: 30 [1]"], "12 + 30"),
        ("the difference between them?", ["It grew from 12 kg to 30 kg. [1]"], "30 - 12"),
        ("And in percent?", ["12 / 48 = 0.25"], "12 / 48 * 100"),
        ("Both together?", ["12 + 3 = 15 euros, from 12 [1] and 3 [2]", "20 euros [1]"], "15 + 20"),
    ],
)
def test_the_numbers_of_the_last_answers_are_taken(question, answers, expression):
    planned, _ = carried(question, answers)
    assert planned == ("calculate", {"expression": expression})


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("And the difference?", ["Adults: 12; Children: 30 [1]"]),
        ("And the difference?", ["It cost $7.50. [1]", "It weighs 12 kg. [1]"]),
        ("What is the sum of both?", ["It has 3 rooms of 12 m and 4 doors [1]", "Adults: 30 [1]"]),
        ("And in percent?", ["It cost 12 euros [1]"]),
        ("And in inches?", ["It is 4 m high and 3 m wide. [1]"]),
        ("And in inches?", ["It cost 12 euros. [1]"]),
        ("And in July?", ["It is 4 m high. [1]"]),
        ("What is the difference between bread and cake?", ["It cost 2 euros [1]", "It cost 3 euros [1]"]),
    ],
)
def test_where_it_is_not_sure_which_are_meant_none_are(question, answers):
    assert carried(question, answers) is None


def test_a_number_is_converted_and_shown_with_its_place(assistant):
    found, model = assistant("context")
    before = history("How much oil did the lighthouse lamp burn?", "It burned 12 litres of oil a night. [1]")
    answer = found.ask("And in millilitres?", before)
    assert answer.answer == "12 litres = 12000 millilitres, from 12 [1]"
    assert [tool.name for tool in answer.tools] == ["search_documents", "convert_units"]
    assert answer.citations[0].source == "/docs/lamp.md"
    assert model.asked == []


def test_what_was_calculated_is_not_searched_for(assistant):
    found, _ = assistant("context")
    answer = found.ask("And in percent?", history("What is 12 / 48?", "12 / 48 = 0.25"))
    assert answer.answer == "12 / 48 * 100 = 25"


def test_of_numbers_that_nobody_can_tell_apart_nothing_is_worked_out(assistant):
    found, model = assistant("tool")
    answer = found.ask("And the difference?", history("Who came?", "Adults: 12; Children: 30 [1]"))
    assert answer.refused
    assert answer.answer.startswith("I am not sure which two numbers you mean.")
    assert model.asked == []


@pytest.mark.parametrize("draft", ["Ada Moreno kept the light [1].", "I could not find that in your documents."])
def test_who_else_is_not_answered_with_the_same_again(assistant, draft):
    query = "Who kept the lighthouse light? Who else?"
    found, _ = assistant("tool", call("search_documents", query=query), AIMessage(draft))
    before = history("Who kept the lighthouse light?", "Ada Moreno kept the light. [1]")
    assert found.ask("Who else?", before).refused


def test_who_else_is_told_where_there_is_somebody(assistant):
    query = "Who kept the lighthouse light? Who else?"
    found, _ = assistant("tool", call("search_documents", query=query), AIMessage("Ada Moreno kept the light [1]."))
    answer = found.ask("Who else?", history("Who kept the lighthouse light?", "Ines Caldow kept the light. [1]"))
    assert answer.answer == "Ada Moreno kept the light. [1]"
