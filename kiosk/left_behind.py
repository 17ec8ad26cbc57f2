"""What people leave behind at the kiosk, and how urgently it calls after them. Pure.

The steps follow practice at cash machines: a light within 3 s, a sound that cannot be missed at 10 s, staff at 30 s.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum, unique

from kiosk.session.machine import Machine
from kiosk.session.states import Collect, Printing, TakeCard


@unique
class Left(Enum):
    """What may be left."""

    CARD = "card"
    PAPER = "paper"


@unique
class Call(IntEnum):
    """How urgently. Each is passed on once, in this order; OVER when the thing has been taken."""

    NOTHING = 0
    REMIND = 1
    CALL = 2
    STAFF = 3
    OVER = 4


_AFTER_S = ((30.0, Call.STAFF), (10.0, Call.CALL), (3.0, Call.REMIND))
"""Seconds from which each call is due."""


def card_waits(machine: Machine) -> bool:
    """Whether a card lies there that ought to be taken: at the gate, or after its visit."""
    return machine.stale_card or (isinstance(machine.state, TakeCard) and machine.card is not None)


def paper_waits(machine: Machine, tray_holds: bool | None) -> bool:
    """Whether a paper lies in the tray though its visit is over. `tray_holds`: the sensor's word, None without one."""
    return bool(tray_holds) and not isinstance(machine.state, Printing | Collect)


def due(seconds: float) -> Call:
    """How urgently something calls that has lain there for so long."""
    return next((call for after_s, call in _AFTER_S if seconds >= after_s), Call.NOTHING)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One kind of thing: since when it lies there (monotonic seconds, None: it does not) and the last call that was made."""

    since: float | None = None
    made: Call = Call.NOTHING

    def look(self, lies: bool, now: float) -> tuple[Waiting, tuple[Call, ...]]:
        """What is known after a look, and the calls to make now: those that have become due, and OVER where one had been made."""
        if not lies:
            return Waiting(), (Call.OVER,) if self.made is not Call.NOTHING else ()
        since = now if self.since is None else self.since
        wanted = due(now - since)
        return Waiting(since, max(self.made, wanted)), tuple(call for call in Call if self.made < call <= wanted)
