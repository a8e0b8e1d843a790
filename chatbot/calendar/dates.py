"""Today's date, from this computer's clock."""

from datetime import datetime

from chatbot.calendar.months import MONTHS
from chatbot.calendar.written_dates import WEEKDAYS


def current_date(now: datetime | None = None) -> str:
    """Return for instance `Monday, 23 November 2026, 14:05 (UTC+01:00)`.

    `now` must know its time zone; left out, it is this computer's clock and zone. The names are English whatever the
    computer's language, as the models' prompts are.
    """
    now = now or datetime.now().astimezone()
    if now.tzinfo is None:
        raise ValueError("a date without a time zone says nothing about today")
    offset = now.strftime("%z")
    zone = f"UTC{offset[:3]}:{offset[3:5]}"
    return f"{WEEKDAYS[now.weekday()]}, {now.day} {MONTHS[now.month - 1]} {now.year}, {now:%H:%M} ({zone})"
