"""Report: something on the page is wrong. What, is picked; the archive gives a receipt for the window."""

from __future__ import annotations

from dataclasses import replace

from kiosk.problems import Code
from kiosk.session import with_card
from kiosk.session.effects import SendReport
from kiosk.session.events import Event, Failed, ReportTaken, Tick, Touch
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import apologise, enter, is_for_this_citizen, refuse
from kiosk.session.states import Apology, Report
from kiosk.session.values import Draft, Receipt

WRONG = "wrong:"
"""With a field: the control that picks it."""

FIELDS = ("name", "birth", "relation", "address", "date", "entry", "missing", "other")
"""What there are words for, in the order in which it is asked; the archive says which of them a paper has."""


def reportable(draft: Draft) -> tuple[str, ...]:
    """What may be said to be wrong with a draft."""
    return tuple(field for field in FIELDS if field in draft.reportable)


def on(machine: Machine, state: Report, event: Event) -> Step:
    """What Report does with an event."""
    match event:
        case Touch(control=control) if control.startswith(WRONG):
            return replace(machine, state=replace(state, fields=_toggled(state, control.removeprefix(WRONG)))), ()
        case Touch(control="confirm"):
            return _send(machine, state)
        case Touch(control="back"):
            return enter(machine, state.review), ()
        case ReportTaken(receipt=receipt) if state.sending:
            return _taken(machine, receipt)
        case Failed(problem=problem, receipt=receipt) if state.sending:
            return refuse(machine, problem, receipt)
        case Tick() if state.sending and machine.seconds_left == 0:
            return apologise(machine, Code.TOOK_TOO_LONG)
        case _:
            return with_card.on(machine, event)


def _toggled(state: Report, field: str) -> tuple[str, ...]:
    chosen = {*state.fields} ^ {field}
    return tuple(field for field in FIELDS if field in chosen)


def _send(machine: Machine, state: Report) -> Step:
    visit, draft = machine.visit, state.review.draft
    if visit is None or visit.token is None or not is_for_this_citizen(machine, draft.subject_id_number):
        return apologise(machine, Code.PERSON_MISMATCH)
    effect = SendReport(visit.id, visit.token, draft.id, state.fields)
    return enter(machine, replace(state, sending=True)), (effect,)


def _taken(machine: Machine, receipt: Receipt) -> Step:
    """From here on it looks like every other way to the window."""
    if receipt.subject_id_number is not None and not is_for_this_citizen(machine, receipt.subject_id_number):
        return apologise(machine, Code.PERSON_MISMATCH)
    return enter(machine, Apology(Code.REPORT_TAKEN, receipt)), ()
