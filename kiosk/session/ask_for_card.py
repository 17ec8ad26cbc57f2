"""AskForCard: the citizen is shown where the card goes."""

from __future__ import annotations

from kiosk.session.events import CardPlaced, Event, HealthChanged, Tick, Touch, UnconfirmedChanged
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import end_visit, read_card, stay
from kiosk.session.states import AskForCard


def on(machine: Machine, state: AskForCard, event: Event) -> Step:
    """What AskForCard does with an event."""
    match event:
        case CardPlaced(card=card):
            return read_card(machine, card, state.kind)
        case Touch(control="cancel"):
            return end_visit(machine)
        case HealthChanged() | UnconfirmedChanged() if machine.blocked is not None:
            return end_visit(machine)
        case Tick() if machine.seconds_left == 0:
            return end_visit(machine)
        case _:
            return stay(machine)
