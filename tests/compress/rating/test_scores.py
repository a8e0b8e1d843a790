"""Scores of single answers and calls, and what a whole file of them comes to."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_training import chat

from compress.data.conversations import Conversation
from compress.rating.judge import item_of, judge, summarise
from compress.rating.scores import (
    arithmetic_value,
    citations,
    cites_rightly,
    contains,
    exact_match,
    f1,
    normalise,
    same_call,
    word_count,
)

WORDS = st.lists(st.sampled_from(["amazon", "river", "1952", "the", "A", "north-east", "Zürich"]), max_size=8)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("The Amazon, [1].", "amazon"),
        ("An  answer [2][3]", "answer"),
        ("U.S. dollars", "us dollars"),
        ("theatre", "theatre"),
        ("[12]", ""),
    ],
)
def test_normalising_follows_squad_and_drops_citations(text, bare):
    assert normalise(text) == bare


@given(WORDS, WORDS)
def test_f1_is_symmetric_bounded_and_one_for_the_same_words(ours, theirs):
    one, other = " ".join(ours), " ".join(theirs)
    assert 0 <= f1(one, [other]) == f1(other, [one]) <= 1
    assert f1(one, [one]) == 1
    assert exact_match(one, [other]) <= f1(one, [other])


def test_f1_and_em_take_the_best_gold():
    assert f1("It is Paris [1].", ["Paris", "London"]) == pytest.approx(0.5)
    assert exact_match("Paris. [1]", ["London", "paris"]) == 1.0
    assert f1("anything", []) == 0.0


def test_a_gold_answer_is_contained_whole_or_not_at_all():
    assert contains("It lasted from 1952 to 1953 [1].", ["1953"])
    assert not contains("It cost 19530 [1].", ["1953"])
    assert not contains("Some text", ["the"])  # nothing is left of it
    assert word_count("Two words [1] [2].") == 3  # the lone full stop counts, a citation does not


def test_citations_are_right_if_there_is_one_and_none_is_wrong():
    assert citations("A [1]. B [12][3], [x], [1234]") == {1, 12, 3}
    assert cites_rightly("A [1].", "B [1][2]")
    assert not cites_rightly("A.", "B [1]")
    assert not cites_rightly("A [1][3].", "B [1][2]")


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("40366 / 439", Fraction(40366, 439)),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("2 × (3 − 1) ÷ 4", Fraction(1)),
        ("1,250 * 3", Fraction(3750)),
        ("15% of 80", Fraction(12)),
        ("2^10 =", Fraction(1024)),
        ("-(2)", Fraction(-2)),
        ("200 + 10%", None),
        ("1/0", None),
        ("9**9**9", None),
        ("__import__('os')", None),
        ("sqrt(2)", None),
        ("(" * 300, None),
        ("1 +" * 99 + "1", None),
        ("", None),
        ("True + 1", None),
    ],
)
def test_plain_arithmetic_has_an_exact_value_and_nothing_else_has(expression, value):
    assert arithmetic_value(expression) == value


@given(st.text(max_size=60))
def test_no_text_breaks_the_arithmetic(text):
    found = arithmetic_value(text)
    assert found is None or isinstance(found, Fraction)


def call(name, **arguments):
    return {"name": name, "arguments": arguments}


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        (call("calculate", expression="3 * 2"), call("calculate", expression="2*3"), True),
        (call("calculate", expression="3 + 2"), call("calculate", expression="2*3"), False),
        (call("calculate", expression="Sqrt( 2 )"), call("calculate", expression="sqrt(2)"), True),
        (call("calculate", formula="2*3"), call("calculate", expression="2*3"), False),
        (call("search_documents", query="a"), call("search_documents", query="b"), True),
        (call("search_documents", query="a"), call("calculate", expression="1"), False),
        (call("convert_units", value=3, unit="km"), call("convert_units", value="3", unit="KM"), True),
        ({"name": "current_date"}, call("current_date"), True),
        ({}, call("current_date"), False),
    ],
)
def test_calls_are_compared_by_what_they_do(ours, theirs, same):
    assert same_call(ours, theirs) is same


def conversation(answer="", **more):
    return Conversation(**chat("q", answer, **more))


def tool_turn(expression="2*3", **more):
    wrapped = [{"type": "function", "function": call("calculate", expression=expression)}]
    messages = [{"role": "user", "content": "q"}, {"role": "assistant", "tool_calls": wrapped}]
    return Conversation(messages=messages, tools=[{"name": "calculate"}], **more)


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (tool_turn(), "tool"),
        (conversation("Paris [1]", answers=["Paris"]), "answer"),
        (conversation("Nothing.", answers=[]), "refusal"),
        (conversation("I could not find that."), "refusal"),
        (conversation("Hello!"), "chat"),
        (conversation("Hello!", kind="answer"), "answer"),
    ],
)
def test_a_line_that_names_no_kind_is_told_by_its_reference(made, kind):
    assert item_of(made).kind == kind


def test_the_model_is_given_what_comes_before_the_last_assistant_message():
    messages = [
        {"role": "user", "content": "1"},
        {"role": "assistant", "content": "2"},
        {"role": "user", "content": "3"},
        {"role": "assistant", "content": "4"},
    ]
    item = item_of(Conversation(messages=messages))
    assert item.messages == messages[:3]
    assert item.reference == messages[3]


def test_a_file_of_replies_is_summed_by_what_applies():
    answers = [conversation("Paris [1]", answers=["Paris"], group="squad") for _ in range(4)]
    items = [
        *answers,
        conversation("I could not find that.", answers=[]),
        conversation("I could not find that.", answers=[]),
        tool_turn(),
        tool_turn(),
        conversation("Hello!", tools=[{"name": "calculate"}]),
        conversation("Hello!"),
    ]
    right = {"content": "", "tool_calls": [{"type": "function", "function": call("calculate", expression="3*2")}]}
    replies = [
        {"content": "Paris [1]"},
        {"content": "It is Paris [2]."},
        {"content": "I could not find that."},
        right,
        {"content": "I could not find that."},
        {"content": "Rome [1]"},
        right,
        {"content": "6"},
        right,
        right,
    ]
    verdicts = [judge(item_of(item), reply) for item, reply in zip(items, replies, strict=True)]
    found = summarise(verdicts)
    group = found.pop("groups")
    assert found == {
        "items": 10,
        "em": 0.25,
        "f1": pytest.approx((1 + 0.5) / 4),
        "answer_contained": 0.5,
        "answer_contained_short": 0.5,
        "false_refusals": 0.25,
        "right_refusals": 0.5,
        "citation_accuracy": pytest.approx(1 / 3, abs=1e-4),  # the call cites nothing; a refusal is not asked to
        "tool_accuracy": pytest.approx(1 / 3, abs=1e-4),
        "tool_questions": 2,
        "tool_accuracy_by": {"calculate": 0.5, "none": 0.0},
    }
    assert group.keys() == {"squad"}
    assert group["squad"]["right_refusals"] is None
    assert group["squad"]["em"] == 0.25


def test_a_long_answer_holds_the_gold_but_is_not_short():
    item = item_of(conversation("Paris [1]", answers=["Paris"]))
    verdict = judge(item, {"content": "Paris " + "word " * 40 + "[1]"})
    assert verdict.contains
    assert not verdict.contains_short
    refused = judge(item, {"content": "I could not find Paris."})
    assert (refused.contains, refused.f1, refused.cited_rightly) == (False, 0.0, None)
