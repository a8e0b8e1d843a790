"""What is left to the search, the calculator or the model though it speaks of dates; and dates are no numbers."""

from datetime import date, time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chatbot.calendar.date_phrases import find_date_sum
from chatbot.calendar.moments import holds_moment, without_moments
from chatbot.mathematics.amounts import amounts_of
from chatbot.mathematics.arithmetic import find_expression
from chatbot.planner import plan
from chatbot.sums.provenance import is_supported

LEFT_ALONE = [
    "When was X founded?",
    "How many days from the kickoff to the launch?",
    "How many days are there between the storm and 3 November 2024?",
    "How many days until the launch?",
    "How many days until the shop closes for Christmas?",
    "What happened on 23 November 2024?",
    "What is 23 November 2024?",
    "Which day was the meeting in November 2024?",
    "What day was the meeting on 23 November 2024?",
    "What date was the treaty of 3 March 1918 signed?",
    "What happened 3 days after 4 July 2024?",
    "How many days after 4 July 2024 did the shop open?",
    "How many working days are there between 28 October 2024 and 8 November 2024?",
    "How many visitors came between 28 October 2024 and 3 November 2024?",
    "How much did sales grow from 1 May 2024 to 31 May 2024?",
    "How many days did it rain in October?",
    "How many days in October were dry?",
    "How many days of holiday does the company have in October?",
    "How many hours is the museum open from 9:15?",
    "When does the museum open, at 9:15 or at 10:15?",
    "How many hours are there between 9:15 and 3 November 2024?",
    "How many days are there between 9:15 and 17:45?",
    "How many hours until Christmas?",
    "What time is it in 90 minutes?",
    "What time is Christmas dinner?",
    "What time is tomorrow?",
    "How long is the march?",
    "May 2024",
    "What day is it today?",
    "How many days are in a year?",
    "What is version 2.5.1 plus 3 days?",
    "What is 1/2 plus 3 days?",
    "What is 24/7?",
    "",
]


@pytest.mark.parametrize("question", LEFT_ALONE)
def test_what_asks_for_anything_else_is_left_alone(question):
    assert find_date_sum(question) is None


@pytest.mark.parametrize(
    ("question", "planned"),
    [
        ("What is 3/4 + 1/8?", ("calculate", {"expression": "3 / 4 + 1 / 8"})),
        ("What is 1/2 + 1/3?", ("calculate", {"expression": "1 / 2 + 1 / 3"})),
        ("What is 2024 - 11?", ("calculate", {"expression": "2024 - 11"})),
        ("What is 2024 - 11 - 23?", ("calculate", {"expression": "2024 - 11 - 23"})),
        ("What is 5000/10/20 + 1?", ("calculate", {"expression": "5000 / 10 / 20 + 1"})),
        ("the ratio of 16 to 9", ("calculate", {"expression": "16 / 9"})),
        ("What is 24/7?", ("search_documents", {"query": "What is 24/7?"})),
        ("What is new in version 1.2.2024?", ("search_documents", {"query": "What is new in version 1.2.2024?"})),
        ("How many days are in a year?", ("convert_units", {"value": "1", "from_unit": "year", "to_unit": "days"})),
        ("What is today's date?", ("current_date", {})),
        ("What was the date 90 days after 11/23/2024?", ("current_date", {"asked": "11/23/2024 + 90 days"})),
    ],
)
def test_dates_go_to_the_clock_and_fractions_to_the_calculator(question, planned):
    assert plan(question) == planned


