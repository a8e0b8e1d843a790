"""What a small model may call: nothing runs that the conversation does not support."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage

from chatbot.checks import is_faithful
from ingest.text import terms
from tests.chatbot.scripted import call

REFUSES = AIMessage("I could not find that in your documents.")


def calls(answer):
    return [(tool.name, tool.arguments) for tool in answer.tools]


def searches(query):
    return [("search_documents", {"query": query})]


@pytest.mark.parametrize(
    "wrong",
    [
        call("calculate", expression="1874 - 30"),  # numbers of its own
        call("calculate", expression="24 * 60"),  # plain numbers only
        call("calculate", expression="12 litres of"),  # no expression
        call("convert_units", value="30", from_unit="years", to_unit="days"),
        call("search_documents", query="Augustin Fresnel in Paris"),  # nobody asked
        call("search_documents", query="lamp"),  # hardly the question
        call("search_documents", text="lighthouse lamp lit"),  # no such argument
        call("open_file", path="/etc/passwd"),
        call("current_date"),
        AIMessage("The lighthouse lamp was lit in 1850."),
    ],
    ids=lambda reply: str(reply.tool_calls[0]["args"]) if reply.tool_calls else "from memory",
)
def test_a_wrong_first_step_becomes_the_search_that_was_asked_for(assistant, wrong):
    question = "When was the lighthouse lamp lit?"
    found, _ = assistant("tool", wrong, AIMessage("The lighthouse lamp was lit in 1874 [1]."))
    answer = found.ask(question)
    assert calls(answer) == searches(question)
    assert answer.answer == "The lighthouse lamp was lit in 1874. [1]"


@pytest.mark.parametrize(
    ("question", "result"),
    [
        ("What is 12 * 12?", "12 * 12 = 144"),
        ("Convert 5 km to m", "5 km = 5000 m"),
        ("Solve 2x + 3 = 11", "x = 4"),
        ("What was the date 90 days after 11/23/2024?", "2024-11-23 + 90 days = 2025-02-21"),
        ("How many hours are there between 9:15 and 17:45?", "9:15 to 17:45 = 8.5 hours"),
        ("How many days does October have?", "October has 31 days"),
    ],
)
def test_what_rules_recognise_exactly_is_calculated_whatever_the_model_would_do(assistant, question, result):
    found, model = assistant("tool", AIMessage("It is 140."))
    answer = found.ask(question)
    assert (answer.answer, answer.refused) == (result, False)
    assert model.asked == []


@pytest.mark.parametrize(
    ("question", "expression", "result"),
    [
        ("Ada has seven lamps and buys a dozen more. How many has she?", "7 + 12", "19"),
        ("A lamp costs 80 and is sold at 15% off. What does it cost then?", "80 * 0.85", "68"),
        ("Three keepers share 91 coins and one of them loses half. How many has he left?", "91 / 3 / 2", "15"),
        ("Two thousand five hundred people came in 10 days. How many a day?", "2500 / 10", "250"),
        ("I read 10, 20 and 45 pages. How many on average?", "(10 + 20 + 45) / 3", "25"),
    ],
)
def test_a_word_problem_is_calculated_with_its_own_numbers(assistant, question, expression, result):
    answer = assistant("tool", call("calculate", expression=expression))[0].ask(question)
    assert answer.answer.startswith(f"{expression} = {result}")


OF_DATES = [
    ("If I start on 28 October 2024 and stop on 3 November 2024, how many days do I work?", "3 - 28"),
    ("I borrowed a lamp on 11/23/2024 for 90 days. When is it due?", "11 / 23 * 90"),
    ("How many days are in the range 12/20/2024 - 12/31/2024?", "12 / 20 / 2024 + 12 / 31 / 2024"),
    ("A loan runs on 2024-11-23 for 30 days after 2024-11-15. When does it end?", "2024 - 11 - 23 + 30"),
    ("My shift is 9:15-17:45. How many hours is that?", "17 - 9"),
    ("The boat leaves at 9:15 and comes back at 17:45. For how many minutes is it away?", "45 - 15"),
    ("How many working days are there between 4 April and 18 April?", "18 - 4"),
]


@pytest.mark.parametrize(("question", "expression"), OF_DATES)
def test_a_model_may_not_calculate_with_the_digits_of_dates_and_times(assistant, question, expression):
    pieces = call("calculate", expression=expression)
    at_first = assistant("tool", pieces, REFUSES)[0].ask(question)
    after_a_search = assistant("tool", call("search_documents", query=question), pieces)[0].ask(question)
    for answer in (at_first, after_a_search):
        assert answer.refused
        assert calls(answer) == searches(question)


def test_a_number_that_names_a_thing_is_no_amount(assistant):
    question = "How many kilos did plot 27 give in all, both kinds together?"
    answer = assistant("tool", call("calculate", expression="27 * 2"), REFUSES)[0].ask(question)
    assert answer.refused
    assert calls(answer) == searches(question)


def test_numbers_of_a_question_about_what_the_documents_name_make_no_sum(assistant):
    question = "We are two adults with kids aged 6 and 8. How long did the lamp of the Old Lighthouse burn for them?"
    sum_of_it = call("calculate", expression="2 * (6 + 8)")
    at_first = assistant("tool", sum_of_it, REFUSES)[0].ask(question)
    after_a_search = assistant("tool", call("search_documents", query=question), sum_of_it)[0].ask(question)
    for answer in (at_first, after_a_search):
        assert calls(answer) == searches(question)
    stated = "Two lamps of the Old Lighthouse burn 6 litres each. How many litres is that?"
    assert assistant("tool", call("calculate", expression="2 * 6"))[0].ask(stated).answer.startswith("2 * 6 = 12")


def test_other_numbers_beside_a_date_may_be_calculated_with(assistant):
    found, _ = assistant("tool", call("calculate", expression="4 * 15.50"))
    answer = found.ask("On 3 May 2024 at 9:15 I bought 4 lamps at 15.50 each. How much did I pay?")
    assert answer.answer == "4 * 15.50 = 62"


@pytest.mark.parametrize("mode", ["tool", "context"])
def test_a_date_that_is_none_is_refused_with_the_reason(assistant, mode):
    found, model = assistant(mode)
    answer = found.ask("What is 30 February 2024 plus 3 days?")
    assert (answer.answer, answer.refused) == ("There is no 30 February 2024.", True)
    assert model.asked == []


def test_a_model_asks_the_clock_for_today_only(assistant):
    found, _ = assistant("tool", call("current_date", asked="1999-01-01 + 3 days"), REFUSES)
    question = "Tell me the week we currently have"
    assert calls(found.ask(question)) == searches(question)


def test_numbers_of_an_earlier_answer_may_be_calculated_with(assistant):
    history = [
        {"role": "user", "content": "What was the museum revenue in 2022?"},
        {"role": "assistant", "content": "The museum revenue was 1,350 [1]."},
    ]
    answer = assistant("tool", call("calculate", expression="1350 * 2"))[0].ask("And double that?", history)
    assert answer.answer == "1350 * 2 = 2700"


@pytest.mark.parametrize(
    ("question", "sums"),
    [
        ("Add the two prices up", True),
        ("What was the total?", False),
        ("How much was the total before tax?", False),
    ],
)
def test_numbers_that_were_said_are_only_added_up_where_that_is_asked(assistant, question, sums):
    history = [
        {"role": "user", "content": "What did the two lamps cost?"},
        {"role": "assistant", "content": "The red one cost 1350 and the green one 900."},
    ]
    answer = assistant("tool", call("calculate", expression="1350 + 900"), REFUSES)[0].ask(question, history)
    assert ("calculate" in dict(calls(answer))) is sums


def test_a_total_is_not_searched_without_the_tax_that_was_asked_about_before(assistant):
    history = [
        {"role": "user", "content": "How much was the total without the tax?"},
        {"role": "assistant", "content": "Subtotal: 1350 [1]"},
    ]
    drawn = call("search_documents", query="What was the total without the tax?")
    assert calls(assistant("tool", drawn, REFUSES)[0].ask("What was the total?", history)) == searches(
        "What was the total?"
    )


def test_a_rate_of_an_earlier_answer_is_not_taken_from_an_amount(assistant):
    history = [
        {"role": "user", "content": "What is the tax rate of 1,350 dollars?"},
        {"role": "assistant", "content": "The tax rate is 8.5% [1]."},
    ]
    question = "How much is the total without the tax?"
    found, _ = assistant("tool", call("calculate", expression="1350 - 8.5"), REFUSES)
    answer = found.ask(question, history)
    assert "1341.5" not in answer.answer
    assert [name for name, _ in calls(answer)] == ["search_documents"]


def test_a_follow_up_may_be_searched_with_words_of_the_conversation(assistant):
    history = [
        {"role": "user", "content": "Who was the lighthouse keeper?"},
        {"role": "assistant", "content": "The lighthouse keeper was Ada Moreno [1]."},
    ]
    said = AIMessage("Ada Moreno kept the light for thirty years [1].")
    query = "How long did Ada Moreno keep the light?"
    answer = assistant("tool", call("search_documents", query=query), said)[0].ask(
        "And how long did she keep the light?", history
    )
    assert calls(answer) == searches(query)
    bare = "And how long did she keep the light?"
    answer = assistant("tool", call("search_documents", query=bare), said)[0].ask(bare, history)
    assert calls(answer) == searches(query)
    bare = "And how long did the light burn there?"
    answer = assistant("tool", call("search_documents", query=bare), said)[0].ask(bare, history)
    assert calls(answer) == searches(f"Who was the lighthouse keeper? {bare}")


def test_a_question_that_leans_on_none_takes_no_words_from_the_conversation(assistant):
    history = [
        {"role": "user", "content": "Who was Ada Moreno?"},
        {"role": "assistant", "content": "Ada Moreno was the lighthouse keeper [1]."},
    ]
    question = "When was the lighthouse lamp lit?"
    said = AIMessage("The lighthouse lamp was lit in 1874 [1].")
    drawn = call("search_documents", query="When was the lighthouse lamp of Ada Moreno lit?")
    assert calls(assistant("tool", drawn, said)[0].ask(question, history)) == searches(question)


def test_the_word_that_the_documents_do_not_know_stays_in_the_query(assistant):
    question = "When was the Quandrel lighthouse lamp lit?"
    found, model = assistant("tool", call("search_documents", query="lighthouse lamp lit"))
    answer = found.ask(question)
    assert calls(answer) == searches(question)
    assert answer.refused
    assert len(model.asked) == 1


def test_the_same_call_again_ends_the_turn(assistant):
    again = call("search_documents", query="lighthouse lamp lit")
    answer = assistant("tool", again, again)[0].ask("When was the lighthouse lamp lit?")
    assert answer.refused
    assert len(answer.tools) == 1


@pytest.mark.parametrize("expression", ["1350 - 1350", "1350/1350", "1350% - 1350% / 100"])
def test_a_found_number_is_not_set_against_itself(assistant, expression):
    found, _ = assistant(
        "tool", call("search_documents", query="museum revenue 2021 2022"), call("calculate", expression=expression)
    )
    assert found.ask("How far is the museum revenue of 2022 above that of 2021?").refused


@pytest.mark.parametrize(
    ("question", "expression", "is_sum"),
    [
        ("12 boats were by the lighthouse: how many of them saw the lamp lit?", "12 / 12", False),
        ("Of 12 boats by the lighthouse 12 sailed: how many stayed?", "12 - 12", True),
        ("Of 1,200 litres of oil 1,200 were burned: how many were left?", "1200 - 1200", True),
    ],
)
def test_a_number_that_was_said_once_is_not_set_against_itself(assistant, question, expression, is_sum):
    answer = assistant("tool", call("calculate", expression=expression), REFUSES)[0].ask(question)
    assert calls(answer) == ([("calculate", {"expression": expression})] if is_sum else searches(question))


def test_who_asks_for_the_way_is_given_no_result(assistant):
    wanted = "How do I work out when the lighthouse lamp was lit?"
    found = assistant("tool", call("search_documents", query=wanted), call("calculate", expression="1874 + 1"))[0]
    answer = found.ask(wanted)
    assert calls(answer) == searches(wanted)
    assert "1875" not in answer.answer


def test_a_second_search_may_use_what_the_first_one_found(assistant):
    found, _ = assistant(
        "tool",
        call("search_documents", query="lighthouse keeper"),
        call("search_documents", query="Ada Moreno light thirty years"),
        AIMessage("Ada Moreno kept the light for thirty years [1]."),
    )
    answer = found.ask("How long did the lighthouse keeper stay?")
    assert answer.answer == "Ada Moreno kept the light for thirty years. [1]"


@pytest.mark.parametrize("reply", [AIMessage("The capital of France is Paris."), call("search_documents", query="Hi")])
def test_a_greeting_gets_a_greeting_whatever_the_model_does(assistant, reply):
    answer = assistant("tool", reply)[0].ask("Hi!")
    assert answer.answer.startswith("Hello, I am Footnote.")
    assert answer.tools == ()


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_no_query_has_a_word_that_nobody_said(query, question, before):
    if is_faithful(query, question, [before], f"{before}\n{question}", []):
        assert set(terms(query)) <= set(terms(f"{before}\n{question}"))


def test_a_question_with_a_name_of_its_own_gains_none_from_before():
    question, before = "How many shows of Winter Wonderland are there?", "When is New Year Mystery shown?"
    widened = "How many shows of Winter Wonderland are there in New Year Mystery?"
    assert is_faithful(question, question, [before], f"{before}\n{question}", [])
    assert not is_faithful(widened, question, [before], f"{before}\n{question}", [])
