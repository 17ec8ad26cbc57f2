"""One kiosk for one journal: a second process over the same data folder would print for the same visits."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Self

LOCK_NAME = "kiosk.lock"


class AlreadyRunning(Exception):
    """Another process holds this data folder."""


class OneInstance:
    """Holds the folder's lock until `release` or the end of the process, however it ends (flock(2): the kernel lets go)."""

    def __init__(self, folder: Path) -> None:
        """Takes the lock. Raises AlreadyRunning, OSError where the folder cannot be written."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._handle = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._handle)
            raise AlreadyRunning(str(folder)) from None

    def release(self) -> None:
        """Lets another process have the folder."""
        os.close(self._handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
