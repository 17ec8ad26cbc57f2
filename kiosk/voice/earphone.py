"""Whether an earphone is plugged in, as the configured program says."""

from __future__ import annotations

import threading
from collections.abc import Callable

LOOK_S = 1.0  # who plugs in waits a moment to hear something

_IN = 0  # exit status of the program while an earphone is plugged in; any other is no

Run = Callable[[], int | None]


class Earphone:
    """`run` runs the program and gives its exit status. Without a program (`run` None) the device itself is the earphone's and counts as
    in: nobody else can hear it. `on_plugged` is called, on this thread, when an earphone comes.
    """

    def __init__(self, run: Run | None, on_plugged: Callable[[], None]) -> None:
        self._run = run
        self._on_plugged = on_plugged
        self._plugged = run is None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="earphone", daemon=True)

    def plugged(self) -> bool:
        """Whether it was in at the last look."""
        return self._plugged

    def start(self) -> None:
        """Begins to look."""
        if self._run is not None:
            self._thread.start()

    def stop(self) -> None:
        """Ends within a look."""
        self._stopping.set()

    def look(self) -> None:
        """One look."""
        if self._run is None:
            return
        was, self._plugged = self._plugged, self._run() == _IN
        if self._plugged and not was:
            self._on_plugged()

    def _watch(self) -> None:
        while not self._stopping.is_set():
            self.look()
            self._stopping.wait(LOOK_S)
