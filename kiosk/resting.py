"""Looks from time to time whether the kiosk should start afresh (`kiosk.rest` says when)."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

import psutil
import structlog

from config.settings import Settings
from kiosk.china_time import china_clock
from kiosk.rest import Condition, RestRules, due, is_idle
from kiosk.session.machine import Machine

_log = structlog.get_logger(__name__)

LOOK_S = 15.0  # reading the process's size takes a tenth of a millisecond; a leak takes hours


class Resting:
    """`machine` gives the newest machine. `began` once a restart has been asked for."""

    def __init__(
        self,
        settings: Settings,
        machine: Callable[[], Machine],
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], datetime] = china_clock,
        resident: Callable[[], int] = lambda: int(psutil.Process().memory_info().rss),
    ) -> None:
        self._rules = RestRules(settings.service.restart_at, settings.service.memory_ceiling_mb * 1024 * 1024)
        self._machine = machine
        self._clock = clock
        self._wall = wall
        self._resident = resident
        self._started = wall()
        self._looked = clock()
        self.began = False

    def wanted(self) -> bool:
        """Whether to start afresh now. Told once."""
        if self.began or self._clock() - self._looked < LOOK_S:
            return False
        self._looked = self._clock()
        reason = due(self._rules, Condition(self._wall(), self._started, self._resident(), is_idle(self._machine())))
        if reason is None:
            return False
        self.began = True
        _log.info("starting-afresh", reason=reason.value)
        return True
