"""Catalogue: one touch chooses a kind; what was chosen before can be taken out again, or printed."""

from __future__ import annotations

from kiosk.session import with_card
from kiosk.session.basket import REMOVE, basket, filled
from kiosk.session.effects import FetchChoices
from kiosk.session.events import Event, Touch
from kiosk.session.issuing import begin_issuing
from kiosk.session.machine import Machine, Step
from kiosk.session.menu import offer_of
from kiosk.session.moves import enter
from kiosk.session.searching import request_draft
from kiosk.session.states import Searching, SearchStep


def on(machine: Machine, event: Event) -> Step:
    """What Catalogue does with an event."""
    match event:
        case Touch(control="print"):
            return begin_issuing(machine, basket(machine))
        case Touch(control=control) if control.startswith(REMOVE):
            return _remove(machine, int(control.removeprefix(REMOVE)))
        case Touch(control=control) if machine.rules.has(control):
            return choose(machine, control)
        case _:
            return with_card.on(machine, event)


def choose(machine: Machine, kind_id: str) -> Step:
    """Begin with `kind_id`, which this citizen can have: its questions first, where it has any."""
    assert machine.visit is not None
    assert machine.visit.token is not None
    kind = machine.rules.kind(kind_id)
    offer = offer_of(machine, kind)
    if not kind.parameters or (offer is not None and offer.gives_receipt):
        return request_draft(machine, kind_id, (), None)
    effect = FetchChoices(machine.visit_id, machine.visit.token, kind_id)
    return enter(machine, Searching(kind_id, SearchStep.CHOICES)), (effect,)


def _remove(machine: Machine, place: int) -> Step:
    chosen = basket(machine)
    return filled(machine, chosen[:place] + chosen[place + 1 :]), ()
