"""A kind is chosen: proof of the person first, where the kind wants it and the visit has none yet."""

from __future__ import annotations

from kiosk.session import proof
from kiosk.session.machine import Machine, Step
from kiosk.session.states import Proof
from kiosk.session.way_to_draft import go_on, proofs_wanted


def chosen(machine: Machine, kind_id: str) -> Step:
    """The citizen wants this kind."""
    wanted = proofs_wanted(machine, kind_id)
    return proof.begun(machine, Proof(kind_id, wanted)) if wanted else go_on(machine, kind_id)
