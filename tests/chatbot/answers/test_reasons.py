"""Reasons, ways and consequences: the sentences that give them, together, and nothing that no passage has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.answers.evidence import SURE, Evidence
from chatbot.answers.reasons import Weighing, asks_reason, reason
from tests.chatbot.passages import passage

SAFETY = passage(
    "# Safety\n\nThe kettle has a lid. The lid must stay shut. Otherwise the steam switch never sees the steam. It "
    "then boils for ever.\n\n- Do not wash the base. It is live.\n- Never tilt it.\n\n"
    "| Part | Colour |\n|-|-|\n| Lid | red |",
    heading="Safety",
)
WEIGHTS = {"lid": 1.0, "shut": 2.0}


@pytest.mark.parametrize(
    "question",
    [
        "Why must the lid stay shut?",
        "How does the switch work?",
        "What happens if the lid is open?",
        "What is the reason for the lid?",
    ],
)
def test_an_explanation_is_wanted(question):
    assert asks_reason(question)


@pytest.mark.parametrize("question", ["Who shut the lid?", "What is the lid?", "How many lids are there?"])
def test_none_is_wanted(question):
    assert not asks_reason(question)


def test_the_sentences_around_the_questions_words_come_together():
    found = reason("Why must the lid stay shut?", [SAFETY], Weighing(WEIGHTS))
    assert found.text == (
        "The kettle has a lid. The lid must stay shut. Otherwise the steam switch never sees the steam. It then boils "
        "for ever."
    )


def test_an_item_of_a_list_stands_alone():
    found = reason("Why may I not wash the base?", [SAFETY], Weighing({"wash": 1.0, "base": 1.0}))
    assert found.text == "- Do not wash the base. It is live."


def test_it_begins_with_no_sentence_that_leans_on_the_one_before():
    text = "One is here. Two is there. Three is far. Therefore four is near. It is good. Six is bad. Seven is so."
    found = reason("Why is four near?", [passage(text)], Weighing({"four": 1.0, "near": 1.0}))
    assert not found.text.startswith(("Therefore", "It"))
    assert "Therefore four is near." in found.text


def test_what_the_reader_points_at_and_what_a_draft_said_lead_the_way():
    others = passage("The lid is red. The lid is shut at night. The lid is round. The lid is light.", 2)
    pointed = Evidence("shut at night", others, SURE)
    assert "at night" in reason("Why is the lid shut?", [SAFETY, others], Weighing(WEIGHTS, pointed)).text
    twice = passage("The lid is red. The lid stays shut.\n\n# Pan\n\nThe lid is light. The lid stays shut.", 3)
    assert "light" not in reason("Why is the lid shut?", [twice], Weighing(WEIGHTS)).text
    assert "light" in reason("Why is the lid shut?", [twice], Weighing(WEIGHTS, draft="The lid is light.")).text
    assert reason("Why is the lid shut?", [SAFETY], Weighing(WEIGHTS, draft="The lid is green.")) is None


def test_the_reranker_has_a_say_and_a_short_paragraph_is_shown_from_its_beginning():
    night = passage("Lamps go out at ten. A lid costs two crowns. Shut lids save oil. Oil is dear. Rust eats them.", 2)

    def logits(found):
        return [5.0 if "Oil is dear." in each.text else -5.0 for each in found]

    assert reason("Why is the lid shut?", [SAFETY, night], Weighing(WEIGHTS)).id == SAFETY.id
    liked = reason("Why is the lid shut?", [SAFETY, night], Weighing(WEIGHTS, logits=logits))
    assert liked.id == night.id
    assert liked.text.startswith("Lamps go out at ten. A lid")


@given(
    st.lists(
        st.sampled_from(["It is so.", "A lid.", "# Lid", "| a | b |", "- an item", "Because it shut."]), max_size=12
    )
)
def test_nothing_is_shown_that_no_passage_has(lines):
    found = reason("Why is the lid shut?", [passage("\n\n".join(lines) or "-")], Weighing(WEIGHTS))
    shown = found.text if found else ""
    assert shown in " ".join(lines)
    assert "#" not in shown
    assert "|" not in shown
