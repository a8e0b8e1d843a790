"""What dates and times of day come to, shown with what they were worked out from. Today is 27 November 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.calendar.date_phrases import find_date_sum
from chatbot.calendar.date_sums import work_out
from chatbot.mathematics.tokens import CalculationError

TODAY = date(2026, 11, 27)
WORKED_OUT = [
    # so long between two
    ("How many days are between 12/20/2024 and 12/31/2024?", "2024-12-20 to 2024-12-31 = 11 days"),
    ("How many days from 2024-11-15 to 2024-11-23?", "2024-11-15 to 2024-11-23 = 8 days"),
    ("How many days are there between 28 October 2024 and 3 November 2024?", "2024-10-28 to 2024-11-03 = 6 days"),
    ("How many days from 4 April to 18 April?", "2026-04-04 to 2026-04-18 = 14 days"),
    ("How many days are there between 15 November and 23 November?", "2026-11-15 to 2026-11-23 = 8 days"),
    ("Hi, can you tell me the number of days between Oct 28, 2024 and Nov. 3, 2024?",
     "2024-10-28 to 2024-11-03 = 6 days"),
    ("How long is it from the 4th of July 2024 to 18 Sept 2024?", "2024-07-04 to 2024-09-18 = 76 days"),
    ("What is the difference between 3 November 2024 and 28 October 2024?", "2024-10-28 to 2024-11-03 = 6 days"),
    ("How many days are it from 2024-12-31 to 2024-12-20?", "2024-12-31 to 2024-12-20 = -11 days"),
    ("How many days between 12/20 and 12/31?", "2026-12-20 to 2026-12-31 = 11 days"),
    ("How many days from 28 December to 3 January?", "2026-12-28 to 2027-01-03 = 6 days"),
    ("How many days from 28 December to 3 January 2025?", "2024-12-28 to 2025-01-03 = 6 days"),
    ("How many days from 28 December 2024 to 3 January?", "2024-12-28 to 2025-01-03 = 6 days"),
    ("How many days from 23.11.2024 to 31.12.2024?", "2024-11-23 to 2024-12-31 = 38 days"),
    ("How many weeks are there between 1 January 2024 and 20 January 2024?",
     "2024-01-01 to 2024-01-20 = 2 weeks and 5 days"),
    ("How many months are there from Jan 31, 2024 to Nov 3, 2024?", "2024-01-31 to 2024-11-03 = 9 months and 3 days"),
    ("How many years between 4 May 1974 and 4 May 2002?", "1974-05-04 to 2002-05-04 = 28 years"),
    ("What is the time between 4 May 1974 and 1 July 2002 in years?",
     "1974-05-04 to 2002-07-01 = 28 years, 1 month and 27 days"),
    ("How many hours are there between 4 April 2024 and 6 April 2024?", "2024-04-04 to 2024-04-06 = 48 hours"),
    ("What is 2024-12-31 minus 2024-12-20 in weeks?", "2024-12-20 to 2024-12-31 = 1 week and 4 days"),
    ("Subtract 2024-11-15 from 2024-11-23", "2024-11-15 to 2024-11-23 = 8 days"),
    ("How many days before Christmas is 28 November?", "2026-11-28 to 2026-12-25 = 27 days"),
    ("How many days between 4 April 2024 and 4 April 2024?", "2024-04-04 to 2024-04-04 = 0 days"),
    # a while before or after one
    ("What was the date 90 days after 11/23/2024?", "2024-11-23 + 90 days = 2025-02-21"),
    ("What is 11/23/2024 plus 30 days?", "2024-11-23 + 30 days = 2024-12-23"),
    ("What is 2024-11-23 plus 30 days?", "2024-11-23 + 30 days = 2024-12-23"),
    ("What is 23 Nov 2024 minus 2 weeks?", "2024-11-23 - 2 weeks = 2024-11-09"),
    ("Add 45 days to 28 Oct 2024", "2024-10-28 + 45 days = 2024-12-12"),
    ("Subtract a month from March 31, 2024.", "2024-03-31 - 1 month = 2024-02-29 (that month has no day 31)"),
    ("What is 2024-02-29 plus a year?", "2024-02-29 + 1 year = 2025-02-28 (that month has no day 29)"),
    ("When is 3 weeks before July 4, 2026?", "2026-07-04 - 3 weeks = 2026-06-13"),
    ("What date is two weeks and three days after 4 July 2026?", "2026-07-04 + 2 weeks and 3 days = 2026-07-21"),
    ("What day is 90 days after 23 November 2024?", "2024-11-23 + 90 days = 2025-02-21, a Friday"),
    ("What date will it be in 90 days?", "2026-11-27 + 90 days = 2027-02-25"),
    ("What was the date 2 weeks ago?", "2026-11-27 - 2 weeks = 2026-11-13"),
    ("What is 3 weeks from today?", "2026-11-27 + 3 weeks = 2026-12-18"),
    # until and since
    ("How many days is it until Christmas?", "2026-11-27 to 2026-12-25 = 28 days"),
    ("How many weeks until 4 July?", "2026-11-27 to 2027-07-04 = 31 weeks and 2 days"),
    ("How many days until 29 February?", "2026-11-27 to 2028-02-29 = 459 days"),
    ("How many days until Friday?", "2026-11-27 to 2026-12-04 = 7 days (the next Friday)"),
    ("How long is it until Monday?", "2026-11-27 to 2026-11-30 = 3 days (the next Monday)"),
    ("How many days since Friday?", "2026-11-20 to 2026-11-27 = 7 days (the last Friday)"),
    ("How many days have passed since 1 January?", "2026-01-01 to 2026-11-27 = 330 days"),
    ("How many days since 29 February?", "2024-02-29 to 2026-11-27 = 1,002 days"),
    ("How many days ago was 2024-11-23?", "2024-11-23 to 2026-11-27 = 734 days"),
    # weekdays and lengths
    ("What weekday was 23 November 2024?", "2024-11-23 is a Saturday"),
    ("What day of the week was October 28, 2024?", "2024-10-28 is a Monday"),
    ("On which day does Christmas fall?", "2026-12-25 is a Friday"),
    ("Was 23 November 2024 a Monday?", "2024-11-23 is a Saturday"),
    ("What is tomorrow's date?", "2026-11-28 is a Saturday"),
    ("How many days does October have?", "October has 31 days"),
    ("How many days does August have?", "August has 31 days"),
    ("How many days does May have?", "May has 31 days"),
    ("How many days are there in February?", "February has 28 days, in a leap year 29"),
    ("How many days are in February 2024?", "February 2024 has 29 days"),
    ("How many days did Feb 1900 have?", "February 1900 has 28 days"),
    ("How many days does 2025 have?", "2025 has 365 days: it is no leap year"),
    ("Is 2024 a leap year?", "2024 has 366 days: it is a leap year"),
    # times of day
    ("How many hours are there between 9:15 and 17:45?", "9:15 to 17:45 = 8.5 hours"),
    ("How many minutes are there between 9:15 and 17:45?", "9:15 to 17:45 = 510 minutes"),
    ("How long is it from 9:15 am to 5:45 p.m.?", "9:15 am to 5:45 pm = 8 hours and 30 minutes"),
    ("How many hours are there from 9:20 to 17:45?", "9:20 to 17:45 = 8 hours and 25 minutes"),
    ("How many hours from 22:00 to 6:30?", "22:00 to 6:30 the next day = 8.5 hours"),
    ("How many minutes from noon to 12:00 am?", "noon to 12:00 am the next day = 720 minutes"),
    ("How many seconds are between 9:15 and 9:17?", "9:15 to 9:17 = 120 seconds"),
    ("What is the difference between 9:15 and 10:16 in minutes?", "9:15 to 10:16 = 61 minutes"),
    ("What time is it 90 minutes after 14:45?", "14:45 + 90 minutes = 16:15"),
    ("What is 22:30 plus 2.5 hours?", "22:30 + 2.5 hours = 1:00 the next day"),
    ("What time was 1 hour and 20 minutes before 9:15?", "9:15 - 1 hour and 20 minutes = 7:55"),
    # what may be read in two ways, or wrongly
    (
        "What is 04/05/2024 plus 30 days?",
        "2024-04-05 + 30 days = 2024-05-05 (04/05/2024 is read month first, as 5 April)",
    ),
    ("How many days from 04/05/2024 to 23/05/2024?", "2024-05-04 to 2024-05-23 = 19 days"),
    ("How many days from 04/05/2024 to 04/23/2024?", "2024-04-05 to 2024-04-23 = 18 days"),
    ("What is 04/04/2024 plus 1 day?", "2024-04-04 + 1 day = 2024-04-05"),
    (
        "How many days until Monday, 28 November 2026?",
        "2026-11-27 to 2026-11-28 = 1 day (2026-11-28 is a Saturday)",
    ),
    (
        "What is 4 October 1582 plus 1 day?",
        "1582-10-04 + 1 day = 1582-10-05 (in today's calendar, also before 1582)",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("question", "result"), WORKED_OUT)
def test_a_question_about_dates_is_worked_out(question, result):
    assert work_out(find_date_sum(question), TODAY) == result


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What is 30 February 2024 plus 3 days?", "There is no 30 February 2024."),
        ("What is 2024-13-05 plus 3 days?", "There is no month 13."),
        ("What is 11/23/24 plus 30 days?", "Write the year of 11/23/24 with four digits."),
        ("What is 2024-11-23 plus 2 hours?", "To a date only whole days, weeks, months and years can be added."),
        ("What is 2024-11-23 plus 1.5 days?", "To a date only whole days, weeks, months and years can be added."),
        ("What is 2024-11-23 plus 900000 weeks?", "The date lies outside the years 1 to 9999."),
        ("What is 24:30 plus 10 minutes?", "There is no time of day 24:30."),
        ("What is 13:10 pm plus 10 minutes?", "There is no time of day 13:10 pm."),
        ("What is 9:15 plus 2 days?", "To a time of day only hours and minutes can be added."),
        ("What is 9:15 plus 0.01 hours?", "A time of day is worked out to whole minutes."),
    ],
)
def test_what_cannot_be_worked_out_says_why(question, sentence):
    with pytest.raises(CalculationError) as error:
        work_out(find_date_sum(question), TODAY)
    assert str(error.value) == sentence


@pytest.mark.parametrize("expression", ["", "days", "3 + 4", "weekday of the launch", "parsecs from here to there"])
def test_what_is_no_expression_about_dates_is_an_error_of_its_caller(expression):
    with pytest.raises(CalculationError):
        work_out(expression, TODAY)


days = st.dates(date(1600, 1, 1), date(2190, 1, 1))


@given(days, st.integers(0, 3000))
def test_adding_what_lies_between_two_dates_to_the_first_gives_the_second(start, count):
    end = start + timedelta(days=count)
    between = work_out(find_date_sum(f"How many days are there between {start} and {end}?"), TODAY)
    assert between == f"{start} to {end} = {count:,} {'day' if count == 1 else 'days'}"
    assert work_out(find_date_sum(f"What is {start} plus {count} days?"), TODAY).endswith(f" = {end}")
    assert work_out(find_date_sum(f"What is {end} minus {count} days?"), TODAY).endswith(f" = {start}")


@given(
    days,
    st.sampled_from(["{0:%d %B %Y}", "{0:%B %d, %Y}", "{0:%d %b %Y}", "{0:%b} {0.day}, {0.year}", "{0:%d.%m.%Y}"]),
)
def test_every_way_to_write_a_date_is_the_same_date(day, form):
    assert work_out(find_date_sum(f"What weekday is {form.format(day)}?"), TODAY) == f"{day} is a {day:%A}"


@given(st.integers(0, 1439), st.integers(0, 1439))
def test_minutes_between_two_times_lead_from_one_to_the_other(start, end):
    first, last = (f"{minutes // 60}:{minutes % 60:02}" for minutes in (start, end))
    told = work_out(find_date_sum(f"How many minutes from {first} to {last}?"), TODAY)
    count = int(told.split(" = ")[1].split()[0].replace(",", ""))
    assert (start + count) % 1440 == end
    assert ("the next day" in told) == (end < start)
