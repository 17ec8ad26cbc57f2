"""Details: one question a screen; nothing is typed."""

from __future__ import annotations

from dataclasses import replace

from kiosk.session import with_card
from kiosk.session.events import Event, Touch
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import enter
from kiosk.session.questions import asked, current, sent, touched
from kiosk.session.states import Catalogue, Details
from kiosk.session.way_to_draft import to_draft


def on(machine: Machine, state: Details, event: Event) -> Step:
    """What Details does with an event."""
    match event:
        case Touch(control="next"):
            return _next(machine, state)
        case Touch(control="back"):
            before = Catalogue() if state.step == 0 else replace(state, step=state.step - 1)
            return enter(machine, before), ()
        case Touch(control=control) if ":" in control:
            return _pick(machine, state, control.partition(":")[2])
        case _:
            return with_card.on(machine, event)


def _next(machine: Machine, state: Details) -> Step:
    kind = machine.rules.kind(state.kind)
    if state.step + 1 < len(asked(kind, state.picked)):
        return enter(machine, replace(state, step=state.step + 1)), ()
    return to_draft(machine, state.kind, sent(kind, state.picked), state)


def _pick(machine: Machine, state: Details, word: str) -> Step:
    parameter, group = current(machine.rules.kind(state.kind), state)
    picked = tuple((name, touched(parameter, group, values, word) if name == parameter.name else values) for name, values in state.picked)
    return replace(machine, state=replace(state, picked=picked)), ()
