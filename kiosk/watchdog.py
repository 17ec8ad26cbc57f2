"""Says that the kiosk lives, only while both screen and visit move: a frozen one falls silent, and the service manager restarts it."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

from kiosk.service_notify import ServiceNotifier

_log = structlog.get_logger(__name__)

PATIENCE_S = 5.0  # the session ticks four times a second; a loaded machine may make it wait, a deadlock does not end


class Watchdog:
    """`beat` is called by the UI loop once a second; `ticked` gives the monotonic second of the session's last tick."""

    def __init__(self, notifier: ServiceNotifier, ticked: Callable[[], float], clock: Callable[[], float] = time.monotonic) -> None:
        self._notifier = notifier
        self._ticked = ticked
        self._clock = clock
        self._stuck = False

    def beat(self) -> None:
        """The screen lives. Passed on while the session does too."""
        late_s = self._clock() - self._ticked()
        stuck = late_s > PATIENCE_S
        if stuck and not self._stuck:
            _log.error("session-stuck", ago_s=late_s)
        self._stuck = stuck
        if not stuck:
            self._notifier.alive()
