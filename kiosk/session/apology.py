"""Apology: why not, and what to do instead."""

from __future__ import annotations

from dataclasses import replace

from kiosk.session.basket import basket
from kiosk.session.events import CardPlaced, CardRemoved, Event, HealthChanged, Tick, Touch
from kiosk.session.issuing import begin_issuing
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import apologise, begin_visit, end_visit, enter, rest, stay
from kiosk.session.states import Apology, Catalogue, TakeCard
from kiosk.session.take_card import hand_over
from kiosk.session.values import Part, Slip


def on(machine: Machine, state: Apology, event: Event) -> Step:
    """What Apology does with an event."""
    if machine.visit is not None:
        return _within_visit(machine, state, event)
    match event:
        case Touch(control="done"):
            return _over(machine)
        case Tick() if machine.seconds_left == 0:
            return _over(machine)
        case CardPlaced() if not machine.stale_card and machine.blocked is None:
            return begin_visit(machine)
        case _:
            return stay(machine)


def _within_visit(machine: Machine, state: Apology, event: Event) -> Step:
    match event:
        case Touch(control="print-slip"):
            return _print_slip(machine, state)
        case Touch(control="back"):
            return enter(machine, Catalogue()), ()
        case CardRemoved() if state.receipt is not None:
            # The visit is over at once, but whoever takes the card first still has a number to write down.
            return apologise(machine, state.problem, state.receipt)
        case Touch(control="done") | CardRemoved():
            return end_visit(machine)
        case HealthChanged(part=Part.READER, problem=problem) if problem is not None:
            return end_visit(machine)
        case Tick() if machine.seconds_left == 0:
            return end_visit(machine)
        case _:
            return stay(machine)


def _print_slip(machine: Machine, state: Apology) -> Step:
    if machine.visit is None or machine.visit.subject is None or state.receipt is None:
        return stay(machine)
    slip = Slip(state.receipt, state.problem, machine.visit.subject.id_number)
    if drafts := basket(machine):
        return begin_issuing(machine, drafts, (slip,))
    return (enter(machine, TakeCard((slip,))), ()) if machine.card is not None else hand_over(machine, (slip,))


def _over(machine: Machine) -> Step:
    machine = replace(machine, locale=machine.rules.locales[0], modes=frozenset())
    return (enter(machine, TakeCard()), ()) if machine.stale_card else rest(machine)
