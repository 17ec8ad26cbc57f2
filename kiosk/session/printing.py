"""Printing: the job is followed at the printer until it says what became of it."""

from __future__ import annotations

from dataclasses import replace

from kiosk.problems import Code
from kiosk.session.events import Event, PrintProgress, PrintSettled, Tick
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import apologise, enter, is_for_this_citizen, stay
from kiosk.session.states import Collect, Printing
from kiosk.session.values import Outcome


def on(machine: Machine, state: Printing, event: Event) -> Step:
    """What Printing does with an event."""
    match event:
        case PrintProgress(key=key, page=page, problem=problem) if key == state.paper.key:
            # The printer's counter never runs backwards; an answer that does is late.
            return replace(machine, state=replace(state, page=max(page, state.page), problem=problem)), ()
        case PrintSettled(key=key, outcome=outcome, problem=problem) if key == state.paper.key:
            return _settled(machine, state, outcome, problem)
        case Tick() if machine.seconds_left == 0:
            return apologise(machine, Code.PRINT_UNCONFIRMED, number=state.paper.number)
        case _:
            return stay(machine)


def _settled(machine: Machine, state: Printing, outcome: Outcome, problem: Code | None) -> Step:
    number = state.paper.number
    match outcome:
        case Outcome.PRINTED:
            if not is_for_this_citizen(machine, state.paper.subject_id_number):
                return apologise(machine, Code.PERSON_MISMATCH, number=number)
            return enter(machine, Collect(state.paper)), ()
        case Outcome.NOT_PRINTED:
            return apologise(machine, problem or Code.PRINT_FAILED, number=number)
        case Outcome.UNCONFIRMED:
            return apologise(machine, Code.PRINT_UNCONFIRMED, number=number)
