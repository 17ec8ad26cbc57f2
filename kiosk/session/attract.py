"""Attract: start, a kind or a card begins a visit."""

from __future__ import annotations

from dataclasses import replace

from kiosk.session.events import CardPlaced, Event, HealthChanged, HoursChanged, Tick, Touch, UnconfirmedChanged
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import begin_visit, enter, rest, stay
from kiosk.session.states import Attract


def on(machine: Machine, event: Event) -> Step:
    """What Attract does with an event."""
    match event:
        case Touch(control="start"):
            return begin_visit(machine)
        case Touch(control=control) if machine.rules.has(control):
            return begin_visit(machine, control)
        case CardPlaced() if not machine.stale_card and machine.blocked is None:
            return begin_visit(machine)
        case HealthChanged() | UnconfirmedChanged() | HoursChanged() if machine.blocked is not None:
            return rest(machine)
        case Tick() if machine.seconds_left == 0:
            # Somebody chose a language or a mode and left: the next citizen finds the kiosk as usual.
            machine = replace(machine, locale=machine.rules.locales[0], modes=frozenset())
            return enter(machine, Attract()), ()
        case _:
            return stay(machine)
