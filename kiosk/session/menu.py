"""What stands against a kind on the menu, before and after the card. Pure."""

from __future__ import annotations

from kiosk.problems import Code
from kiosk.session.basket import basket, chosen_already, full
from kiosk.session.machine import Machine
from kiosk.session.values import Kind, Offer


def before_the_card(machine: Machine, kind: Kind | None = None) -> Code | None:
    """Why no visit can begin, or not with `kind`; who has no card on the reader is not known yet."""
    if machine.stale_card:
        return Code.CARD_LEFT
    return Code.KIND_CLOSED if kind is not None and machine.hours.keeps_closed(kind.id) else None


def against(machine: Machine, kind: Kind) -> Code | None:
    """Why this citizen cannot have `kind` now; None when they can, or when asking has its file fetched."""
    offer = offer_of(machine, kind)
    if offer is None:
        return Code.DEFINITION_NOT_APPROVED
    if offer.gives_receipt:
        return None
    if not offer.available:
        return offer.reason
    if machine.hours.keeps_closed(kind.id):
        return Code.KIND_CLOSED
    if chosen_already(machine, kind):
        return Code.IN_BASKET
    if offer.left is not None and sum(draft.kind == kind.id for draft in basket(machine)) >= offer.left:
        return Code.OVER_QUOTA
    return machine.cannot_print or full(machine)


def offer_of(machine: Machine, kind: Kind) -> Offer | None:
    """What the archive said of `kind` for this citizen."""
    offers = machine.visit.offers if machine.visit else ()
    return next((offer for offer in offers if offer.kind == kind.id), None)
