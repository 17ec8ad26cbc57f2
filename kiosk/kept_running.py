"""A thread's work is begun again when an error nobody caught has ended it, after a pause that doubles while that goes on."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

from kiosk.faults import place_of

_log = structlog.get_logger(__name__)

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0  # what fails at once each time must not fill the log; what has run for so long begins with the first pause


def keep_running(work: Callable[[], None], name: str, wait: Callable[[float], bool], clock: Callable[[], float] = time.monotonic) -> None:
    """Does `work` until it returns. `wait` waits that many seconds and is true when the thread is to end (`threading.Event().wait`)."""
    pause = FIRST_PAUSE_S
    while True:
        began = clock()
        try:
            work()
            return
        except Exception as error:
            if clock() - began > LONGEST_PAUSE_S:
                pause = FIRST_PAUSE_S
            _log.error("thread-failed", thread=name, error=type(error).__name__, place=place_of(error), pause_s=pause)
        if wait(pause):
            return
        pause = min(2 * pause, LONGEST_PAUSE_S)
