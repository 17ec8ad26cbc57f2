"""The kiosk's camera: the comparison is made on the device, and no picture leaves it."""

from __future__ import annotations

import structlog

from archive.office import Office
from archive.proof import note_given, usable
from archive.proof_policy import Method
from archive.visits import visitor

_log = structlog.get_logger(__name__)


def compared(office: Office, token: str, matched: bool) -> None:
    """Takes the kiosk's word that its camera saw the person of the chip's photo. Raises Refusal: VISIT_OVER, PROOF_UNAVAILABLE.

    The pictures never leave the kiosk, so that its word is all there is; the archive's demand has to name the method to take it.
    """
    with office.store.write() as session:
        visit, person = visitor(session, office, token)
        usable(session, office, visit, person, Method.CAMERA)
        if matched:
            note_given(session, office, visit, Method.CAMERA)
        else:
            _log.info("proof-not-given", kiosk=visit.kiosk, method=Method.CAMERA.value)
