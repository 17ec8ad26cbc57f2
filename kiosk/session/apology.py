"""Apology: why not, and what to do instead."""

from __future__ import annotations

from dataclasses import replace

from kiosk.session.events import CardPlaced, CardRemoved, Event, HealthChanged, Tick, Touch
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import begin_visit, end_visit, enter, rest, stay
from kiosk.session.states import Catalogue, TakeCard
from kiosk.session.values import Part


def on(machine: Machine, event: Event) -> Step:
    """What Apology does with an event."""
    if machine.visit is not None:
        return _within_visit(machine, event)
    match event:
        case Touch(control="done"):
            return _over(machine)
        case Tick() if machine.seconds_left == 0:
            return _over(machine)
        case CardPlaced() if not machine.stale_card and machine.blocked is None:
            return begin_visit(machine)
        case _:
            return stay(machine)


def _within_visit(machine: Machine, event: Event) -> Step:
    match event:
        case Touch(control="back"):
            return enter(machine, Catalogue()), ()
        case Touch(control="done") | CardRemoved():
            return end_visit(machine)
        case HealthChanged(part=Part.READER, problem=problem) if problem is not None:
            return end_visit(machine)
        case Tick() if machine.seconds_left == 0:
            return end_visit(machine)
        case _:
            return stay(machine)


def _over(machine: Machine) -> Step:
    machine = replace(machine, locale=machine.rules.locales[0], modes=frozenset())
    return (enter(machine, TakeCard(None)), ()) if machine.stale_card else rest(machine)
