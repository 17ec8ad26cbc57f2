"""The lock-out after wrong PINs, kept over a restart and a power cut."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from math import ceil, isfinite
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from kiosk import kept
from kiosk.staff.lockout import UNKNOWN, Lockout


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    failures: int = Field(ge=0, le=10**6)
    until: float


class LockFile:
    """The lock-out in the file `path`. `clock`: Unix seconds."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._clock = clock
        self._lock = threading.Lock()
        self._now = self._load()

    def left_s(self) -> int:
        """Whole seconds for which the keypad is still shut."""
        with self._lock:
            return ceil(self._now.left_s(self._clock()))

    def failed(self) -> int:
        """One more wrong PIN. Whole seconds for which the keypad is shut now."""
        with self._lock:
            self._keep(self._now.failed(self._clock()))
            return ceil(self._now.left_s(self._clock()))

    def succeeded(self) -> None:
        """Somebody of the staff is here: what was tried before is forgiven."""
        with self._lock:
            if self._now != Lockout():
                self._keep(Lockout())

    def _load(self) -> Lockout:
        try:
            said = kept.read(self._path, _Kept)
        except ValueError:
            said = None
            known = UNKNOWN
        else:
            known = Lockout(said.failures, said.until) if said else Lockout()
        # The clock may have been set back since: nobody waits longer than the delay from now on.
        left = known.left_s(self._clock())
        return Lockout(known.failures, self._clock() + left) if left or not isfinite(known.until) else known

    def _keep(self, lockout: Lockout) -> None:
        self._now = lockout
        kept.write(self._path, _Kept(failures=lockout.failures, until=lockout.until))
