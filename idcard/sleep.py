"""Notices that the machine has slept: a card may have been changed meanwhile without any reader noticing."""

from __future__ import annotations

import time
from collections.abc import Callable

_SLEPT_S = 1.0  # the two clocks differ by microseconds otherwise


def _asleep_s() -> float:
    """Seconds this machine has slept since it started: what the clock that goes on in sleep has more than the one that stops."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) - time.monotonic()


class SleepWatch:
    """Compares the time slept with that at the last look. `asleep_s`: see `_asleep_s`."""

    def __init__(self, asleep_s: Callable[[], float] = _asleep_s) -> None:
        self._asleep_s = asleep_s
        self._known_s = asleep_s()

    def has_slept(self) -> bool:
        """Whether the machine has slept since the last time this was asked."""
        before, self._known_s = self._known_s, self._asleep_s()
        return self._known_s - before > _SLEPT_S
