"""Catalogue: one touch chooses a kind."""

from __future__ import annotations

from kiosk.session import with_card
from kiosk.session.effects import FetchChoices
from kiosk.session.events import Event, Touch
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import enter
from kiosk.session.searching import request_draft
from kiosk.session.states import Searching, SearchStep


def on(machine: Machine, event: Event) -> Step:
    """What Catalogue does with an event."""
    match event:
        case Touch(control=control) if control in {kind.id for kind in machine.rules.kinds}:
            return _choose(machine, control)
        case _:
            return with_card.on(machine, event)


def _choose(machine: Machine, kind_id: str) -> Step:
    assert machine.visit is not None
    assert machine.visit.token is not None
    for_a_receipt = any(offer.kind == kind_id and offer.gives_receipt for offer in machine.visit.offers)
    if for_a_receipt or not machine.rules.kind(kind_id).parameters:
        return request_draft(machine, kind_id, (), None)
    effect = FetchChoices(machine.visit_id, machine.visit.token, kind_id)
    return enter(machine, Searching(kind_id, SearchStep.CHOICES)), (effect,)
