"""Questions of yes or no are made of questions with an answer, by rule, and only where they come out in English."""

import random

import pytest

from compress.corpus.items import Passage, Reading
from compress.corpus.pairs import cases, pairs, verdict_pairs
from compress.corpus.passages import Pool
from compress.corpus.verdicts import asks_verdict, turned, untold, verdict_of

LEASE = (
    "The deposit is 300 EUR and the lease began on 3 May 2021. Ann Lee owns the flat, and Tom Ray rents it in Leeds."
)


def made(question: str, answer: str, passage: str = LEASE) -> dict[str, str]:
    """Return what is made of a question, by its verdict."""
    return {each.verdict: each.question for each in turned(question, (answer,), passage, random.Random(1))}


@pytest.mark.parametrize(
    ("question", "answer", "yes"),
    [
        ("How much is the deposit?", "300 EUR", "Is the deposit 300 EUR?"),
        ("how much is the deposit", "300 EUR", "is the deposit 300 EUR?"),
        ("When did the lease begin?", "3 May 2021", "Did the lease begin on 3 May 2021?"),
        ("Where does Tom live?", "Leeds", "Does Tom live in Leeds?"),
        ("How many rooms does the flat have?", "5", "Does the flat have 5 rooms?"),
        ("Who is the owner?", "Ann Lee", "Is the owner Ann Lee?"),
    ],
)
def test_an_answer_takes_the_question_words_place(question, answer, yes):
    found = made(question, answer)
    assert found["yes"] == yes
    assert found.get("no", "").split()[:2] in ([], yes.split()[:2])
    assert found.get("no") != yes


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who owns the flat?", "Ann Lee"),  # the subject is asked for
        ("Which tenant has the larger room?", "Tom Ray"),
        ("Why was the lease ended?", "noise"),
        ("How do I pay?", "by card"),
        ("Is it 300 EUR or 400 EUR?", "300 EUR"),
        ("What is the deposit?", "it is a sum that is kept until you leave"),
    ],
)
def test_what_would_come_out_garbled_is_not_made(question, answer):
    assert not made(question, answer)


@pytest.mark.parametrize("seed", range(20))
def test_a_wrong_answer_has_the_form_of_the_right_one_and_is_not_it(seed):
    found = list(turned("How much is the deposit?", ("300 EUR",), LEASE, random.Random(seed)))
    wrong = [each.question for each in found if each.verdict == "no"]
    assert len(wrong) == 1
    assert "300" not in wrong[0]
    assert wrong[0].endswith(" EUR?")


def test_of_what_is_not_told_something_of_the_passage_is_asked():
    (found,) = untold("When was the roof mended?", LEASE, random.Random(0))
    assert (found.question, found.verdict) == ("Was the roof mended in 2021?", "none")
    assert not list(untold("When was the roof mended?", "No year stands here.", random.Random(0)))


@pytest.mark.parametrize(
    ("question", "answers", "answered", "verdict"),
    [
        ("Is it paid?", ("No", "still open"), True, "no"),
        ("Is it paid?", (), False, "none"),
        ("Who paid?", (), False, None),
        ("Who paid?", ("Ann",), True, None),
        ("Is it red or blue?", (), False, None),
    ],
)
def test_which_questions_have_a_verdict(question, answers, answered, verdict):
    assert verdict_of(question, answers, answered) == verdict


def test_to_offer_a_choice_is_not_to_ask_for_yes_or_no():
    assert asks_verdict("Is it red?")
    assert not asks_verdict("Is it red or blue?")
    assert not asks_verdict("")


def test_pairs_and_cases_say_the_verdict_and_where_the_words_stand_that_decide():
    passage = Passage("Flat", LEASE)
    asked = [
        Reading("everyday", "flat", "How much is the deposit?", (passage,), ("300 EUR",)),
        Reading("everyday", "flat", "Does Ann Lee own the flat?", (passage,), ("yes", "Ann Lee owns the flat")),
        Reading("everyday", "flat", "Is the flat warm?", (passage,), ()),
    ]
    others = [Reading("everyday", f"d{n}", "What is it?", (Passage("", f"It is {n}."),), (str(n),)) for n in range(9)]
    pool = Pool([*asked, *others])
    lines = [*pairs(asked, pool, random.Random(0)), *verdict_pairs(asked * 8, pool, random.Random(0))]
    verdicts = {line["question"].rstrip("?"): line.get("verdict") for line in lines}
    assert verdicts["How much is the deposit"] is None
    assert verdicts["Is the deposit 300 EUR"] == "yes"
    assert verdicts["Does Ann Lee own the flat"] == "yes"
    assert verdicts["Is the flat warm"] == "none"
    assert "no" in verdicts.values()
    for line in lines:
        assert not line["spans"] or line["positive"][slice(*line["spans"][0])] in ("300 EUR", "Ann Lee owns the flat")
    found = [case.get("verdict") for case in cases(asked, lambda question, count: [passage])]
    assert found == [None, "yes", "none"]
