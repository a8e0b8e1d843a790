"""Second halves that lack what the first one says."""

import pytest

from chatbot.questions.antecedent import pointed_out
from chatbot.questions.halves import completed


@pytest.mark.parametrize(
    ("half", "first", "whole"),
    [
        ("by whom", "When was the mill built", "who built the mill"),
        ("by whom", "When was the letter written", "who wrote the letter"),
        ("by whom", "How often are the windows cleaned", "by whom are the windows cleaned"),
        ("by whom", "When was the treaty withdrawn", "who withdrew the treaty"),
        ("by whom", "When was the data set published", "who published the data set"),
        ("by whom", "When was the price set", "who set the price"),
        ("by whom", "When was the Men's Shed opened", "who opened the Men's Shed"),
        ("by whom", "Who built the mill", None),
        ("when", "Who wrote the letter", "when was the letter written"),
        ("when", "Who wove the rug", "when was the rug woven"),
        ("when", "Which tickets cost five euros", None),
        ("when", "Who paid for the survey", None),
        ("for how much", "Who bought the mill in 1902", "for how much was the mill bought in 1902"),
        ("why", "When did Ada leave the firm", "why did Ada leave the firm"),
        ("where", "When is the next meeting", "where is the next meeting"),
        ("in which months", "How often are drills held", "in which months are drills held"),
        ("with whom", "Where did Ada study", "whom did Ada study with"),
        ("when", "Whom did Ada marry", "when did Ada marry"),
        ("until when", "Is the pool open on Sunday", "until when is the pool open on Sunday"),
        ("since when have they", "Who chairs the board", "since when do they chair the board"),
        ("since when", "Who is the director", "since when have they been the director"),
        ("when", "Who was the mayor", "when were they the mayor"),
        ("since when", "How long is the bridge", None),
        ("what at the end of that day", "What did it cost at noon", "What did it cost at the end of the day"),
        ("what at noon", "What did one share cost at dawn", "What did a share cost at noon"),
        ("how much for children", "How much is a ticket for adults", "How much is a ticket for children"),
        ("how much for children", "Who sells tickets for adults", None),
        ("what about dogs", "Are cats allowed", "Are dogs allowed"),
        ("what about Sunday", "When does it open", "what about Sunday"),
    ],
)
def test_a_half_asks_the_first_one_for_something_else(half, first, whole):
    assert completed(half, first) == whole


@pytest.mark.parametrize(
    ("half", "first", "whole"),
    [
        ("when is it due", "How much is the deposit", "when is the deposit due"),
        ("where is it now", "Who discovered the wreck", "where is the wreck now"),
        ("who designed it", "When was the wing of the clinic opened", "who designed the wing of the clinic"),
        ("what is its length", "Who built the bridge in 1902", "what is the bridge’s length"),
        ("where can I order it", "What does a new tank cost", "where can I order the new tank"),
        ("can I pay it by card", "What is the fee for children", "can I pay the fee by card"),
        ("what does it cost", "Can I borrow a wheelchair", "what does it cost"),
        ("is it possible to pay later", "How much is the fee", "is it possible to pay later"),
        ("where can I get it", "When is the flu shot due", "where can I get the flu shot"),
        ("who lets it", "How much is the monthly rent", "who lets the monthly rent"),
        ("what is it made of", "How large is the double bed delivered in May", "what is the double bed made of"),
        ("what did it cost", "What was bought", "what did it cost"),
        ("when did she die", "Where was the painter born", "when did she die"),
    ],
)
def test_it_is_what_the_first_half_is_about(half, first, whole):
    assert pointed_out(half, first) == whole
