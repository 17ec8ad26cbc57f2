"""Says when the screen goes dark and is lit again, by its hours and what staff have set; the session knows no time of day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

from kiosk.preferences import PreferenceFile, is_lit, time_of_day
from kiosk.session.events import Event, ScreenLit

LOOK_S = 2.0  # whoever sets the hours at the screen looks at it


class ScreenHoursWatch:
    """`lit_from`, `lit_to`: the configured hours; None for always."""

    def __init__(
        self, preferences: PreferenceFile, lit_from: time | None, lit_to: time | None, now: Callable[[], time] = time_of_day
    ) -> None:
        self.every_s = LOOK_S
        self._preferences = preferences
        self._hours = (lit_from, lit_to)
        self._now = now
        self._told = True

    def before(self) -> tuple[Event, ...]:
        """Nothing: it is lit until the first look."""
        return ()

    def look(self) -> tuple[Event, ...]:
        """What has changed."""
        lit = is_lit(self._preferences.now.hours, *self._hours, self._now())
        if lit is self._told:
            return ()
        self._told = lit
        return (ScreenLit(lit),)
