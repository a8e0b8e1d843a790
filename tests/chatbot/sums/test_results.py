"""What was calculated is said by code, and each of its numbers has a source or is not shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage

from chatbot.events import Step
from chatbot.mathematics.amounts import PLAIN, amounts_in, amounts_of
from chatbot.sums.provenance import is_supported, parts_about, with_sources
from tests.chatbot.passages import passage
from tests.chatbot.scripted import call

GROWTH = "How far is the museum revenue of 2022 above that of 2021?"  # no wording that `figures` knows
PRICES = passage("A lamp costs 4.60. The lamp oil costs 12 a litre.\n\nTickets: 15 % less for children.", 1)
BOATS = passage("The Heron has 90 seats, the Otter has sixty seats and the Kestrel 24.", 2)


@pytest.mark.parametrize("mode", ["tool", "context"])
def test_a_plain_sum_needs_no_model(assistant, mode):
    found, model = assistant(mode)
    assert found.ask("What is 40366 / 439?").answer.startswith("40366 / 439 = 91.94988610478359")
    assert model.asked == []


def test_a_calculation_is_said_by_code(assistant):
    found, model = assistant("tool", call("calculate", expression="7 * 12"))
    assert found.ask("Seven keepers eat a dozen eggs each. How many do they need?").answer == "7 * 12 = 84"
    assert len(model.asked) == 1


def test_a_calculation_from_documents_names_its_sources(assistant):
    found, model = assistant(
        "tool",
        call("search_documents", query="museum revenue 2021 2022"),
        call("calculate", expression="(1350 - 1200) / 1200 * 100"),
    )
    answer = found.ask(GROWTH)
    assert answer.answer == "(1350 - 1200) / 1200 * 100 = 12.5, from 1350 [1] and 1200 [2]"
    assert [(c.source, c.quote) for c in answer.citations] == [
        ("/docs/museum.md", "| Year | Museum revenue | | 2022 | 1,350 |"),
        ("/docs/museum.md", "| Year | Museum revenue | | 2021 | 1,200 |"),
    ]
    assert len(model.asked) == 2


def test_a_calculation_with_a_number_of_the_models_own_is_refused_before_it_runs(assistant):
    found, _ = assistant(
        "tool",
        call("search_documents", query="museum revenue 2021 2022"),
        call("calculate", expression="(1350 - 1150) / 1150 * 100"),
    )
    answer = found.ask(GROWTH)
    assert answer.refused
    assert [tool.name for tool in answer.tools] == ["search_documents"]
    assert "1150" not in answer.answer


def test_an_error_goes_back_to_the_model_who_may_mend_its_call(assistant):
    found, model = assistant(
        "tool", call("calculate", expression="9 / (4 - 4)"), call("calculate", expression="9 / (4 + 4)")
    )
    events = list(found.stream("Nine pears for 4 boys and 4 girls, how many each?"))
    assert [event.error for event in events if isinstance(event, Step)] == [False, True, False, False]
    assert "zero" in str(model.asked[1][-1].content)
    assert events[-1].answer == "9 / (4 + 4) = 1.125"


@pytest.mark.parametrize("mode", ["tool", "context"])
def test_an_error_that_cannot_be_mended_is_the_answer(assistant, mode):
    found, model = assistant(mode)
    answer = found.ask("What is 1 / 0?")
    assert answer.refused
    assert "zero" in answer.answer
    assert model.asked == []


def test_what_the_model_says_after_an_error_is_not_shown(assistant):
    found, _ = assistant("tool", call("calculate", expression="9 / (4 - 4)"), AIMessage("They get 9 pears each."))
    assert "zero" in found.ask("Nine pears for 4 boys and 4 girls, how many each?").answer


def said_of(expression, passages, question="", weights=None):
    return with_sources(
        f"{expression} = 1", amounts_of("calculate", {"expression": expression}), question, passages, weights or {}
    )


def test_numbers_of_one_sentence_share_a_footnote():
    grounded = said_of("90 + 60 + 24", [PRICES, BOATS], "How many seats do the boats have?", {"seat": 1.0})
    assert grounded.text == "90 + 60 + 24 = 1, from 90, 60 and 24 [1]"
    assert [citation.quote for citation in grounded.citations] == [BOATS.text]


def test_a_number_of_the_question_needs_no_source():
    assert said_of("4.60 * 5", [PRICES], "What do 5 lamps cost?").text == "4.60 * 5 = 1, from 4.60 [1]"


def test_a_plain_number_is_not_cited_from_a_sentence_about_something_else():
    grounded = said_of("4.60 * 12", [PRICES], "What does a lamp a month cost in a year?", {"month": 2.0, "lamp": 1.0})
    assert grounded.text == "4.60 * 12 = 1, from 4.60 [1]"


@pytest.mark.parametrize(
    ("expression", "said", "supported"),
    [
        ("4.6 * 4", "four lamps", True),
        ("4.6 * 5", "four lamps", False),
        ("(90 + 60 + 24) / 3", "seats", True),
        ("(90 + 60) / 4", "seats", False),
        ("90 * 0.85", "seats for children", True),  # 15 % less
        ("24 * 60 * 60", "seats", True),  # both stand in a passage
        ("365 * 100", "seats", False),  # only plain numbers
        ("round(90 / 24, 4)", "seats", True),
        ("90 - 24", "What is the gross amount less the net amount?", False),  # numbers of something else
        ("4.6 * 2", "lamps", True),
        ("4.6 + 12", "lamps", True),
        ("0.85 * 12", "lamps", False),  # the tickets are 15 % less
    ],
)
def test_a_calculation_is_supported_by_what_was_said_and_found(expression, said, supported):
    texts = [said, *parts_about(said, [PRICES, BOATS])]
    assert is_supported(amounts_of("calculate", {"expression": expression}), texts) is supported


@given(
    st.lists(st.integers(0, 5000), min_size=1, max_size=5),
    st.text("0123456789 ab.,%", max_size=40),
    st.text("0123456789 ab.", max_size=80),
)
def test_no_number_is_supported_that_was_not_given(numbers, said, text):
    amounts = amounts_of("calculate", {"expression": " * ".join(map(str, numbers))})
    found = passage(text or "nothing")
    if is_supported(amounts, [said, *parts_about(said, [found])]):
        assert all(amount.value in amounts_in(said) | amounts_in(text) | PLAIN for amount in amounts)
        grounded = with_sources("x", amounts, said, [found], {})
        for citation in grounded.citations:
            assert amounts_in(citation.quote) & {amount.value for amount in amounts}
