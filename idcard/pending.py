"""A piece of work that one thread does and another waits for, with a limit for every step."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from idcard.recording import CardError, CardFault

STEP_LIMIT_S = 3.0
"""The longest one exchange (or connecting) may take; a reader that does the security itself needs about one second for its first page."""

T = TypeVar("T")


class Pending(Generic[T]):
    """Work under way.

    Nothing can end an exchange with a reader that is under way. So work that takes too long, or is cancelled, is given up, not
    stopped: its thread lets the card go as soon as the driver comes back. Until then it has not `ended`, and the reader is busy.
    """

    def __init__(self, on_end: Callable[[], None] | None = None) -> None:
        self._on_end = on_end
        self._outcome: SimpleQueue[T | CardError] = SimpleQueue()  # more than one may come, the first one counts
        self._given_up = threading.Event()
        self._stepped = time.monotonic()
        self.ended = False
        """Whether the thread has let the card go."""

    @property
    def given_up(self) -> bool:
        """Whether nobody waits for it any more."""
        return self._given_up.is_set()

    def cancel(self, kind: CardFault = CardFault.CANCELLED, detail: str = "cancelled") -> None:
        """Ends it for whoever waits, at once."""
        self._given_up.set()
        self._outcome.put(CardError(kind, detail))

    def result(self, step_limit_s: float = STEP_LIMIT_S) -> T:
        """What came of the work; blocks until done. Raises CardError."""
        while True:
            try:
                outcome = self._outcome.get(timeout=max(self._stepped + step_limit_s - time.monotonic(), 0.001))
            except Empty:
                if time.monotonic() - self._stepped >= step_limit_s:
                    self.cancel(CardFault.UNREADABLE, "step-took-too-long")
                continue
            if isinstance(outcome, CardError):
                raise outcome
            return outcome

    def step(self) -> None:
        """For the working thread, before each exchange. Raises CardError when the work has been given up."""
        self._stepped = time.monotonic()
        if self._given_up.is_set():
            raise CardError(CardFault.CANCELLED, "given-up")

    def wait(self, seconds: float) -> None:
        """For the working thread: waits, less long when the work is given up. Raises CardError then."""
        self._given_up.wait(seconds)
        self.step()

    def finish(self, outcome: T | CardError) -> None:
        """The working thread's last word."""
        self.ended = True
        self._outcome.put(outcome)
        if self._on_end is not None:
            self._on_end()
