"""Consent: one plain sentence, where the law asks for it, before the archive searches."""

from __future__ import annotations

from kiosk.session import with_card
from kiosk.session.events import Event, Touch
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import enter
from kiosk.session.states import Catalogue, Consent
from kiosk.session.way_to_draft import agreed


def on(machine: Machine, state: Consent, event: Event) -> Step:
    """What Consent does with an event."""
    match event:
        case Touch(control="agree"):
            return agreed(machine, state)
        case Touch(control="back"):
            return enter(machine, state.details or Catalogue()), ()
        case _:
            return with_card.on(machine, event)
