"""What is held out: whole pages, across sources, and whole sources."""

from collections import Counter

import pytest

from compress.corpus.items import Reading
from compress.corpus.readers import SOURCES
from compress.corpus.splits import HELD_OUT_SOURCES, JOIN, SPLITS, WIKIPEDIA, divide, split_of


def test_a_hash_is_the_same_for_ever():
    assert [split_of("squad", title) for title in ("Oslo", "Lund", "Bergen", "Malmö", "Turku", "Riga")] == [
        split_of("qed", title) for title in ("oslo", " Lund", "BERGEN", "Malm%C3%B6", "Turku", "Riga")
    ]
    assert Counter(split_of("squad", f"Page {n}") for n in range(10_000)) == {
        "train": 7979,
        "dev": 845,
        "test": 1176,
    }


@pytest.mark.parametrize("source", sorted(WIKIPEDIA - HELD_OUT_SOURCES))
def test_a_page_is_on_one_side_in_every_source_that_quotes_wikipedia(source):
    for n in range(50):
        assert split_of(source, f"Some_page_{n}") == split_of("squad", f"some page {n}")


def test_other_sources_hash_their_own_groups():
    sides = [(split_of("tatqa", f"t{n}"), split_of("mtrag", f"t{n}")) for n in range(100)]
    assert any(one != other for one, other in sides)


@pytest.mark.parametrize("source", sorted(HELD_OUT_SOURCES))
def test_a_held_out_source_is_test(source):
    assert {split_of(source, f"Page {n}") for n in range(50)} == {"test"}


def test_a_group_of_several_pages_is_on_the_strictest_side():
    by_side = {side: next(t for n in range(99) if split_of("squad", t := f"Page {n}") == side) for side in SPLITS}
    assert split_of("quotesum", JOIN.join((by_side["train"], by_side["dev"]))) == "dev"
    assert split_of("quotesum", JOIN.join((by_side["train"], by_side["dev"], by_side["test"]))) == "test"
    assert split_of("quotesum", JOIN.join((by_side["train"], by_side["train"]))) == "train"


def test_pages_of_a_held_out_source_are_left_out_of_training():
    title = next(t for n in range(99) if split_of("qed", t := f"Page {n}") == "train")
    held, shared, other = (
        Reading(source, group, "?", (), ())
        for source, group in (("clapnq", title.upper()), ("qed", title), ("tatqa", title))
    )
    sides, left_out = divide([held, shared, other])
    assert sides["test"] == [held]
    assert left_out == {"qed": 1}
    assert other in sides[split_of("tatqa", title)]


def test_the_rules_name_sources_that_exist():
    assert HELD_OUT_SOURCES | WIKIPEDIA <= SOURCES.keys()
