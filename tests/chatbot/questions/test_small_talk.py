"""What a model may say without looking anything up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.questions.small_talk import may_chat

KNOWN = {"museum", "lamp", "footnot", "document", "open", "keeper"}


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("Hi there!", "Hello! What would you like to know from your documents?"),
        ("What is your name?", "I am Footnote, an assistant that answers from your own documents."),
        ("What can you do?", "I answer questions from your own documents, and I calculate."),
        ("How old are you?", "I have no age or birthday. I am a program."),
        ("Are you a robot?", "Yes, I am a program."),
        ("Do you like pizza?", "I have no tastes of my own, I only read documents.".replace("tastes", "opinions")),
        ("Play some jazz", "I cannot play or hear music. I can answer from your documents."),
    ],
)
def test_talk_about_itself_passes(question, reply):
    assert may_chat(question, reply, KNOWN.__contains__)


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("What is the capital of France?", "The capital of France is Paris."),
        ("Do you know the capital of France?", "I believe it is Paris."),
        ("What do you call a baby kangaroo?", "You call it a joey."),
        ("Is the earth flat?", "No, I am afraid."),
        ("Do you know whether the earth is flat?", "Yes, I know."),
        ("When does the museum open?", "I am open now, what would you like to know?"),
        ("Tell me about the lamp keeper", "I am glad to help."),
        ("What is a footnote?", "I am Footnote, and I show you where each answer stands."),
        ("How many lamps are there?", "I count 12."),
        ("Hi!", "Hello! The museum opens at ten."),
        ("Hi!", ""),
    ],
)
def test_nothing_about_the_world_passes(question, reply):
    assert not may_chat(question, reply, KNOWN.__contains__)


@given(
    st.text(max_size=60),
    st.from_regex(r"[A-Z][a-z]{0,8} (is|was|has) [A-Z]?[a-z]{4,9}ox [0-9]{1,4}\.", fullmatch=True),
)
def test_a_claim_never_passes_whatever_was_asked(question, claim):
    assert not may_chat(question, claim, lambda term: False)
