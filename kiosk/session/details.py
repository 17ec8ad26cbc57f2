"""Details: the citizen picks; nothing is typed."""

from __future__ import annotations

from dataclasses import replace

from kiosk.session import with_card
from kiosk.session.events import Event, Touch
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import enter
from kiosk.session.searching import request_draft
from kiosk.session.states import Catalogue, Details


def on(machine: Machine, state: Details, event: Event) -> Step:
    """What Details does with an event."""
    match event:
        case Touch(control="next"):
            return request_draft(machine, state.kind, state.picked, state)
        case Touch(control="back"):
            return enter(machine, Catalogue()), ()
        case Touch(control=control) if ":" in control:
            return _toggle(machine, state, control)
        case _:
            return with_card.on(machine, event)


def _toggle(machine: Machine, state: Details, control: str) -> Step:
    parameter, _, value = control.partition(":")
    at_most = {p.name: p.at_most for p in machine.rules.kind(state.kind).parameters}[parameter]
    picked = tuple(
        (name, _toggled(_order(state, name), values, value, at_most) if name == parameter else values) for name, values in state.picked
    )
    return replace(machine, state=replace(state, picked=picked)), ()


def _order(state: Details, parameter: str) -> tuple[str, ...]:
    return next(tuple(c.value for c in group.choices) for group in state.choices if group.parameter == parameter)


def _toggled(order: tuple[str, ...], values: tuple[str, ...], value: str, at_most: int) -> tuple[str, ...]:
    if value in values:
        return tuple(v for v in values if v != value)
    if at_most == 1:
        return (value,)
    # The paper lists people in the register's order, not in that of the touches.
    return tuple(v for v in order if v in values or v == value)
