"""The hand-written questions: the file is theirs, each call works, and the training templates do not make them."""

import random
import re
from collections import Counter

from chatbot.mathematics.math_tools import calculate, math_tools
from compress.corpus.conversions import conversions
from compress.corpus.sums import sums
from compress.data.conversations import read_conversations
from tests.held_out_tools import ARITHMETIC, OTHER, PATH, conversations, pairs

TOOLS = {tool.name: tool for tool in math_tools()}


def bare(question: str) -> str:
    """Return a question's words and signs without its numbers."""
    return re.sub(r"[\d.,\s?]+", " ", question.lower()).strip()


def test_the_file_is_the_one_written_from_here():
    read = [
        {"messages": c.messages, "tools": c.tools, "kind": c.kind, "group": c.group} for c in read_conversations(PATH)
    ]
    assert read == list(conversations())


def test_there_are_enough_of_each():
    groups = Counter(conversation["group"] for conversation in conversations())
    assert groups == {"arithmetic": 70, "search": 60, "none": 40, "other": 20}
    assert len({c["messages"][1]["content"] for c in conversations()}) == 190


def test_every_call_works():
    for _, expression in pairs(ARITHMETIC):
        assert calculate(expression)
    for _, tool, arguments in OTHER:
        message = TOOLS[tool].invoke({"type": "tool_call", "id": "1", "name": tool, "args": arguments})
        assert message.status != "error", message.content


def test_numbers_in_digits_stand_in_both():
    for question, expression in pairs(ARITHMETIC):
        numbers = set(re.findall(r"\d+(?:\.\d+)?", question.replace(",", "")))
        assert numbers & set(re.findall(r"\d+(?:\.\d+)?", expression)) or not numbers, question


def test_training_does_not_ask_the_same():
    made = [*sums(random.Random(0), 3000), *conversations_of_training()]
    trained = {bare(conversation["messages"][1]["content"]) for conversation in made}
    wordy = [q for q, _ in pairs(ARITHMETIC) if len(re.findall(r"[a-z]{2,}", bare(q))) > 2]
    assert len(wordy) >= 50
    assert not [question for question in wordy if bare(question) in trained]


def conversations_of_training() -> list[dict]:
    return list(conversions(random.Random(0), 1000))