days = st.dates(date(1500, 1, 1), date(2199, 12, 31))
FORMS = [
    "{0}", "{0:%m/%d/%Y}", "{0.month}/{0.day}/{0.year}", "{0:%d/%m/%Y}", "{0:%m-%d-%Y}", "{0:%d.%m.%Y}",
    "{0.day} {0:%B} {0.year}", "{0:%B} {0.day}, {0.year}", "{0:%d} {0:%b} {0.year}", "{0.day} {0:%B}",
    "{0:%A}, {0:%d %B %Y}", "{0:%Y/%m/%d}",
]  # fmt: skip
written = st.builds(lambda day, form: form.format(day), days, st.sampled_from(FORMS))
WORDINGS = [
    "What is {0} plus {2}?", "What is {0} + {2}", "calculate {0} - {2}", "{0} - {1}", "how much is {0} minus {1}?",
    "What is the difference between {0} and {1}?", "subtract {0} from {1}", "add {2} to {0}", "{2} times {0}",
    "What is the sum of {0} and {2}?", "the average of {0}, {1} and {2}", "What is {2} * ({0})?", "compute {2}+{0}",
    "What is the ratio of {0} to {1}?", "divide {0} by {2}", "What is {2}% of {0}?", "increase {0} by {2}",
    "What is the result of {0} over {1}?", "{0}/{2}", "what is {2}-{0}", "the square root of {0}",
    "What was the date {2} days after {0}?", "How many days passed between {0} and {1}, please?", "What is {0}?",
]  # fmt: skip


@given(st.sampled_from(WORDINGS), written, written, st.integers(1, 500))
def test_a_date_is_never_calculated_with_whatever_the_wording(wording, first, second, number):
    question = wording.format(first, second, number)
    assert find_expression(question) is None
    assert plan(question)[0] in ("current_date", "search_documents")


@given(st.sampled_from(WORDINGS), st.times(), st.times(), st.integers(1, 500))
def test_nor_is_a_time_of_day(wording, first, second, number):
    question = wording.format(f"{first.hour}:{first.minute:02}", f"{second:%I:%M %p}", number)
    assert find_expression(question) is None
    assert plan(question)[0] in ("current_date", "search_documents")


@given(written, written, st.sampled_from("+-*/"))
def test_a_model_finds_no_number_in_a_date(first, second, sign):
    question = f"From {first} to {second}, how many days is the loan?"
    assert holds_moment(question)
    digits = [int(piece) for piece in "".join(c if c.isdigit() else " " for c in question).split()]
    assume(len(digits) > 1)
    amounts = amounts_of("calculate", {"expression": f" {sign} ".join(str(digit or 1) for digit in digits)})
    assert not is_supported(amounts, [without_moments(question)])


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("90 days after 11/23/2024", "  after  "),
        ("open 9:15-17:45, 6 days a week", "open  - , 6 days a week"),
        ("it took 9:15, and then 17:45", "it took 9:15, and then 17:45"),
        ("How many hours are 9:15-17:45, 6 days a week?", "How many hours are  - , 6 days a week?"),
        ("at 9 am for 3 hours", "at   for 3 hours"),
        ("between 12/20 and 12/31 in days", "    in days"),
        ("3/4 of 14 days", "3/4 of 14 days"),
        ("from 3/4 to 1/2 of a cup", "from 3/4 to 1/2 of a cup"),
        ("a ratio from 3:15 to 4:20", "a ratio from 3:15 to 4:20"),
        ("a 1:25 model is 30 cm long", "a 1:25 model is 30 cm long"),
        ("4 may come and all 12 march", "4 may come and all 12 march"),
        ("4 May, 4 may 2024 and 12 Oct", " ,   and  "),
        ("On 4 May 2024 I bought 4 books at 15.50.", "On   I bought 4 books at 15.50."),
        ("version 1.2.3, 24/7, 192.168.10.20, GPT-4", "version 1.2.3, 24/7, 192.168.10.20, GPT-4"),
    ],
)
def test_dates_and_times_are_cut_out_of_a_text_and_nothing_else(text, bare):
    assert without_moments(text) == bare


def test_a_time_of_day_is_one_by_its_own_form():
    assert holds_moment(f"It closes by {time(17, 45):%H:%M}.")
    assert not holds_moment("It closes by 1745.")
