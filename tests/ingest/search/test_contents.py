"""A table of contents is told from menus, lists and prose."""

import pytest

from ingest.search.contents import asks_where, is_contents

LED = "1 Berths ........ 2\n2 Fees ....... 5\n2.1 Rebates .... 5\n3 Winter . . . . 11"


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("# Table of Contents\n\n- Berths\n- Fees\n  - Why do fees differ?\n- Winter", ""),
        ("- Berths\n- Fees\n- Rebates\n- Winter", "Harbour guide > Contents"),
        ("Contents\nBerths\nFees\nWinter", ""),
        (LED, ""),
    ],
)
def test_contents_are_told_by_their_name_or_their_pages(text, heading):
    assert is_contents(text, heading)


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Soup ........ 6\nStew ....... 14\nBread .... 2\nTea . . . . 3", ""),  # a menu
        ("- Berths\n- Fees\n- Rebates\n- Winter", "What we offer"),
        ("- Berths\n- Fees", "Contents"),  # too short to be in the way
        (
            "The box has:\n- a compass\n- a map.\n- a lamp\n- rope",
            "Contents",
        ),  # what is in something, told in a sentence
        ("Item   | Level\nSwords   40\nBoots   10\nMaps   50\nRings   60", ""),
    ],
)
def test_what_lists_other_things_is_none(text, heading):
    assert not is_contents(text, heading)


def test_a_question_about_the_parts_wants_the_contents():
    assert asks_where("Which chapter covers rebates?")
    assert not asks_where("When are rebates paid?")
