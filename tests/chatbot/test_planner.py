"""The rules that choose a tool where the model cannot."""

import pytest

from chatbot.planner import plan, standalone
from chatbot.questions.links import unread_link


@pytest.mark.parametrize(
    "question", ["Hi!", "hello there", "Thank you very much", "Good morning", "Thank you, that helped."]
)
def test_small_talk_needs_no_tool(question):
    assert plan(question) is None


@pytest.mark.parametrize(
    ("question", "tool"),
    [
        ("What is 40366 / 439?", "calculate"),
        ("Convert 5 miles to kilometres", "convert_units"),
        ("Solve 2x + 3 = 11", "solve_equation"),
        ("What day is it today?", "current_date"),
        ("What is quantization?", "search_documents"),
        ("Who is the British prime minister?", "search_documents"),
        ("Hi, what is pruning?", "search_documents"),
    ],
)
def test_the_tool_follows_the_question(question, tool):
    assert plan(question)[0] == tool


@pytest.mark.parametrize(
    ("question", "earlier", "query"),
    [
        ("And who founded it?", ["Where is the museum?"], "Where is the museum? And who founded it?"),
        ("Why?", ["Does pruning save memory?", "Thanks"], "Does pruning save memory? Why?"),
        ("What is distillation?", ["Where is the museum?"], "What is distillation?"),
        ("And who founded it?", [], "And who founded it?"),
        ("Does Ada do the same?", ["Does Ines sail?"], "Does Ines sail? Does Ada do the same?"),
        ("How many boats are there?", ["What is the harbour?"], "What is the harbour? How many boats are there?"),
        ("How many bells of Old Tom are there?", ["What is the harbour?"], "How many bells of Old Tom are there?"),
        ("Are there bells in Old Tom?", ["What is the harbour?"], "Are there bells in Old Tom?"),
        ("Who was there with Ada?", ["What is the harbour?"], "What is the harbour? Who was there with Ada?"),
        ("And in May?", ["What was spent in March?", "And in April?", "Thanks"], "What was spent in May?"),
        (
            "And who spent it?",
            ["What was spent in March?", "And in April?"],
            "What was spent in April? And who spent it?",
        ),
    ],
)
def test_a_follow_up_is_made_to_stand_alone(question, earlier, query):
    assert standalone(question, earlier) == query


@pytest.mark.parametrize(
    ("question", "sources", "link"),
    [
        ("Summarise https://example.org/a.html.", [], "https://example.org/a.html"),
        ("Summarise https://example.org/a.html", ["https://example.org/a.html"], None),
        ("What does www.example.org say?", ["https://example.org/"], None),
        ("What is a link?", [], None),
    ],
)
def test_a_link_that_was_not_ingested_is_unread(question, sources, link):
    assert unread_link(question, sources) == link
