"""When the kiosk starts afresh by itself: at night, and when it has grown too large; never while somebody is here. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum, unique

from kiosk.session.machine import Machine
from kiosk.session.states import Attract, OutOfService

NIGHT_WINDOW = timedelta(hours=2)  # somebody may be at the machine at the very minute; in two hours everybody has gone
LEAST_UPTIME = timedelta(minutes=30)  # a restart that does not help must not be tried again and again


@unique
class Rest(Enum):
    """Why to start afresh."""

    NIGHT = "night"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class RestRules:
    """`at` is Chinese time, None for never at night; `ceiling` in bytes of resident memory."""

    at: time | None
    ceiling: int


@dataclass(frozen=True, slots=True)
class Condition:
    """The process as it is: Chinese times without zone, resident memory in bytes, and whether nobody is here."""

    now: datetime
    started: datetime
    resident: int
    idle: bool


def is_idle(machine: Machine) -> bool:
    """Whether nobody is at the kiosk and nothing of a visit is under way."""
    return machine.visit is None and isinstance(machine.state, Attract | OutOfService)


def due(rules: RestRules, condition: Condition) -> Rest | None:
    """Why the kiosk should start afresh now; None when it should not."""
    if not condition.idle or condition.now - condition.started < LEAST_UPTIME:
        return None
    if condition.resident > rules.ceiling:
        return Rest.MEMORY
    return Rest.NIGHT if rules.at is not None and _is_night(rules.at, condition) else None


def _is_night(at: time, condition: Condition) -> bool:
    """Whether the last time the clock showed `at` is less than NIGHT_WINDOW ago and the process is older than that."""
    last = datetime.combine(condition.now.date(), at)
    if last > condition.now:
        last -= timedelta(days=1)
    return condition.now - last < NIGHT_WINDOW and condition.started < last
