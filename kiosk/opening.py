"""The opening hours: what stands in the configuration (OpenStreetMap's opening_hours), evaluated at a moment.

The session never knows the wall clock: a watch tells it what is open, and until when.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from opening_hours import OpeningHours

from config.schema import HoursTable
from kiosk.china_time import china_clock
from kiosk.session.events import Event, HoursChanged
from kiosk.session.values import Hours, Moment

_log = structlog.get_logger(__name__)

_COUNTRY = "CN"  # whose statutory days PH stands for
_EVERY_S = 5.0  # evaluating a text takes microseconds; who waits at the door looks at the clock
_FURTHEST = timedelta(days=400)  # an opening beyond that is no use to anybody


@dataclass(frozen=True, slots=True)
class OpeningTimes:
    """The hours of the kiosk (None: always) and of kinds; a kind without is issued whenever the kiosk is open."""

    kiosk: OpeningHours | None
    kinds: tuple[tuple[str, OpeningHours], ...] = ()

    @classmethod
    def of(cls, table: HoursTable) -> OpeningTimes:
        """The hours that stand in the configuration, which `config.schema` has checked."""
        kiosk = None if table.kiosk is None else OpeningHours(table.kiosk, country=_COUNTRY)
        return cls(kiosk, tuple((kind.id, OpeningHours(kind.open, country=_COUNTRY)) for kind in table.kinds))

    def at(self, now: datetime) -> Hours:
        """What is open at `now` (Chinese time, without zone), and until when."""
        closed = tuple((kind, _change(hours, now, opens=True)) for kind, hours in self.kinds if not hours.is_open(now))
        if self.kiosk is None:
            return Hours(closed=closed)
        is_open = bool(self.kiosk.is_open(now))
        return Hours(is_open, _change(self.kiosk, now, opens=not is_open), closed)


def _change(hours: OpeningHours, now: datetime, *, opens: bool) -> Moment | None:
    """When it next opens, or closes; None where it never does."""
    at = now
    while (change := hours.next_change(at)) is not None and change - now < _FURTHEST:
        at = change.replace(tzinfo=None)
        if hours.is_open(at) == opens:
            return Moment(at, (at.date() - now.date()).days)
    return None


class HoursWatch:
    """Tells the session when something opens or closes, and when a new day changes how that is said."""

    def __init__(self, times: OpeningTimes, every_s: float = _EVERY_S, now: Callable[[], datetime] = china_clock) -> None:
        self.every_s = every_s
        self._times = times
        self._now = now
        self._told: Hours | None = None

    def before(self) -> tuple[Event, ...]:
        """The hours at the start, so that nobody is let in while it is closed."""
        return self.look()

    def look(self) -> tuple[Event, ...]:
        """Compares the hours with those told last. Returns what has changed."""
        hours = self._times.at(self._now())
        if hours == self._told:
            return ()
        if self._told is None or hours.open != self._told.open:
            _log.info("opening-hours", happened="opened" if hours.open else "closed")
        self._told = hours
        return (HoursChanged(hours),)
