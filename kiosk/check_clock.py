"""The machine's clock: how far it is from the archive's, and whether its zone is China's."""

from __future__ import annotations

from datetime import UTC, datetime

from kiosk.check import Finding, failing, sound, warned
from kiosk.china_time import china_now, other_zone
from kiosk.health import LARGEST_SKEW
from kiosk.problems import Code


def clock_of(archive_now: datetime | None) -> tuple[Finding, ...]:
    """What the clock is like beside the archive's; None where that does not answer.

    The date on papers is the archive's, so a clock that cannot be compared is no reason to refuse service by itself.
    """
    return (_compared(archive_now), *_zone())


def _compared(archive_now: datetime | None) -> Finding:
    if archive_now is None:
        return sound("clock", f"{china_now().isoformat(timespec='seconds')}; not compared, the archive does not answer")
    off_s = (datetime.now(UTC) - archive_now).total_seconds()
    if abs(off_s) > LARGEST_SKEW.total_seconds():
        return failing("clock", Code.CLOCK_WRONG, f"The clock is {abs(off_s):.0f} s {'ahead of' if off_s > 0 else 'behind'} the archive's.")
    return sound("clock", f"within {LARGEST_SKEW.total_seconds():.0f} s of the archive's")


def _zone() -> tuple[Finding, ...]:
    """The kiosk goes by Chinese time in any zone; the system's own log and timers go by the machine's."""
    zone = other_zone()
    if zone is None:
        return ()
    said = f"The machine's zone is {zone}; the kiosk goes by Chinese time (UTC+08:00), the system's own log and timers do not."
    return (warned("clock", said, "timedatectl set-timezone Asia/Shanghai"),)
