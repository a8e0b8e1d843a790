"""Questions and spans become sentences that read well, and nothing else; the passage's own sentences stay its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compress.corpus.sentences import answer_sentence, explain_sentences, support_sentence, yes_no_sentence
from compress.corpus.wording import inflection, segments

CASTLE = (
    "Arden Castle is a ruin near Dunmore. The castle was built in 1890 by Ann Lee, who also founded the Lee Works. "
    "Four bridges cross the river Tarn below it. Mr. J. P. Orme invented the folding lamp there, and he moved to "
    "New Haven in 1884. The Lee Works released a new lamp on 3 May 1901. The tower is 41.5 metres high. "
    "It was painted white because of the heat."
)


@pytest.mark.parametrize(
    ("question", "answer", "sentence"),
    [
        ("When was the castle built?", "1890", "The castle was built in 1890."),
        ("Who founded the Lee Works?", "Ann Lee", "Ann Lee founded the Lee Works."),
        ("How many bridges cross the river?", "four", "Four bridges cross the river."),
        ("What did Orme invent?", "the folding lamp", "Orme invented the folding lamp."),
        ("What did Orme invent?", "folding lamp", "Orme invented the folding lamp."),
        ("Where did he move in 1884?", "New Haven", "He moved to New Haven in 1884."),
        ("What did Orme speak out about in Rome?", "the lamp tax", "Orme spoke out about the lamp tax in Rome."),
        ("How many bridges are there in Arden?", "four", "There are four bridges in Arden."),
        ("Where did Orme move?", "to New Haven", "Orme moved to New Haven."),
        (
            "When did the Lee Works release a new lamp?",
            "3 May 1901",
            "The Lee Works released a new lamp on 3 May 1901.",
        ),
        ("In what year was the castle built?", "1890", "The castle was built in 1890."),
        ("By whom was the castle built?", "Ann Lee", "The castle was built by Ann Lee."),
        ("The castle was built by whom?", "Ann Lee", "The castle was built by Ann Lee."),
        ("How high is the tower?", "41.5 metres", "The tower is 41.5 metres high."),
        ("Why was it painted white?", "the heat", "It was painted white because of the heat."),
        (
            "According to the guide, who founded the Lee Works?",
            "Ann Lee",
            "According to the guide, Ann Lee founded the Lee Works.",
        ),
        ("who founded the lee works", "Ann Lee", "Ann Lee founded the Lee Works."),
        ("when was arden castle built", "1890", "Arden Castle was built in 1890."),
        ("What is Arden Castle?", "a ruin", "Arden Castle is a ruin."),
        ("How many bridges does the river have?", "Four", "The river has four bridges."),
    ],
)
def test_a_question_and_its_span_become_a_sentence(question, answer, sentence):
    assert answer_sentence(question, answer, CASTLE) == sentence


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What happened in 1890?", "the castle was built"),
        ("What did he do there?", "invented the folding lamp"),
        ("Why did he move?", "moved"),
        ("Is the castle a ruin?", "ruin"),
        ("who wrote the ballad of zorblax", "Ann Lee"),  # a name whose capitals the passage does not tell
        ("Which lamp was folded?", "folding"),  # part of a longer noun
        ("Who? And when?", "Ann Lee"),
        ("", "Ann Lee"),
        ("Who founded the Lee Works?", ""),
    ],
)
def test_what_cannot_be_done_well_is_left_alone(question, answer):
    assert answer_sentence(question, answer, CASTLE) is None


def test_the_verb_takes_the_form_that_the_passage_has():
    traveller = "The envoy travelled to Rome in March. She hung a lamp."
    assert (
        answer_sentence("When did the envoy travel to Rome?", "March", traveller)
        == "The envoy travelled to Rome in March."
    )
    american = traveller.replace("travelled", "traveled")
    assert (
        answer_sentence("When did the envoy travel to Rome?", "March", american)
        == "The envoy traveled to Rome in March."
    )


def test_a_plural_answer_takes_a_plural_verb():
    passage = "The mill is run by Ann Lee and Bo Carr."
    assert answer_sentence("Who runs the mill?", "Ann Lee and Bo Carr", passage) == "Ann Lee and Bo Carr run the mill."


@given(
    st.sampled_from(["who", "What", "when", "Where", "How many", "in which", "why", "whose", "How long"]),
    st.lists(
        st.sampled_from("did was the castle Lee built bridges river of in have can which and ,".split()), max_size=8
    ),
    st.text(alphabet=" abcXYZ019.,'-()\"", max_size=20),
)
def test_any_sentence_holds_the_span_once_capitalised_and_closed(start, rest, answer):
    question = " ".join([start, *rest])
    for span in (answer, "Ann Lee", "four", "1890"):
        sentence = answer_sentence(question, span, CASTLE)
        if sentence is not None:
            assert " ".join(span.split()).strip(" .,-").lower() in sentence.lower()
            assert sentence[0] == sentence[0].upper()
            assert sentence.endswith((".", '."'))
            assert "  " not in sentence
            assert len(sentence.split()) <= 40


def test_support_is_the_sentence_with_the_span():
    assert support_sentence("When was the castle built?", "1890", CASTLE) == (
        "The castle was built in 1890 by Ann Lee, who also founded the Lee Works."
    )
    twice = "In 1890 rain fell on Rome. The castle of Arden was built in 1890."
    assert support_sentence("When was the castle built?", "1890", twice) == "The castle of Arden was built in 1890."
    assert support_sentence("When was the castle built?", "1890", twice, start=3) == "In 1890 rain fell on Rome."


def test_support_stands_alone():
    assert support_sentence("What colour?", "white", CASTLE) is None  # "It was painted white"
    assert support_sentence("Where was Ann Lee born?", "Rome", "However, the twins were born in Rome.") == (
        "The twins were born in Rome."
    )
    born = "Ann Lee was a potter. She was born in Rome."
    assert support_sentence("Where was Ann Lee born?", "Rome", born) == "Ann Lee was born in Rome."
    assert support_sentence("Where was the potter born?", "Rome", born) is None
    assert support_sentence("Where did Ann Lee meet Bo Carr?", "Rome", "She met him in Rome.") is None


def test_a_long_sentence_is_cut_at_a_clause_or_left():
    tail = "and " + " ".join(["many people came to look at it"] * 6)
    long = f"The castle was built by Ann Lee in 1890, {tail}."
    assert support_sentence("When was the castle built?", "1890", long) == "The castle was built by Ann Lee in 1890."
    assert support_sentence("When was it?", "1890", long.replace(", and", " and")) is None


def test_explanations_are_runs_of_the_passage():
    text = explain_sentences("Why was the tower painted white?", "because of the heat", CASTLE)
    assert text == "The tower is 41.5 metres high. It was painted white because of the heat."
    assert explain_sentences("Why?", "snow", CASTLE) is None


def test_yes_and_no_carry_the_sentence_that_tells():
    assert yes_no_sentence("is arden castle a ruin", True, CASTLE) == "Yes, Arden Castle is a ruin near Dunmore."
    assert yes_no_sentence("do five bridges cross the river tarn", False, CASTLE) == (
        "No, four bridges cross the river Tarn below it."
    )
    assert yes_no_sentence("is copper a noble metal", True, CASTLE) is None


def test_abbreviations_initials_and_decimals_end_no_sentence():
    assert segments.sentences(CASTLE)[3].startswith("Mr. J. P. Orme invented")
    assert "The tower is 41.5 metres high." in segments.sentences(CASTLE)
    assert segments.sentences("It left the U.S. Army.[2] Then\n\nwent home") == [
        "It left the U.S. Army.[2]",
        "Then",
        "went home",
    ]


@given(st.text(alphabet="ab A.!?\n\"'(1", max_size=60))
def test_splitting_loses_white_space_only(text):
    assert "".join("".join(segments.sentences(text)).split()) == "".join(text.split())


def test_word_forms_come_from_the_dictionary_only():
    assert inflection.inflect("release", "past") == "released"
    assert inflection.inflect("go", "past") == "went"
    assert inflection.inflect("zorble", "third") is None
    assert inflection.plural_verb("was") == "were"
    assert not inflection.is_base("released")
