"""A yes or no that a draft begins with is kept only where nothing speaks against it."""

import pytest

from chatbot.answers.evidence import CERTAIN, DOUBTFUL, Evidence
from chatbot.answers.grounding import Grounded
from chatbot.answers.verdicts import begins_with_verdict, is_certain, without_verdict
from tests.chatbot.passages import passage


def pointed(text, words="", margin=CERTAIN):
    return Evidence(words or text, passage(text), margin)


@pytest.mark.parametrize(
    ("question", "draft", "sentence", "words"),
    [
        ("Is the harbour open on Monday?", "Yes [1]", "The harbour is open on Monday.", "open on Monday"),
        ("Is fishing allowed?", "No, it is not [1]", "Fishing is not allowed.", "not allowed"),
    ],
)
def test_a_verdict_that_its_sentence_bears_out_is_certain(question, draft, sentence, words):
    assert is_certain(Grounded(draft, ()), question, pointed(sentence, words))


@pytest.mark.parametrize(
    ("question", "draft", "sentence", "words"),
    [
        ("Is the harbour open on Sunday?", "Yes [1]", "The harbour is open on Monday.", "open"),  # another day
        ("Is fishing allowed?", "Yes [1]", "Fishing is not allowed.", "not allowed"),
        ("Is fishing allowed?", "No [1]", "Fishing is allowed.", "allowed"),
        ("Is fishing allowed?", "Yes [1]", "Fishing is allowed only in winter.", "allowed"),
        ("Is fishing always allowed?", "Yes [1]", "Fishing is allowed.", "allowed"),
        ("Does it work on scans?", "Yes [1]", "It works best on texts, rather than scans.", "works best on texts"),
        ("Is fishing not allowed?", "Yes [1]", "Fishing is not allowed.", "not allowed"),
        ("Is fishing allowed?", "Fishing is allowed [1]", "Fishing is allowed.", "allowed"),  # none to keep
    ],
)
def test_a_verdict_is_doubted(question, draft, sentence, words):
    assert not is_certain(Grounded(draft, ()), question, pointed(sentence, words))


def test_a_verdict_without_a_sure_reader_is_doubted():
    kept, sentence = Grounded("Yes [1]", ()), "The harbour is open on Monday."
    assert not is_certain(kept, "Is the harbour open on Monday?", pointed(sentence, margin=DOUBTFUL))
    assert not is_certain(kept, "Is the harbour open on Monday?", None)


def test_what_is_left_of_an_answer_is_its_sentence():
    assert without_verdict(Grounded("Yes, the harbour is open [1]", ())).text == "The harbour is open [1]"
    assert without_verdict(Grounded("No. [1]", ())) is None
    assert begins_with_verdict("no, never")
    assert not begins_with_verdict("Nobody came. Yes.")
