"""Who came before or after a person that the conversation has just named."""

import pytest
from langchain_core.messages import AIMessage

from chatbot.planner import is_filled, standalone
from chatbot.questions.succession import succeeded

MAYOR = "Who is the mayor of Norby now?"
ADA = "Ada Moreno is the mayor of Norby. [1]"


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("And who before her?", "Who was the mayor of Norby before Ada Moreno?"),
        ("Who had that office before her?", "Who was the mayor of Norby before Ada Moreno?"),
        ("Who was it after her?", "Who is the mayor of Norby after Ada Moreno?"),
        ("Who was her predecessor?", "Who was the mayor of Norby before Ada Moreno?"),
        ("Who preceded her?", "Who was the mayor of Norby before Ada Moreno?"),
        ("Who succeeded her?", "Who is the mayor of Norby after Ada Moreno?"),
        ("Since when have they been in office?", "Since when has Ada Moreno been in office?"),
        ("When do they open?", None),  # who works there
        ("Who left the party before her?", None),  # asks for something else
        ("What did the town do before her?", None),
        ("Who is older than her?", None),
        ("Who was it before that?", None),
        ("From when to when was she in office?", "From when to when was Ada Moreno in office?"),
        ("And what did her party promise?", "What did Ada Moreno's party promise?"),
        ("What did she say about it?", None),  # about what?
        ("Did she win when he left?", None),
        ("How large is the town?", None),
    ],
)
def test_the_earlier_question_is_asked_of_the_time_before_or_after(question, whole):
    assert succeeded(question, MAYOR, ADA) == whole


def test_who_came_before_is_asked_in_the_past():
    asked = succeeded("Who had that office before him?", "Who chairs the board?", "Bo Lind chairs the board. [1]")
    assert asked == "Who chaired the board before Bo Lind?"


@pytest.mark.parametrize(
    ("earlier", "answer"),
    [
        (MAYOR, "I could not find that."),
        (MAYOR, "Ada Moreno is the mayor, elected with Nils Holm. [1]"),  # which one?
        (MAYOR, ""),
        ("Where is the town hall?", "Ada Moreno had it built at the harbour."),
    ],
)
def test_without_one_name_that_answers_who_there_is_none(earlier, answer):
    assert succeeded("Who had that office before her?", earlier, answer) is None


def test_the_search_is_for_the_whole_question():
    assert is_filled("And who before her?", [MAYOR], ADA)
    assert standalone("And who before her?", [MAYOR], ADA) == "Who was the mayor of Norby before Ada Moreno?"
    assert standalone("And who before her?", [MAYOR]) == f"{MAYOR} And who before her?"


def test_the_model_reads_the_whole_question_alone(assistant):
    found, model = assistant("tool", AIMessage("Ada Moreno kept the light [1]."))
    history = [
        {"role": "user", "content": "Who kept the lighthouse light?"},
        {"role": "assistant", "content": "Ada Moreno kept the lighthouse light. [1]"},
    ]
    found.ask("And who before her?", history)
    assert [str(message.content) for message in model.asked[-1] if message.type == "human"] == [
        "Who kept the lighthouse light before Ada Moreno?"
    ]
