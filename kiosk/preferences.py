"""What staff have set at the screen, over what the configuration says: the volume, and when the screen is lit."""

from __future__ import annotations

import threading
from datetime import time
from pathlib import Path

import structlog
from pydantic import BaseModel, ConfigDict, Field

from kiosk import kept
from kiosk.china_time import china_clock
from kiosk.staff.asks import Hours

_log = structlog.get_logger(__name__)


class Preferences(BaseModel):
    """`volume` in percent; `hours`: whether the screen keeps the configured hours, is always lit, or always dark while nobody is there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    volume: int = Field(default=60, ge=0, le=100)
    hours: Hours = Hours.CONFIGURED


class PreferenceFile:
    """The preferences in the file `path`; those of a new kiosk where it cannot be read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        try:
            self._now = kept.read(path, Preferences) or Preferences()
        except ValueError as error:
            _log.warning("preferences-unreadable", error=str(error))
            self._now = Preferences()

    @property
    def now(self) -> Preferences:
        """What is set."""
        return self._now

    def change(self, **values: object) -> Preferences:
        """Sets some of them, at once and for the next start."""
        with self._lock:
            self._now = self._now.model_copy(update=values)
            kept.write(self._path, self._now)
            return self._now


def is_lit(hours: Hours, lit_from: time | None, lit_to: time | None, now: time) -> bool:
    """Whether the screen is lit at `now` (Chinese time). Hours may reach over midnight; without any it is always lit."""
    match hours:
        case Hours.LIT:
            return True
        case Hours.DARK:
            return False
        case Hours.CONFIGURED:
            if lit_from is None or lit_to is None:
                return True
            if lit_from <= lit_to:
                return lit_from <= now < lit_to
            return now >= lit_from or now < lit_to


def time_of_day() -> time:
    """The time of day in China."""
    return china_clock().time()
