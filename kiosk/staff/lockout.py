"""How long the keypad stays shut after wrong PINs. Pure; times are Unix seconds, so that it survives a restart."""

from __future__ import annotations

from dataclasses import dataclass

FREE_TRIES = 3  # a slip of the finger or two is nobody's attack
FIRST_DELAY_S = 30.0
LONGEST_DELAY_S = 3600.0


def delay_s(failures: int) -> float:
    """Seconds that the keypad is shut after so many wrong PINs in a row: none, then 30, 60, 120 ... up to an hour."""
    beyond = failures - FREE_TRIES
    return 0.0 if beyond < 0 else min(FIRST_DELAY_S * 2.0 ** min(beyond, 16), LONGEST_DELAY_S)


@dataclass(frozen=True, slots=True)
class Lockout:
    """`failures` in a row; shut `until` that time."""

    failures: int = 0
    until: float = 0.0

    def left_s(self, now: float) -> float:
        """Seconds still to wait. A clock that was set back makes nobody wait longer than the delay itself."""
        return max(0.0, min(self.until - now, delay_s(self.failures)))

    def failed(self, now: float) -> Lockout:
        """After one more wrong PIN."""
        failures = self.failures + 1
        return Lockout(failures, now + delay_s(failures))


UNKNOWN = Lockout(FREE_TRIES, float("inf"))
"""What is held for true where it cannot be read how many PINs were wrong: that the next delay is the first one, from now on."""
