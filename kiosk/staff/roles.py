"""Who may do what: the one table of roles and rights."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, unique


@unique
class Role(Enum):
    """What somebody of the staff is."""

    CLERK = "clerk"
    TECHNICIAN = "technician"
    AUDITOR = "auditor"


@unique
class Right(Enum):
    """A page that somebody may open, with everything that can be done on it."""

    COUNTERS = "counters"
    SUPPLIES = "supplies"
    UNSETTLED = "unsettled"
    PRINTER_TEST = "printer-test"
    READER_TEST = "reader-test"
    NETWORK = "network"
    TOUCH_TEST = "touch-test"
    SOUND = "sound"
    HOURS = "hours"
    REHEARSE = "rehearse"
    RESTART = "restart"
    LOG = "log"
    RECENT = "recent"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.CLERK: frozenset({Right.COUNTERS, Right.SUPPLIES, Right.UNSETTLED, Right.SOUND, Right.HOURS}),
    Role.TECHNICIAN: frozenset(Right),
    # Looks at everything that has happened, and changes nothing.
    Role.AUDITOR: frozenset({Right.COUNTERS, Right.SUPPLIES, Right.LOG, Right.RECENT}),
}


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody of the staff who has been let in. `number` is their staff number: digits, nothing else about them."""

    number: str
    role: Role

    def may(self, right: Right) -> bool:
        """Whether this person has that right."""
        return right in RIGHTS[self.role]


def rights_of(role: Role) -> tuple[Right, ...]:
    """The rights of a role, in the order of the menu."""
    return tuple(right for right in Right if right in RIGHTS[role])
