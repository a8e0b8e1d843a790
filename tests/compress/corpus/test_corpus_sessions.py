"""A session asks many questions of a few passages; each answer stands in the passage it cites."""

import random
import re

import pytest

from compress.corpus import assistant
from compress.corpus.items import Passage, Reading
from compress.corpus.sessions import sessions
from compress.data.conversations import Conversation


def readings(count: int) -> list[Reading]:
    """Return readings about bridges of one article: two questions each that are answered, one that is not."""
    found = []
    for number in range(count):
        text = f"Bridge {number} was built in {1800 + number} by Ada Smith. It is {number + 10} metres long."
        passage = Passage("Bridges", text)
        for question, answers in (
            (f"When was Bridge {number} built?", (str(1800 + number),)),
            (f"How long is Bridge {number}?", (f"{number + 10} metres",)),
            (f"Who painted Bridge {number}?", ()),
        ):
            found.append(Reading("squad", "Bridges", question, (passage,), answers))
    return found


@pytest.fixture(scope="module")
def made():
    return list(sessions(readings(12), random.Random(0)))


def test_every_passage_opens_a_session_once_and_the_same_seed_gives_the_same(made):
    assert len(made) == 12
    assert list(sessions(readings(12), random.Random(0))) == made
    for session in made:
        Conversation.model_validate(session)


def test_answers_cite_the_passage_they_stand_in_and_the_rest_is_refused(made):
    answered = refused = 0
    for session in made:
        first = session["messages"][1]["content"]
        shown = dict(re.findall(r"\[(\d)\] [^\n]*\n([^\n]+)", first))
        for asked, said in zip(session["messages"][1::2], session["messages"][2::2], strict=True):
            bridge = re.search(r"Bridge \d+", asked["content"].rsplit("Question: ", 1)[1]).group()
            if said["content"] == assistant.refusal():
                refused += 1
                continue
            answered += 1
            (number,) = re.findall(r"\[(\d)\]", said["content"])
            assert shown[number].startswith(f"{bridge} was built")
    assert answered > refused > 5


def test_no_tools_are_offered_and_the_prompt_has_many_wordings(made):
    assert all("tools" not in session for session in made)
    assert len({session["messages"][0]["content"] for session in made}) > 4


def test_a_reading_that_must_be_computed_is_left_out():
    one = Reading("tatqa", "r", "What is the sum?", (Passage("R", "1 and 2"),), ("3",), derivation="1 + 2")
    assert list(sessions([one], random.Random(0))) == []
