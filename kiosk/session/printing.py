"""Printing: the job is followed at the printer until it says what became of it."""

from __future__ import annotations

from dataclasses import replace

from kiosk.problems import Code
from kiosk.session.events import Event, PrintProgress, PrintSettled, Tick
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import apologise, enter, is_for_this_citizen, stay
from kiosk.session.states import Collect, Printing
from kiosk.session.values import Outcome, Paper, Sheet, Slip


def on(machine: Machine, state: Printing, event: Event) -> Step:
    """What Printing does with an event."""
    match event:
        case PrintProgress(key=key, page=page, pages=pages, problem=problem) if key == state.paper.key:
            # The printer's counter never runs backwards; an answer that does is late.
            paper = replace(state.paper, pages=pages) if isinstance(state.paper, Slip) else state.paper
            return replace(machine, state=replace(state, paper=paper, page=max(page, state.page), problem=problem)), ()
        case PrintSettled(key=key, outcome=outcome, problem=problem) if key == state.paper.key:
            return _settled(machine, state, outcome, problem)
        case Tick() if machine.seconds_left == 0:
            return _told(machine, state.paper, Code.PRINT_UNCONFIRMED)
        case _:
            return stay(machine)


def _settled(machine: Machine, state: Printing, outcome: Outcome, problem: Code | None) -> Step:
    match outcome:
        case Outcome.PRINTED:
            if not is_for_this_citizen(machine, state.paper.subject_id_number):
                return _told(machine, state.paper, Code.PERSON_MISMATCH)
            return enter(machine, Collect(state.paper)), ()
        case Outcome.NOT_PRINTED:
            return _told(machine, state.paper, problem or Code.PRINT_FAILED)
        case Outcome.UNCONFIRMED:
            return _told(machine, state.paper, Code.PRINT_UNCONFIRMED)


def _told(machine: Machine, sheet: Sheet, problem: Code) -> Step:
    """Why there is no paper. A slip that did not come loses nothing: the number is shown again, and nothing is locked."""
    match sheet:
        case Paper(number=number):
            return apologise(machine, problem, number=number)
        case Slip(receipt=receipt) if problem is Code.PERSON_MISMATCH:
            return apologise(machine, problem)
        case Slip(receipt=receipt):
            unseen = problem is Code.PRINT_UNCONFIRMED
            return apologise(machine, Code.SLIP_UNCONFIRMED if unseen else Code.SLIP_NOT_PRINTED, receipt)
