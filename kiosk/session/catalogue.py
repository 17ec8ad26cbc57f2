"""Catalogue: one touch chooses a kind; what was chosen before can be taken out again, or printed."""

from __future__ import annotations

from kiosk.session import with_card
from kiosk.session.basket import REMOVE, basket, filled
from kiosk.session.events import Event, Touch
from kiosk.session.issuing import begin_issuing
from kiosk.session.machine import Machine, Step
from kiosk.session.proof import begun
from kiosk.session.states import Proof
from kiosk.session.way_to_draft import go_on, proofs_wanted


def on(machine: Machine, event: Event) -> Step:
    """What Catalogue does with an event."""
    match event:
        case Touch(control="print"):
            return begin_issuing(machine, basket(machine))
        case Touch(control="phone"):
            return begin_issuing(machine, basket(machine), by_phone=True)
        case Touch(control=control) if control.startswith(REMOVE):
            return _remove(machine, int(control.removeprefix(REMOVE)))
        case Touch(control=control) if machine.rules.has(control):
            return choose(machine, control)
        case _:
            return with_card.on(machine, event)


def choose(machine: Machine, kind_id: str) -> Step:
    """Begin with `kind_id`, which this citizen can have: with a second proof of who they are, where it wants one, else its questions."""
    wanted = proofs_wanted(machine, kind_id)
    return begun(machine, Proof(kind_id, wanted)) if wanted else go_on(machine, kind_id)


def _remove(machine: Machine, place: int) -> Step:
    chosen = basket(machine)
    return filled(machine, chosen[:place] + chosen[place + 1 :]), ()
