"""What stands against a kind on the menu, before and after the card. Pure."""

from __future__ import annotations

from kiosk.problems import Code
from kiosk.session.basket import chosen_already, full
from kiosk.session.machine import Machine
from kiosk.session.values import Kind, Offer


def before_the_card(machine: Machine) -> Code | None:
    """Why no kind can be chosen yet."""
    return Code.CARD_LEFT if machine.stale_card else None


def against(machine: Machine, kind: Kind) -> Code | None:
    """Why this citizen cannot have `kind` now; None when they can, or when asking has its file fetched."""
    offer = offer_of(machine, kind)
    if offer is None:
        return Code.DEFINITION_NOT_APPROVED
    if offer.gives_receipt:
        return None
    if not offer.available:
        return offer.reason
    if chosen_already(machine, kind):
        return Code.IN_BASKET
    return machine.cannot_issue or full(machine)


def offer_of(machine: Machine, kind: Kind) -> Offer | None:
    """What the archive said of `kind` for this citizen."""
    offers = machine.visit.offers if machine.visit else ()
    return next((offer for offer in offers if offer.kind == kind.id), None)
