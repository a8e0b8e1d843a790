"""What becomes of a draft that is not supported."""

import pytest

from chatbot.answers.evidence import LIKELY
from chatbot.answers.settle import ANSWERED, Reading, is_strong, refuses, settle
from chatbot.retrieval import Retriever
from tests.chatbot.answers.test_reader import Pointing
from tests.chatbot.passages import passage
from tests.ingest.conftest import incoming

WINDOW = passage("The lamp of the lighthouse was first lit in 1874 by Ada Moreno.")
WEIGHTS = {"lamp": 2.0, "lit": 2.0, "when": 0.1}


@pytest.mark.parametrize(
    ("draft", "weights", "strong"),
    [
        ("They climbed up with matches in 1874 [1].", WEIGHTS, True),
        ("Moreno brought matches up there [1].", WEIGHTS, True),
        ("They climbed up with matches in 1999 [1].", WEIGHTS, False),
        ("They climbed up there with matches.", WEIGHTS, False),
        ("They climbed up with matches in 1874 [1].", {**WEIGHTS, "boiler": 4.0}, False),  # the rare word is missing
    ],
)
def test_a_quotation_is_strong_if_it_has_the_rare_words_and_what_the_draft_found(draft, weights, strong):
    assert is_strong(WINDOW, draft, "When was the lamp lit?", weights) is strong


@pytest.mark.parametrize(
    ("draft", "refused"),
    [
        ("I could not find that in your documents.", True),
        ("The passages do not mention the founder.", True),
        ("The safe does not contain gold [1].", False),
        ("It was lit in 1874 [1]. I could not find who paid for it.", True),
        ("It was lit in 1874.", False),
    ],
)
def test_a_refusal_is_a_sentence_without_a_footnote(draft, refused):
    assert refuses(draft) is refused


def test_a_stopped_draft_is_never_replaced(collection):
    found = Retriever(collection)("When was the lighthouse lamp lit?")
    reading = Reading("When was the lighthouse lamp lit?", found)
    draft = "They climbed up with matches in 1874 [1]."
    assert settle(draft, reading, Retriever(collection), stopped=True) is None
    assert settle(draft, reading, Retriever(collection)).text.startswith("“The lighthouse lamp was lit in 1874")


def test_one_price_is_not_what_it_costs_more_than_another(collection):
    prices = [passage("The lamp of the harbour cost 40 euro."), passage("The bell cost 15 euro.", 2)]
    asked, draft = "How much more did the lamp cost than the bell?", "The lamp cost 40 euro more than the bell [1]."
    assert settle(draft, Reading(asked, prices), Retriever(collection)) is None
    assert settle("The lamp cost 40 euro [1].", Reading("What did the lamp cost?", prices), Retriever(collection))
    told = [passage("The lamp cost 25 euro more than the bell.")]
    said = settle("The lamp cost 25 euro more than the bell [1].", Reading(asked, told), Retriever(collection))
    assert "25 euro more than the bell" in said.text


@pytest.mark.parametrize(
    ("question", "score", "shown"),
    [
        ("Was the lamp lit before 1880?", ANSWERED, True),
        ("Was the lamp lit before 1880?", ANSWERED - 0.1, False),
        ("Was the harbour of Norby lit by gas?", ANSWERED, False),  # the sentence says nothing of that
        ("When was the lamp lit, before 1880?", ANSWERED, False),
        ("Can you say who made the lamp?", ANSWERED, False),
    ],
)
def test_of_yes_and_no_the_nearest_sentence_tells_where_the_reranker_holds_that_it_is_there(
    collection, question, score, shown
):
    found = [passage(WINDOW.text, score=score), passage("The bell cost 15 euro.", 2)]
    said = settle("I could not find that in your documents.", Reading(question, found), Retriever(collection))
    assert (said is not None) is shown
    if said:
        assert said.text == "“The lamp of the lighthouse was first lit in 1874 by Ada Moreno.” [1]"
        assert [citation.source for citation in said.citations] == [WINDOW.source]
    stopped = settle("", Reading(question, found), Retriever(collection), stopped=True)
    assert stopped is None


def test_an_amount_is_not_told_without_a_tax_that_its_place_does_not_speak_of(collection):
    found = [passage("Subtotal $12.00\nSales tax $1.00\nTotal $13.00")]
    reading = Reading("What was the total?", found)
    said = settle("The total without the sales tax was $13.00 [1].", reading, Retriever(collection))
    assert said is None or "without" not in said.text
    assert settle("The total was $13.00 [1].", reading, Retriever(collection)).text == "The total was $13.00. [1]"


def test_a_yes_is_not_shown_to_a_question_that_is_not_seen_to_ask_for_one(collection):
    found = [passage("The lamp may be cracked, but that cannot be told until it is lit.")]
    asked, draft = (
        "harbour office - can they tell yet whether the lamp is cracked?",
        "Yes, the lamp may be cracked [1].",
    )
    said = settle(draft, Reading(asked, found), Retriever(collection))
    assert said is None or said.text.startswith("The lamp may be cracked")


@pytest.mark.parametrize(("question", "shown"), [
    ("Is `ponylamp` bright?", True), ("Is Gaslamp bright?", False), ("Which lamp is bright?", True)
])  # fmt: skip
def test_of_yes_and_no_a_sentence_that_begins_with_another_name_tells_nothing(collection, question, shown):
    text = "- [`ponylamp`](https://pony.example) is bright, brighter than Gaslamp."
    collection.replace([incoming("/docs/lamps.md", text)])
    found = [passage(text, score=ANSWERED)]
    said = settle(
        "I could not find that.", Reading(question, found), Retriever(collection, reader=Pointing("bright", LIKELY))
    )
    assert (said is not None) is shown
