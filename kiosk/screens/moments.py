"""When something opens or closes, in words."""

from __future__ import annotations

from kiosk.session.values import Hours, Moment
from kiosk.words import locale, say, say_in, word

_WEEKDAYS = (
    word("Monday"),
    word("Tuesday"),
    word("Wednesday"),
    word("Thursday"),
    word("Friday"),
    word("Saturday"),
    word("Sunday"),
)
_WEEK = 7


def opens_again(moment: Moment, language: str | None = None) -> str:
    """Such as "from 9:00 tomorrow", in the locale in use or in another one."""
    there = language or locale()
    time = f"{moment.at.hour}:{moment.at.minute:02}"
    if moment.days == 0:
        return say_in(there, "from {time} today", time=time)
    if moment.days == 1:
        return say_in(there, "from {time} tomorrow", time=time)
    if moment.days < _WEEK:
        return say_in(there, "from {time} on {day}", time=time, day=say_in(there, _WEEKDAYS[moment.at.weekday()]))
    year, month, day = moment.at.year, moment.at.month, moment.at.day
    return say_in(there, "from {time} on {year}-{month}-{day}", time=time, year=year, month=month, day=day)


def open_until(hours: Hours) -> str:
    """Until when the kiosk is open today; empty where it does not close today."""
    if not hours.open or hours.until is None or hours.until.days > 0:
        return ""
    return say("Open today until {time}", time=f"{hours.until.at.hour}:{hours.until.at.minute:02}")
