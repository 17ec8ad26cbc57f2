"""Chinese time, by which papers, opening hours, counters and staff screens go, whatever zone the machine itself is set to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

CHINA: Final = timezone(timedelta(hours=8))  # one time for the whole country, without summer time since 1991


def china_now() -> datetime:
    """This moment, with its zone."""
    return datetime.now(CHINA)


def china_clock() -> datetime:
    """What a clock on the wall shows in China: without zone, as hours in the configuration are."""
    return china_now().replace(tzinfo=None)


def china_today() -> date:
    """The day it is in China."""
    return china_now().date()


def other_zone(now: datetime | None = None) -> str | None:
    """The machine's own zone, such as "UTC+00:00", where it is not China's; None where it is."""
    offset = (now or datetime.now(UTC)).astimezone().utcoffset()
    return None if offset == CHINA.utcoffset(None) else str(timezone(offset or timedelta()))
