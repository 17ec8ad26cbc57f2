"""Collect: the paper lies in the tray."""

from __future__ import annotations

from kiosk.session.events import Event, Tick, Touch
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import end_visit, stay


def on(machine: Machine, event: Event) -> Step:
    """What Collect does with an event."""
    match event:
        case Touch(control="done"):
            return end_visit(machine)
        case Tick() if machine.seconds_left == 0:
            return end_visit(machine)
        case _:
            return stay(machine)
