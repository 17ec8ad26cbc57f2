"""Collect: the paper lies in the tray."""

from __future__ import annotations

from kiosk.session.events import Event, Tick, Touch
from kiosk.session.issuing import begin_again_by_phone
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import end_visit, stay
from kiosk.session.rating import is_rating, rated
from kiosk.session.states import Collect
from kiosk.session.values import Paper


def on(machine: Machine, state: Collect, event: Event) -> Step:
    """What Collect does with an event."""
    match event:
        case Touch(control=control) if is_rating(control):
            return rated(machine, state, control, tuple(sheet.kind if isinstance(sheet, Paper) else None for sheet in state.sheets))
        case Touch(control="phone"):
            return begin_again_by_phone(machine, state.again)
        case Touch(control="done"):
            return end_visit(machine)
        case Tick() if machine.seconds_left == 0:
            return end_visit(machine)
        case _:
            return stay(machine)
