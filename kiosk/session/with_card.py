"""What every state between reading the card and `print` does: the card's removal ends the visit at once."""

from __future__ import annotations

from kiosk.problems import Code
from kiosk.session.events import CardRemoved, Event, HealthChanged, Tick, Touch
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import apologise, end_visit, stay
from kiosk.session.values import Part


def on(machine: Machine, event: Event) -> Step:
    """What the citizen may do, and what may happen, at any moment before `print`."""
    match event:
        case CardRemoved():
            # Nothing of the visit is left; whoever did not mean to end it reads how to go on, and laying the card down again does.
            return apologise(machine, Code.CARD_REMOVED)
        case Touch(control="cancel"):
            return end_visit(machine)
        case HealthChanged(part=Part.READER, problem=Code() as problem):
            # Nobody would notice any more that the citizen has left.
            return apologise(machine, problem)
        case Tick() if machine.seconds_left == 0:
            return end_visit(machine)
        case _:
            return stay(machine)
