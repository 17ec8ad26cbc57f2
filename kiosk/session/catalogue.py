"""Catalogue: one touch chooses a kind."""

from __future__ import annotations

from kiosk.session import with_card
from kiosk.session.events import Event, Touch
from kiosk.session.kind_chosen import chosen
from kiosk.session.machine import Machine, Step


def on(machine: Machine, event: Event) -> Step:
    """What Catalogue does with an event."""
    match event:
        case Touch(control=control) if control in {kind.id for kind in machine.rules.kinds}:
            return chosen(machine, control)
        case _:
            return with_card.on(machine, event)
