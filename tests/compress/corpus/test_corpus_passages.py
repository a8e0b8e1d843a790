"""Cutting passages to size, and drawing negatives that do not answer."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compress.corpus.items import Passage, Reading
from compress.corpus.passages import Pool, chunks, fit, same_text

LONG = " ".join(f"Sentence number {n} tells of thing{n} and little else." for n in range(60))


def reading(text, group="bridges", source="made", title="Bridges"):
    return Reading(source, group, "?", (Passage(title, text),), ("x",))


POOL = Pool(
    [
        reading("The Harbour Bridge of Lund was opened in 1937 by the mayor."),
        reading("The Harbour Bridge of Lund was painted green after the war."),
        reading("The Harbour Bridge of Lund was painted green after the war. "),
        reading("A suspension bridge hangs from cables.", group="cables"),
        reading("Cats sleep for most of the day.", group="cats", title="Cats"),
    ]
)


@given(st.integers(0, 59), st.integers(10, 120), st.none() | st.integers(0, 9))
def test_a_window_has_the_span_whole_sentences_and_the_size(number, words, seed):
    span = f"thing{number} and"
    window = fit(LONG, [span], words=words, rng=None if seed is None else random.Random(seed))
    assert span in window
    assert window in LONG
    assert window.startswith("Sentence")
    assert window.endswith("else.")
    assert len(window.split()) <= words


def test_questions_on_one_text_share_its_pieces():
    assert {fit(LONG, [f"thing{n} and"], words=90) for n in range(60)} == set(chunks(LONG, 90))


def test_without_a_span_the_piece_nearest_to_the_question_is_kept():
    assert "thing41 " in fit(LONG, words=60, query="What does thing41 tell?")


def test_spans_far_apart_make_a_longer_window_and_a_foreign_span_is_an_error():
    assert fit(LONG, ["thing1 ", "thing58 "], words=60).count("Sentence") == 58
    with pytest.raises(ValueError, match="not in the text: 'elsewhere'"):
        fit(LONG, ["elsewhere"])


def test_a_sentence_without_end_is_cut():
    assert [len(piece.split()) for piece in chunks("word " * 400, 170)] == [170, 170, 60]


def test_the_pool_holds_each_text_once():
    assert len(POOL) == 4


def test_near_passages_share_rare_words_and_never_answer():
    question = "When was the Harbour Bridge of Lund opened?"
    gold = POOL.near(question, 1)[0]
    assert "1937" in gold.text
    near = POOL.near(question, 3, answers=("1937",), without=(gold,))
    assert near[0].text.startswith("The Harbour Bridge of Lund was painted")
    assert all("1937" not in passage.text for passage in near)


def test_passages_that_repeat_the_gold_one_are_no_negatives():
    gold = Passage("", "Many say: The Harbour Bridge of Lund was painted green after the war.")
    assert all("green" not in passage.text for passage in POOL.near("Harbour Bridge painted green", 5, (), (gold,)))
    assert same_text(gold.text, "The Harbour Bridge of Lund was painted green after the war.")


def test_a_yes_keeps_no_passage_out():
    pool = Pool([reading("Is there no tide here? No, none.")])
    assert len(pool.near("tide", 1, answers=("no",))) == 1


def test_same_group_and_random_obey_the_same_rules_and_the_seed():
    assert {p.text[-10:] for p in POOL.same_group(reading("?"), 9, random.Random(1))} == {
        "the mayor.",
        "r the war.",
    }
    assert POOL.same_group(reading("?", "no such"), 2, random.Random(1)) == []
    assert POOL.random(3, random.Random(5)) == POOL.random(3, random.Random(5))
    assert all("cables" not in p.text for p in POOL.random(9, random.Random(2), answers=("cables",)))


@pytest.mark.parametrize("query", ['"OR" * NEAR( -', "", "the of and", "zzz"])
def test_any_query_is_safe(query):
    assert POOL.near(query, 2) == []


def test_a_query_takes_milliseconds():
    rng = random.Random(0)
    words = [f"w{n}" for n in range(4000)]
    texts = (" ".join(rng.choices(words, k=60)) for _ in range(5000))
    pool = Pool(reading(text) for text in texts)
    start = time.perf_counter()
    for n in range(50):
        pool.near(f"w{n} w{n + 1} w{n + 2} w{n + 3}", 4)
    assert (time.perf_counter() - start) / 50 < 0.05  # 2 ms here; the machine may be busy
