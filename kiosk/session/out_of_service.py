"""OutOfService: no visit is possible; it ends by itself when the cause goes away. It can be read in every language and way of showing."""

from __future__ import annotations

from kiosk.session.events import Event, HealthChanged, HoursChanged, Tick, UnconfirmedChanged
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import enter, stay
from kiosk.session.states import Attract, OutOfService


def on(machine: Machine, state: OutOfService, event: Event) -> Step:
    """What OutOfService does with an event."""
    match event:
        case HealthChanged() | UnconfirmedChanged() | HoursChanged():
            return _look_again(machine, state)
        case Tick() if machine.seconds_left == 0:
            return enter(machine.as_usual, state), ()
        case _:
            return stay(machine)


def _look_again(machine: Machine, state: OutOfService) -> Step:
    code = machine.blocked
    if code is None:
        # A card that was laid meanwhile starts nothing by itself: its owner may have gone to ask for help.
        return enter(machine, Attract()), ()
    return stay(machine) if code is state.problem else (enter(machine, OutOfService(code)), ())
