"""The printer just before a job, for whoever looks for that job in a later run. Pure, and needs nothing else: the journal holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BOOT_TOLERANCE_S: Final = 2.5  # printer-up-time counts whole seconds, and an answer takes its time


@dataclass(frozen=True, slots=True)
class Witness:
    """`boot`: when the printer was switched on, by the kiosk's clock (whole seconds since 1970); `impressions`: its lifetime counter,
    None where it has none.
    """

    boot: int
    impressions: int | None


def vouches(before: Witness | None, now: Witness | None, counted: int | None) -> bool:
    """Whether the printer is certain to be the one that was seen before the job, and to have put out the job's `counted` pages since.

    A kiosk that starts again has not seen the time between: a printer that was switched off and on has forgotten what came before, and
    a queue has perhaps sent the job again; one that counts its pages and has put out others may have put out a part of this paper.
    A clock that was set in between makes it doubtful too.
    """
    if before is None or now is None or abs(now.boot - before.boot) > BOOT_TOLERANCE_S:
        return False
    if before.impressions is None or now.impressions is None:
        return True
    return now.impressions - before.impressions == counted
