"""The clock."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from chatbot.calendar.dates import current_date


def test_a_date_is_written_with_weekday_time_and_zone():
    cet = timezone(timedelta(hours=1))
    assert current_date(datetime(2026, 11, 23, 14, 5, tzinfo=cet)) == "Monday, 23 November 2026, 14:05 (UTC+01:00)"
    assert current_date(datetime(2024, 2, 29, 0, 0, tzinfo=UTC)) == "Thursday, 29 February 2024, 00:00 (UTC+00:00)"
    west = timezone(timedelta(hours=-3, minutes=-30))
    assert current_date(datetime(1999, 12, 31, 23, 59, tzinfo=west)).endswith("31 December 1999, 23:59 (UTC-03:30)")


def test_left_out_it_is_now_here():
    before = datetime.now().astimezone().replace(second=0, microsecond=0)
    told = datetime.strptime(current_date(), "%A, %d %B %Y, %H:%M (UTC%z)")
    assert before <= told <= datetime.now().astimezone()


def test_a_date_without_a_zone_is_our_mistake():
    with pytest.raises(ValueError, match="time zone"):
        current_date(datetime(2026, 11, 23))
