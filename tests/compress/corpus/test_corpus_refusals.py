"""Questions that their passages do not answer: each has an anchor that stands nowhere in them."""

import random
import re

import pytest

from compress.corpus import refusals, siblings
from compress.corpus.items import Passage, Reading

MILL = Passage(
    "Harrow Mill",
    "Harrow Mill was built by Thomas Crane in 1874 beside the river. It was the largest mill in France. "
    "He sold 12 wheels to a church in Lyon, and the first engine came in 1902.",
)


def reading(question, passage=MILL):
    return Reading("test", "mill", question, (passage,), ("something",))


def found(question, others=(), seeds=range(40)):
    return {new for seed in seeds for new in refusals.near_misses(reading(question), others, random.Random(seed))}


def test_a_year_is_swapped_for_one_nearby_that_the_passage_lacks():
    new = {re.search(r"\d{4}", question).group() for question in found("What was built in 1874?")}
    assert new
    assert not {"1874", "1902"} & new
    assert all(1849 <= int(year) <= 1899 for year in new)


def test_decades_and_years_in_ranges_are_left_alone():
    assert not found("What was built in the 1870s?")
    assert not found("What was built in 1874-75?")


def test_a_number_is_swapped_only_where_the_passage_has_it():
    assert all(re.fullmatch(r"Who sold \d+ wheels\?", question) for question in found("Who sold 12 wheels?"))
    assert "Who sold 12 wheels?" not in found("Who sold 12 wheels?")
    assert not found("Who sold 7 wheels?")


def test_a_word_is_swapped_for_a_sibling():
    assert found("What was the largest mill?") == {"What was the smallest mill?"}


def test_a_sibling_that_the_passage_has_is_not_taken():
    both = Passage("Mills", "The largest mill is red and the smallest is old.")
    made = refusals.near_misses(reading("Which is the largest mill?", both), (), random.Random(0))
    assert list(made) == []


def test_no_word_is_swapped_where_the_answer_would_be_no():
    assert not found("Was it the largest mill?")


def test_a_day_of_a_month_is_no_number_to_swap():
    dated = Passage("Mill", "It burnt on 12 March and again on May 30.")
    for question in ("What burnt on 12 March?", "What burnt on May 30?"):
        made = [
            new
            for seed in range(20)
            for new in refusals.near_misses(reading(question, dated), (), random.Random(seed))
        ]
        assert all(not question.startswith("What burnt on 1") or "12" in new for new in made)
        assert all("30" in new for new in made if "May" in new)


def test_ordinals_change_by_two_at_most():
    words = {question.split()[3] for question in found("What was the first thing?")}
    assert words <= {"second", "third"}
    assert words


def test_years_keep_their_order():
    for question in found("What changed from 1874 to 1902?"):
        first, last = map(int, re.findall(r"\d{4}", question))
        assert first < last


def test_plurals_and_articles_stay_right():
    assert all(
        new.startswith("How many ") and new.endswith("s did he sell to?")
        for new in found("How many churches did he sell to?")
    )
    assert all(not re.search(r"\ba [aeiou]|\ban [^aeiou]", new) for new in found("Was there a river or an engine?"))


def test_a_part_of_a_longer_name_is_not_swapped():
    assert not found("What is Air France?") & {"What is Air Germany?", "What is Air Spain?"}
    assert not siblings._stands_alone("Was New France big?", re.search("(France)", "Was New France big?"))


def test_a_person_is_swapped_for_one_of_another_reading():
    other = reading("Who paid Albert Finch?", Passage("Banks", "Albert Finch was paid by nobody."))
    assert "What did Albert Finch build?" in found("What did Thomas Crane build?", [other])


def test_another_attribute_is_asked_only_where_its_words_are_missing():
    new = found("What did Thomas Crane build?")
    assert "How tall was Thomas Crane?" in new
    tall = Passage("Mill", f"{MILL.text} He was six feet tall.")
    again = refusals.near_misses(reading("What did Thomas Crane build?", tall), (), random.Random(0))
    assert "How tall was Thomas Crane?" not in list(again)


@pytest.mark.parametrize(
    "question", ["What was the largest mill?", "Who built the mill?", "What did Thomas Crane sell?"]
)
def test_near_misses_always_ask_beyond_the_passage(question):
    for new in found(question):
        assert new != question
        assert refusals.asks_beyond(new, question, [MILL])


def test_asks_beyond_is_false_for_what_the_passages_say():
    assert not refusals.asks_beyond(
        "Who built the smallest mill?", "Who built the mill?", [Passage("A", "The smallest.")]
    )


def test_asks_beyond_knows_short_numbers():
    assert refusals.asks_beyond("Who sold 9 wheels?", "Who sold 12 wheels?", [MILL])
    assert not refusals.asks_beyond("Who sold 9 wheels?", "Who sold 12 wheels?", [MILL, Passage("B", "He sold 9.")])


def test_premises_are_added_to_questions_about_the_past_only():
    def premises(question):
        return {new for seed in range(30) for new in refusals.false_premises(reading(question), random.Random(seed))}

    years = [re.fullmatch(r"Who was the owner in (\d{4})\?", new) for new in premises("Who was the owner?")]
    assert years
    assert all(year and year.group(1) not in MILL.text for year in years)
    assert not premises("Who is the owner?")


def test_made_up_things_are_many_distinct_and_the_same_for_a_seed():
    questions = list(refusals.made_up(random.Random(5), 500))
    assert questions == list(refusals.made_up(random.Random(5), 500))
    assert len(set(questions)) == 500
    assert not any("{" in question or re.search(r"\b[Aa] [AEIOU]", question) for question in questions)


def test_the_same_seed_gives_the_same_near_misses():
    one, other = (list(refusals.near_misses(reading("Who built it in 1874?"), (), random.Random(9))) for _ in range(2))
    assert one == other
