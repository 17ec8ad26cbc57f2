"""TakeCard: the gate. Once the card is taken the paper goes to the printer, never before and never twice."""

from __future__ import annotations

from dataclasses import replace

from kiosk.problems import Code
from kiosk.session.effects import PrintPaper, PrintSlip
from kiosk.session.events import CardRemoved, Event, Tick, Touch
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import apologise, end_visit, enter, is_for_this_citizen, rest, stay, void_and_apologise, void_and_end
from kiosk.session.states import Apology, Printing, TakeCard
from kiosk.session.values import Paper, Slip


def on(machine: Machine, state: TakeCard, event: Event) -> Step:
    """What TakeCard does with an event."""
    if isinstance(event, Touch) and event.control == "confirm":
        # The reader cannot tell; the citizen's word takes the gate's place.
        return _open_gate(replace(machine, card=None, stale_card=False), state)
    match event:
        case CardRemoved():
            return _open_gate(machine, state)
        case Touch(control="cancel"):
            return _cancelled(machine, state)
        case Tick() if machine.seconds_left == 0:
            return _silence(machine, state)
        case _:
            return stay(machine)


def _cancelled(machine: Machine, state: TakeCard) -> Step:
    match state.paper:
        case Paper() as paper:
            return void_and_end(machine, paper, "cancelled")
        case Slip() as slip:
            return enter(machine, Apology(slip.problem, slip.receipt)), ()
        case None:
            return stay(machine)


def _silence(machine: Machine, state: TakeCard) -> Step:
    match state.paper:
        case Paper() as paper:
            return void_and_end(machine, paper, "card-not-taken")
        case Slip():
            return end_visit(machine)
        case None:
            if not machine.profile_tells_removal:
                # The removal will never be reported; without this the kiosk would wait for it for ever.
                machine = replace(machine, card=None, stale_card=False)
            return rest(machine)


def _open_gate(machine: Machine, state: TakeCard) -> Step:
    match state.paper:
        case Paper() as paper:
            return hand_over(machine, paper)
        case Slip() as slip:
            return hand_over_slip(machine, slip)
        case None:
            return rest(machine)


def hand_over(machine: Machine, paper: Paper) -> Step:
    """Send the paper to the printer, unless it is not this citizen's or the printer cannot take it now."""
    if not is_for_this_citizen(machine, paper.subject_id_number):
        return void_and_apologise(machine, paper, Code.PERSON_MISMATCH)
    if code := machine.cannot_print:
        return void_and_apologise(machine, paper, code)
    effect = PrintPaper(machine.visit_id, paper, paper.subject_id_number)
    return enter(machine, Printing(paper)), (effect,)


def hand_over_slip(machine: Machine, slip: Slip) -> Step:
    """Send the slip to the printer, unless it is not this citizen's or the printer cannot take it now. Nothing has to be voided."""
    if not is_for_this_citizen(machine, slip.subject_id_number):
        return apologise(machine, Code.PERSON_MISMATCH)
    if machine.cannot_print:
        return apologise(machine, Code.SLIP_NOT_PRINTED, slip.receipt)
    effect = PrintSlip(machine.visit_id, slip, slip.subject_id_number)
    return enter(machine, Printing(slip)), (effect,)
