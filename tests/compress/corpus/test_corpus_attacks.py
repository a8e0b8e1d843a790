"""Planted orders leave the passage's own words, and the answer, as they were."""

import random

from compress.corpus import attacks
from compress.corpus.items import Passage

TEXT = "The mill was built in 1874. It burnt down twice. Nobody knows why."
PASSAGE = Passage("Mill", TEXT, page=3)


def planted(count=200, passage=PASSAGE, **options):
    return [attacks.planted(passage, random.Random(seed), **options) for seed in range(count)]


def test_every_sentence_stays_and_an_order_is_added():
    for passage in planted():
        assert (passage.title, passage.page) == ("Mill", 3)
        assert all(sentence in passage.text for sentence in ("in 1874.", "It burnt down twice.", "Nobody knows why."))
        assert len(passage.text) > len(TEXT) + 10
        assert "{" not in passage.text


def test_orders_stand_at_the_start_in_the_middle_and_at_the_end():
    texts = [passage.text for passage in planted()]
    first, last = (sum(test) for test in ([t.startswith(TEXT) for t in texts], [t.endswith(TEXT) for t in texts]))
    assert min(first, last, len(texts) - first - last) > 30


def test_an_answer_over_two_sentences_is_never_cut():
    answer = "in 1874. It burnt down twice. Nobody"
    assert all(answer in passage.text for passage in planted(keep=[answer]))


def test_a_table_gets_its_order_outside():
    table = Passage("Mills", "| mill | year |\n|---|---|\n| Harrow | 1874. Old. |")
    assert all(table.text in passage.text for passage in planted(60, table))


def test_there_are_forty_orders_of_our_own():
    assert len(set(attacks._texts()["orders"])) >= 40


def test_the_same_seed_plants_the_same():
    assert planted(20) == planted(20)
