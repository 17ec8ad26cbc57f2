"""The way from a kind to its draft: choices and consent, where they are wanted."""

from __future__ import annotations

from dataclasses import replace

from kiosk.session.effects import FetchChoices, RequestDraft
from kiosk.session.machine import Machine, Step
from kiosk.session.menu import offer_of
from kiosk.session.moves import enter
from kiosk.session.proof_values import ProofMethod
from kiosk.session.states import Consent, Details, Searching, SearchStep
from kiosk.session.values import Picked

_PURPOSE = "purpose"


def proofs_wanted(machine: Machine, kind_id: str) -> tuple[ProofMethod, ...]:
    """The methods of which one is wanted first; empty where none is, or one of them has been given in this visit."""
    assert machine.visit is not None
    methods = next((offer.proof for offer in machine.visit.offers if offer.kind == kind_id), ())
    return () if machine.visit.proofs & set(methods) else methods


def go_on(machine: Machine, kind_id: str) -> Step:
    """The person is proven, as far as the kind wants it: its questions, or its draft where it asks nothing."""
    assert machine.visit is not None
    assert machine.visit.token is not None
    kind = machine.rules.kind(kind_id)
    offer = offer_of(machine, kind)
    if not kind.parameters or (offer is not None and offer.gives_receipt):
        return to_draft(machine, kind_id, (), None)
    effect = FetchChoices(machine.visit_id, machine.visit.token, kind_id)
    return enter(machine, Searching(kind_id, SearchStep.CHOICES)), (effect,)


def to_draft(machine: Machine, kind_id: str, picked: Picked, details: Details | None) -> Step:
    """The archive may search, once the citizen has agreed to what the kind asks consent for."""
    assert machine.visit is not None
    if machine.rules.kind(kind_id).consent and agreement(kind_id, picked) not in dict(machine.visit.agreed):
        return enter(machine, Consent(kind_id, picked, details)), ()
    return _request_draft(machine, kind_id, picked, details)


def agreed(machine: Machine, state: Consent) -> Step:
    """The citizen agrees: for this kind and this purpose, in the language that was on the screen."""
    assert machine.visit is not None
    pairs = (*machine.visit.agreed, (agreement(state.kind, state.picked), machine.locale))
    return _request_draft(replace(machine, visit=replace(machine.visit, agreed=pairs)), state.kind, state.picked, state.details)


def agreement(kind_id: str, picked: Picked) -> tuple[str, tuple[str, ...]]:
    """What a consent is for: another purpose needs another consent."""
    return kind_id, dict(picked).get(_PURPOSE, ())


def _request_draft(machine: Machine, kind_id: str, picked: Picked, details: Details | None) -> Step:
    assert machine.visit is not None
    assert machine.visit.token is not None
    said_in = dict(machine.visit.agreed).get(agreement(kind_id, picked))
    effect = RequestDraft(machine.visit_id, machine.visit.token, kind_id, picked, said_in)
    return enter(machine, Searching(kind_id, SearchStep.DRAFT, details)), (effect,)
