"""Questions for the date and the time, which only the clock answers."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from compress.corpus import assistant
from compress.corpus.sums import roughly, style
from compress.corpus.wording.phrases import DAYS, MONTHS

# What is asked → how the answer is put together, and the wordings.
_QUESTIONS = {
    "{day}, {date}": (
        "What day is it today?",
        "what's today's date",
        "What is the date today?",
        "What is today's date?",
        "What day is it?",
        "which day is today",
        "Today's date, please.",
        "Tell me the date.",
        "date today?",
        "Do you know what the date is?",
        "Can you tell me today's date?",
        "What date do we have today?",
        "what is the current date",
        "I need today's date.",
        "hey, what day is today?",
        "What's the date?",
        "today is what date?",
        "What day of the week is it?",
        "Which weekday is it today?",
        "what weekday do we have",
        "Is it Monday or Tuesday today?",
        "what day of the week is today",
        "Tell me which day of the week it is.",
    ),
    "{time} ({zone})": (
        "What time is it?",
        "what's the time",
        "Tell me the time.",
        "What time is it now?",
        "current time?",
        "Do you have the time?",
        "Can you tell me what time it is?",
        "How late is it?",
        "what is the time right now",
        "Time, please.",
    ),
    "{year}": (
        "Which year is it?",
        "What year is it?",
        "what year are we in",
        "What year do we have now?",
        "Tell me the current year.",
        "what's the current year",
    ),
    "{month} {year}": (
        "Which month is it?",
        "What month are we in?",
        "what is the current month",
        "Tell me what month it is.",
    ),
    "{day}, {date}, {time} ({zone})": (
        "What are the date and time?",
        "What's the date and time right now?",
        "date and time please",
        "Tell me today's date and the time.",
    ),
}


def dates(rng: random.Random, count: int) -> Iterator[dict[str, Any]]:
    """Yield `count` conversations that ask the clock."""
    asked = [(form, wording) for form, wordings in _QUESTIONS.items() for wording in wordings]
    for _ in range(count):
        form, wording = rng.choice(asked)
        now = _moment(rng)
        chosen = style(rng)
        answer = form.format(**_parts(now))
        messages = [
            assistant.system(chosen),
            assistant.asked(roughly(wording, rng)),
            assistant.called("current_date"),
            assistant.returned(shown(now)),
            assistant.said(answer if chosen == "brief" else f"It is {answer}."),
        ]
        yield {
            "messages": messages,
            "tools": assistant.tools(),
            "answers": [answer],
            "kind": "answer",
            "group": "dates",
        }


def shown(now: datetime) -> str:
    """Return a moment as the chat's clock says it: `Monday, 23 November 2026, 14:05 (UTC+01:00)`."""
    return "{day}, {date}, {time} ({zone})".format(**_parts(now))


def _parts(now: datetime) -> dict[str, str]:
    offset, month = now.strftime("%z"), MONTHS[now.month - 1]
    return {
        "day": DAYS[now.weekday()],
        "date": f"{now.day} {month} {now.year}",
        "month": month,
        "year": str(now.year),
        "time": f"{now:%H:%M}",
        "zone": f"UTC{offset[:3]}:{offset[3:5]}",
    }


def _moment(rng: random.Random) -> datetime:
    """Draw a minute of twelve years, in one of the world's time zones."""
    minutes = rng.randrange(12 * 365 * 24 * 60)
    zone = timezone(timedelta(minutes=30 * rng.choice((0, 0, 2, 2, 4, 6, 11, 16, 18, 20, -10, -12, -14, -16, -6, 7))))
    return (datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)).astimezone(zone)
