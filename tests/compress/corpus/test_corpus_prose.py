"""Plain text work: tokenised text made normal, sentences, spans."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compress.corpus.prose import best_first, detokenise, holds, is_tokenised, locate, sentences, trimmed


@pytest.mark.parametrize(
    ("spaced", "plain"),
    [
        ("Kim , of Oslo , won ( twice ) .", "Kim, of Oslo, won (twice)."),
        ("the `` Blue Hour '' tour", 'the "Blue Hour" tour'),
        ("It 's late ; they do n't care .", "It's late; they don't care."),
        ("the players ' union", "the players' union"),
        ("a so - called mid - to late draft", "a so-called mid- to late draft"),
        ("from 1931 -- 1940 it grew", "from 1931–1940 it grew"),
        ("the Smith -- Jones Act", "the Smith–Jones Act"),
        ("it won -- in fact -- twice", "it won – in fact – twice"),
        ("about 12 % of US $ 2,000", "about 12% of US$2,000"),
        ("kept at 15 ° C at 9 : 00 pm", "kept at 15°C at 9:00 pm"),
        ("runs at 80 km / h", "runs at 80 km/h"),
        ("already plain (as it was), isn't it?", "already plain (as it was), isn't it?"),
    ],
)
def test_tokenised_text_reads_as_people_write(spaced, plain):
    assert detokenise(spaced) == plain


def test_tokenised_text_is_told_from_plain():
    assert is_tokenised("One , two , three .")
    assert not is_tokenised("One, two, three.")


def test_sentences_do_not_end_at_abbreviations():
    text = 'Dr. J. Moss left the U.S. Navy in May. "Why?" She was tired.\nNext line'
    assert sentences(text) == ["Dr. J. Moss left the U.S. Navy in May.", '"Why?"', "She was tired.", "Next line"]


@given(st.text(alphabet="ab AB.!?\n\"'", max_size=80))
def test_sentences_lose_no_word(text):
    assert " ".join(sentences(text)).split() == text.split()


def test_a_span_is_found_whatever_its_spaces_but_only_as_whole_words():
    assert locate("built in 1937 , by hand", "1937, by") == "1937 , by"
    assert locate("go upwards now", "wards") is None
    assert locate("The Blue Hour", "blue hour") == "Blue Hour"


def test_an_answer_is_held_without_its_article_and_not_within_a_word():
    assert holds("It lies on Silver Lake.", "the silver lake")
    assert not holds("It costs 120 crowns.", "12")


def test_annotators_extra_marks_are_trimmed():
    assert [trimmed(span) for span in ("in Oslo,", "by hand.", "J.R.", "in 1937.")] == [
        "in Oslo",
        "by hand",
        "J.R.",
        "in 1937",
    ]


def test_the_most_given_answer_comes_first_then_the_middling():
    assert best_first(["a", "a b c", "a b c", "a b"])[0] == "a b c"
    assert best_first(["a long red boat", "boat", "red boat"]) == ("red boat", "boat", "a long red boat")
