"""Printing: one sheet after the other goes to the printer, and each job is followed until the printer says what became of it.

After one that did not come, or that nobody saw come, nothing more is printed: the numbers of those that are left are voided.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.problems import Code
from kiosk.session.effects import Effect, PrintPaper, PrintSlip
from kiosk.session.events import Event, PrintProgress, PrintSettled, Tick
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import apologise, enter, is_for_this_citizen, stay, voids
from kiosk.session.states import Collect, Printing
from kiosk.session.values import Ending, Listed, Outcome, Paper, Sheet, Slip


def on(machine: Machine, state: Printing, event: Event) -> Step:
    """What Printing does with an event."""
    match event:
        case PrintProgress(key=key, page=page, pages=pages, problem=problem) if key == state.sheet.key:
            # The printer's counter never runs backwards; an answer that does is late.
            told = _counted(state, pages) if isinstance(state.sheet, Slip) else state
            return replace(machine, state=replace(told, page=max(page, state.page), problem=problem)), ()
        case PrintSettled(key=key, outcome=outcome, problem=problem) if key == state.sheet.key:
            return _settled(machine, state, outcome, problem)
        case Tick() if machine.seconds_left == 0:
            return _ended(machine, state, Ending.UNCONFIRMED, Code.PRINT_UNCONFIRMED)
        case _:
            return stay(machine)


def send(machine: Machine, state: Printing) -> Step:
    """Give the sheet at hand to the printer, unless it is not this citizen's or the printer cannot take it now."""
    sheet = state.sheet
    if not is_for_this_citizen(machine, sheet.subject_id_number):
        return _ended(machine, state, Ending.VOID, Code.PERSON_MISMATCH)
    if code := machine.cannot_print:
        return _ended(machine, state, Ending.VOID, code)
    match sheet:
        case Paper():
            effect: Effect = PrintPaper(machine.visit_id, sheet, sheet.subject_id_number)
        case Slip():
            effect = PrintSlip(machine.visit_id, sheet, sheet.subject_id_number)
    return enter(machine, state), (effect,)


def _counted(state: Printing, pages: int) -> Printing:
    """Only the printer's side knows how many pages a slip has."""
    assert isinstance(state.sheet, Slip)
    sheets = list(state.sheets)
    sheets[state.index] = replace(state.sheet, pages=pages)
    return replace(state, sheets=tuple(sheets))


def _settled(machine: Machine, state: Printing, outcome: Outcome, problem: Code | None) -> Step:
    match outcome:
        case Outcome.PRINTED if not is_for_this_citizen(machine, state.sheet.subject_id_number):
            return _ended(machine, state, Ending.PRINTED, Code.PERSON_MISMATCH)
        case Outcome.PRINTED if state.index + 1 < len(state.sheets):
            return send(machine, replace(state, index=state.index + 1, page=0, problem=None))
        case Outcome.PRINTED:
            came = tuple(_line(sheet, Ending.PRINTED, None) for sheet in state.sheets)
            return enter(machine, Collect(state.sheets, came + state.failed)), ()
        case Outcome.NOT_PRINTED:
            return _ended(machine, state, Ending.NOT_PRINTED, problem or Code.PRINT_FAILED)
        case Outcome.UNCONFIRMED:
            return _ended(machine, state, Ending.UNCONFIRMED, Code.PRINT_UNCONFIRMED)


def _ended(machine: Machine, state: Printing, ending: Ending, problem: Code) -> Step:
    """The sheet at hand ended in `ending`, and nothing more is printed. Told with what came before it, if anything did."""
    came, sheet, left = state.sheets[: state.index], state.sheet, state.sheets[state.index + 1 :]
    unprinted = (sheet, *left) if ending is Ending.VOID else left
    first = voids(machine, unprinted, problem.value)
    # Those that were not begun share the reason only where it is about all of them.
    why_left = problem if ending is Ending.VOID else Code.NOT_BEGUN
    listed = (
        *(_line(one, Ending.PRINTED, None) for one in came),
        _line(sheet, ending, problem),
        *(_line(one, Ending.VOID, why_left) for one in left),
        *state.failed,
    )
    if came and problem is not Code.PERSON_MISMATCH:
        return enter(machine, Collect(came, listed)), first
    machine, effects = _told(machine, state, ending, problem, listed)
    return machine, first + effects


def _told(machine: Machine, state: Printing, ending: Ending, problem: Code, listed: tuple[Listed, ...]) -> Step:
    """Why nothing came. A slip that did not come loses nothing: its number is shown again, and nothing is locked."""
    if problem is Code.PERSON_MISMATCH:
        return apologise(machine, problem, listed=listed)
    receipt = next((sheet.receipt for sheet in state.sheets if isinstance(sheet, Slip)), None)
    match state.sheet:
        case Paper(number=number):
            shown = None if ending is Ending.VOID else number
            return apologise(machine, problem, receipt, shown if len(listed) == 1 else None, listed)
        case Slip():
            return apologise(machine, _of_slip(ending), receipt, listed=listed)


def _line(sheet: Sheet, ending: Ending, problem: Code | None) -> Listed:
    match sheet:
        case Paper():
            return Listed(sheet.kind, ending, sheet.number, problem, sheet.pages)
        case Slip():
            missing = ending is not Ending.PRINTED
            return Listed(
                None, Ending.NOT_PRINTED if ending is Ending.VOID else ending, sheet.number, _of_slip(ending) if missing else None
            )


def _of_slip(ending: Ending) -> Code:
    return Code.SLIP_UNCONFIRMED if ending is Ending.UNCONFIRMED else Code.SLIP_NOT_PRINTED
