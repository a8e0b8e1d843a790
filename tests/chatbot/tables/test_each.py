"""Of a row that says how many, at what price and what they come to, the price of one is told where that is asked."""

import pytest

from chatbot.answers.evidence import Evidence
from chatbot.tables.each import price_of_one
from tests.chatbot.passages import passage

ITEMS = "| Item | Qty | Rate | Amount |"
NAAN = "| Butter naan | 6 | 45 | 270 |"
ONE = "How much is one butter naan?"


def told(question, header, row, words):
    return price_of_one(question, Evidence(words, passage(f"{header}\n{row}"), 5.0))


@pytest.mark.parametrize(
    ("question", "header", "row", "words", "one"),
    [
        (ONE, ITEMS, NAAN, "270", "45"),
        ("What does a butter naan cost?", ITEMS, NAAN, "270", "45"),
        ("How much was each naan?", "| Item | Price | No | Sum |", "| Naan | 45 | 6 | 270 |", "270", "45"),
        # No name tells which is the count; that the other has cents does.
        ("How much is one mug?", "| | | | |", "| Mug | 3 | 4.50 | 13.50 |", "13.50", "4.50"),
        ("How much is one mug?", ITEMS, "| Mug | 3 | 4,50 | 13,50 |", "13,50", "4,50"),
        ("What did it cost for one night?", "| Room | Nights | Rate | Total |", "| 12 | 3 | 80 | 240 |", "240", "80"),
    ],
)
def test_the_price_of_one_is_told(question, header, row, words, one):
    found = told(question, header, row, words)
    assert found.words == one
    assert one in found.said
    assert words not in found.said
    assert (found.margin, found.named) == (5.0, False)  # no surer than what it was found by


@pytest.mark.parametrize(
    ("question", "header", "row", "words"),
    [
        ("How much did the naan come to?", ITEMS, NAAN, "270"),  # all of it
        (ONE, ITEMS, NAAN, "45"),  # the price of one already
        (ONE, ITEMS, "| Butter naan | 6 | 45 | 280 |", "280"),  # comes to something else
        (ONE, ITEMS, "| Butter naan | 1 | 270 | 270 |", "270"),  # there is one only
        (ONE, "| | | | |", NAAN, "270"),  # which is the count is not told
        (ONE, "| Item | Rate | Cost | Amount |", NAAN, "270"),  # two prices, no count
        ("Which one is a naan?", ITEMS, NAAN, "270"),  # no question of money
    ],
)
def test_what_is_not_sure_stays_as_it_was_found(question, header, row, words):
    assert told(question, header, row, words) is None


def test_a_sentence_has_no_row():
    assert price_of_one(ONE, Evidence("270", passage("6 naans at 45 are 270."), 5.0)) is None
