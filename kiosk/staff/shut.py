"""A staff screen that nobody can be let into: what a kiosk has that knows of no staff (tests, or a configuration that cannot be read)."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.staff.answers import Answer, DoorTold
from kiosk.staff.asks import Ask, LookAtDoor
from kiosk.staff.looks import TestedReader
from kiosk.staff.roles import Who


class ShutDoor:
    """Says that nobody is set, and does nothing else."""

    def visit_began(self) -> None:
        """Counts nothing."""

    def do(self, ask: Ask, who: Who | None, reader: TestedReader, tell: Callable[[Answer], None]) -> None:
        """Answers the look at the door."""
        del who, reader
        if isinstance(ask, LookAtDoor):
            tell(DoorTold(anybody=False, locked_s=0))
