"""Statements that ask, and those that do not."""

import pytest
from langchain_core.messages import AIMessage

from chatbot.questions.wishes import question_within
from tests.chatbot.scripted import call


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("I need the VIN", "What is the VIN?"),
        ("Tell me the phone number of Ada Moreno", "What is the phone number of Ada Moreno?"),
        ("Please give me the names of the two editions.", "What are the names of the two editions?"),
        ("I'm looking for the email address of Ada, please", "What is the email address of Ada?"),
        ("Hi, can you tell me when the lamp was lit?", "When was the lamp lit?"),
        ("I want to know who kept the light", "Who kept the light?"),
        ("Tell me what the total is", "What is the total?"),
        ("Tell me what happens when it is open", "What happens when it is open?"),
        ("Do you know how old Ada is?", "How old Ada is?"),
        ("Could you please summarise notes.md?", "summarise notes.md"),
        ("What is the VIN, please?", "What is the VIN?"),
        ("who do I call about a leak", "What number do I call about a leak"),
        ("I am new here, who do I call?", "I am new here, what number do I call?"),
        ("Who did Ada call?", "Who did Ada call?"),
    ],
)
def test_the_question_within_is_read(said, asked):
    assert question_within(said) == asked


@pytest.mark.parametrize(
    "said",
    [
        "What is the VIN?",
        "I need help",
        "Please help me",
        "Can you help me?",
        "Tell me a joke",
        "Tell me about the lamp",
        "Show me the documents",
        "I need the museum to open early",
        "I want to know if it is open",
        "I have 3 apples and eat one, how many are left?",
        "Give me a summary of notes.md",
        "Thanks",
    ],
)
def test_what_asks_for_no_thing_stays_as_it_was_said(said):
    assert question_within(said) == said


def test_a_wish_is_answered_and_the_answer_keeps_what_was_said(assistant):
    lines = call("search_documents", query="When was the lighthouse lamp lit?"), AIMessage("It was lit in 1874 [1].")
    found, model = assistant("tool", *lines)
    answer = found.ask("I would like to know when the lighthouse lamp was lit, please.")
    assert answer.answer == "It was lit in 1874. [1]"
    assert answer.question == "I would like to know when the lighthouse lamp was lit, please."
    assert str(model.asked[0][-1].content) == "When was the lighthouse lamp lit?"
