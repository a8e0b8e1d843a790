"""Yes or no is said where the reader is sure of it; one that a draft begins with, where nothing speaks against it."""

import pytest

from chatbot.answers.evidence import CERTAIN, DOUBTFUL, Evidence
from chatbot.answers.grounding import Grounded
from chatbot.answers.reader import Found, Reader
from chatbot.answers.verdicts import OPPOSED, Verdict, begins_with_verdict, is_certain, verdict, without_verdict
from compress.cross_encoders.spans import SURE_VERDICT
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


class Judging(Reader):
    """Points at all of a passage, and says yes where it has "allowed", no where it has "forbidden"."""

    def __init__(self, share: float = SURE_VERDICT, **shares: float):
        self.shares = {"allowed": ("yes", share), "forbidden": ("no", shares.get("no", share))}

    def find(self, question, passages):
        return [Found(each, 0, len(each.text), 5.0, *self._told(each.text)) for each in passages]

    def _told(self, text):
        return next((told for word, told in self.shares.items() if word in text), ("no", 0.1))


ALLOWED, FORBIDDEN = passage("Fishing is allowed."), passage("Fishing is forbidden.")


def test_what_a_reader_is_sure_of_is_said_before_the_place_that_tells_it():
    found = verdict(Judging(), "Can I fish?", [passage("The harbour is deep."), ALLOWED])
    assert found.said().text == "Yes. “Fishing is allowed.” [1]"
    assert found.said(brief=True).text == "Yes [1]"
    assert [citation.quote for citation in found.said().citations] == ["Fishing is allowed."]
    listed = Verdict("yes", passage("Allowed are:\n- fishing\n- swimming"))
    assert listed.said().text.splitlines()[:2] == ["Yes.", "Allowed are:"]
    assert verdict(Judging(), "May one fish here?", [FORBIDDEN]).said().text == "No. “Fishing is forbidden.” [1]"


@pytest.mark.parametrize(
    ("question", "reader", "passages"),
    [
        ("Can I fish?", Judging(SURE_VERDICT - 0.01), [ALLOWED]),
        ("Can I fish?", Judging(no=OPPOSED), [ALLOWED, FORBIDDEN]),  # which of the two holds here?
        ("Can I not fish?", Judging(), [ALLOWED]),  # a yes to this may mean either
        ("Who can fish?", Judging(), [ALLOWED]),
        ("Can you tell me who fishes?", Judging(), [ALLOWED]),
        ("Is it allowed or forbidden?", Judging(), [ALLOWED]),
        ("Can I fish?", Judging(), []),
        ("Is `--fish` on?", Judging(), [passage("`--hunt` is allowed.")]),  # of something else by its name
    ],
)
def test_no_verdict_is_said_that_may_be_wrong_or_was_not_asked_for(question, reader, passages):
    assert verdict(reader, question, passages) is None


def test_a_weak_no_elsewhere_does_not_silence_a_sure_yes():
    assert verdict(Judging(no=OPPOSED - 0.01), "Can I fish?", [ALLOWED, FORBIDDEN]).word == "yes"
