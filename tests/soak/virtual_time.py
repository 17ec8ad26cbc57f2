"""A clock that stands still while something is done, and jumps when nothing but waiting is left."""

from __future__ import annotations


class VirtualClock:
    """Monotonic seconds, as far as anybody has let them pass."""

    def __init__(self) -> None:
        self._now = 1000.0

    def __call__(self) -> float:
        return self._now

    def pass_by(self, seconds: float) -> None:
        """So much later it is now."""
        self._now += seconds
