"""Time as the archive's papers state it: +08:00, to the second."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))  # one zone, no summer time since 1991

Clock = Callable[[], datetime]


def now() -> datetime:
    """The present moment with its zone, to the second."""
    return datetime.now(CHINA).replace(microsecond=0)


def text(moment: datetime) -> str:
    """RFC 3339 in +08:00, to the second."""
    return moment.astimezone(CHINA).isoformat(timespec="seconds")


def year_begins(moment: datetime) -> datetime:
    """The first moment of the natural year `moment` lies in, in China."""
    return datetime(moment.astimezone(CHINA).year, 1, 1, tzinfo=CHINA)


def age(birth: date, today: date) -> int:
    """Completed years (周岁): a year is full on the day after the birthday in Chinese law, so the birthday itself does not count."""
    return today.year - birth.year - ((today.month, today.day) <= (birth.month, birth.day))
