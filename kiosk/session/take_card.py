"""TakeCard: the gate. Once the card is taken the paper goes to the printer, never before and never twice."""

from __future__ import annotations

from dataclasses import replace

from kiosk.problems import Code
from kiosk.session.effects import PrintPaper
from kiosk.session.events import CardRemoved, Event, Tick, Touch
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import enter, is_for_this_citizen, rest, stay, void_and_apologise, void_and_end
from kiosk.session.states import Printing, TakeCard
from kiosk.session.values import Paper


def on(machine: Machine, state: TakeCard, event: Event) -> Step:
    """What TakeCard does with an event."""
    if isinstance(event, Touch) and event.control == "confirm":
        # The reader cannot tell; the citizen's word takes the gate's place.
        return _open_gate(replace(machine, card=None, stale_card=False), state)
    match event:
        case CardRemoved():
            return _open_gate(machine, state)
        case Touch(control="cancel") if state.paper is not None:
            return void_and_end(machine, state.paper, "cancelled")
        case Tick() if machine.seconds_left == 0:
            return _silence(machine, state)
        case _:
            return stay(machine)


def _silence(machine: Machine, state: TakeCard) -> Step:
    if state.paper is not None:
        return void_and_end(machine, state.paper, "card-not-taken")
    if not machine.profile_tells_removal:
        # The removal will never be reported; without this the kiosk would wait for it for ever.
        machine = replace(machine, card=None, stale_card=False)
    return rest(machine)


def _open_gate(machine: Machine, state: TakeCard) -> Step:
    return rest(machine) if state.paper is None else hand_over(machine, state.paper)


def hand_over(machine: Machine, paper: Paper) -> Step:
    """Send the paper to the printer, unless it is not this citizen's or the printer cannot take it now."""
    if not is_for_this_citizen(machine, paper.subject_id_number):
        return void_and_apologise(machine, paper, Code.PERSON_MISMATCH)
    if code := machine.cannot_print:
        return void_and_apologise(machine, paper, code)
    effect = PrintPaper(machine.visit_id, paper, paper.subject_id_number)
    return enter(machine, Printing(paper)), (effect,)
