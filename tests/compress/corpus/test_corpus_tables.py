"""Two tools in a row: the figures stand in the passages, the calculation is the calculator's, the marks are right."""

import random
import re
from fractions import Fraction

import pytest

from chatbot.mathematics.math_tools import calculate
from compress.corpus import assistant
from compress.corpus.items import Passage, Reading
from compress.corpus.tables import computed, two_tools, value_shown
from compress.data.conversations import Conversation
from compress.rating.scores import citations, cites_rightly
from ingest.text import numbers


def passages_of(conversation: dict) -> dict[int, str]:
    """Return number → text of the passages that the search returned."""
    parts = re.split(r"(?:^|\n\n)\[(\d+)\] ", conversation["messages"][3]["content"])[1:]
    return {int(number): text for number, text in zip(parts[::2], parts[1::2], strict=True)}


def calls(conversation: dict) -> list[dict]:
    return [call["function"] for message in conversation["messages"] for call in message.get("tool_calls", ())]


@pytest.fixture(scope="module")
def made() -> list[dict]:
    return list(two_tools(random.Random(7), 600))


def test_all_kinds_are_there(made):
    groups = [conversation["group"] for conversation in made]
    for group, least in {"two tools": 250, "table look-up": 120, "figures missing": 50}.items():
        assert groups.count(group) >= least


def test_the_question_is_searched_first(made):
    for conversation in made:
        query = {"query": conversation["messages"][1]["content"]}
        assert calls(conversation)[0] == {"name": "search_documents", "arguments": query}
        assert 1 <= len(passages_of(conversation)) <= 4
        assert Conversation.model_validate(conversation)


def test_calculations_use_figures_of_the_cited_passages(made):
    for conversation in made:
        if conversation["group"] != "two tools":
            continue
        expression = calls(conversation)[1]["arguments"]["expression"]
        result, answer = conversation["messages"][5]["content"], conversation["messages"][-1]["content"]
        assert result == calculate(expression)
        texts = passages_of(conversation)
        cited = set().union(*(numbers(texts[n]) for n in citations(answer)))
        assert numbers(expression) - cited <= {100, 2, 3}
        assert citations(answer)
        brief = conversation["messages"][0] == assistant.system("brief")
        assert brief or answer.endswith(f": {expression} = {result}")
        assert conversation["answers"][0] in answer


def test_answers_are_sentences_in_the_full_style_and_bare_in_the_brief(made):
    for conversation in made:
        answer = conversation["messages"][-1]["content"]
        assert "  " not in answer
        if conversation["messages"][0] == assistant.system("full"):
            assert answer[0].isupper()
            assert len(answer.split()) >= 5
        elif conversation["kind"] == "answer":
            assert re.match(r"(about )?-?[\d,.]+( |$)", answer)


def test_look_ups_copy_the_figure_and_do_not_calculate(made):
    for conversation in made:
        if conversation["group"] == "table look-up":
            answer = conversation["messages"][-1]["content"]
            assert len(calls(conversation)) == 1
            assert conversation["answers"][0] in answer
            (mark,) = citations(answer)
            assert conversation["answers"][0] in passages_of(conversation)[mark]


def test_missing_figures_are_refused(made):
    for conversation in made:
        if conversation["group"] == "figures missing":
            assert conversation["messages"][-1]["content"] == assistant.refusal()
            assert (conversation["kind"], conversation["answers"]) == ("refusal", [])
            assert len(calls(conversation)) == 1


def test_same_seed_same_tables(made):
    assert made[:30] == list(two_tools(random.Random(7), 600))[:30]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("12.5", "12.5"),
        ("25/3", "about 8.33"),
        ("2/3", "about 0.67"),
        ("150", "150"),
        ("-1/8", "about -0.13"),
        ("1/300", "about 0.00333"),
    ],
)
def test_results_are_shown_short(value, text):
    assert value_shown(Fraction(value)) == text


TABLE = Passage("Report", "| | 2019 | 2018 |\n|---|---|---|\n| Rent | $1,350.0 | 1,200 |", page=4)


def reading(question: str, derivation: str, answer: str) -> Reading:
    return Reading("tatqa", "1", question, (TABLE,), (answer,), derivation=derivation)


def test_a_derivation_becomes_a_calculation():
    asked = reading("What is the percentage change in Rent in 2019 from 2018?", "(1,350-1,200)/1,200", "12.5 percent")
    distractor = Passage("Other", "Nothing of note.")
    for seed in range(10):
        conversation = computed(asked, (distractor,), random.Random(seed))
        assert calls(conversation)[1]["arguments"] == {"expression": "(1350 - 1200) / 1200 * 100"}
        answer = conversation["messages"][-1]["content"]
        mark = next(number for number, text in passages_of(conversation).items() if "Rent" in text)
        said = f"The percentage change in Rent in 2019 from 2018 is 12.5 % [{mark}]"
        assert answer in (f"12.5 % [{mark}]", f"{said}: (1350 - 1200) / 1200 * 100 = 12.5")
        assert cites_rightly(answer, f"[{mark}]")


@pytest.mark.parametrize(
    ("question", "derivation", "answer"),
    [
        ("What was the change in Rent?", "1,350 - 1,200", "140 million"),  # comes to something else
        ("What was the change in Rent?", "1,350 - 1,100", "250"),  # 1,100 is not in the passage
        ("Why did Rent rise?", "1,350 - 1,200", "150"),
        ("What was Rent?", "", "1350"),
    ],
)
def test_unsure_derivations_are_left_out(question, derivation, answer):
    assert computed(reading(question, derivation, answer), (), random.Random(0)) is None
