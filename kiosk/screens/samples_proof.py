"""Proof and consent in every layout, for the gallery and the audit. No real person, no real number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kiosk.problems import Code
from kiosk.session.proof_values import ProofMethod, ProofStep, SentCode
from kiosk.session.states import Consent, Proof, State

_ALL = (ProofMethod.CODE, ProofMethod.OFFICER, ProofMethod.CAMERA)
_SENT = SentCode("38", 25.0, 2, 3)  # another can be sent 25 s after the sample's moment


def proving() -> Iterator[tuple[str, State, bool]]:
    """Name, state, and whether its silence is about to end."""
    some = Proof("exit-entry", _ALL[:2])
    typing = replace(some, step=ProofStep.CODE, sent=_SENT)
    yield "proof", some, False
    yield "proof-three", replace(some, methods=_ALL), True
    yield "proof-barred", replace(some, barred=frozenset({ProofMethod.CODE}), problem=Code.PROOF_LOCKED), False
    yield "proof-expired", replace(some, problem=Code.PROOF_EXPIRED), False
    yield "proof-sending", replace(some, step=ProofStep.SENDING), False
    yield "proof-code", typing, False
    yield "proof-code-typed", replace(typing, digits="409"), True
    yield "proof-code-again", replace(typing, digits="40912", sent=replace(_SENT, again_at=0.0)), False
    yield "proof-code-wrong", replace(typing, problem=Code.CODE_WRONG), False
    yield "proof-code-dead", replace(typing, problem=Code.CODE_DEAD, sent=SentCode("38", 0.0, 1, 0)), False
    yield "proof-code-last", replace(typing, problem=Code.CODE_WRONG, sent=SentCode("38", 0.0, 0, 1)), False
    yield "proof-checking", replace(typing, step=ProofStep.CHECKING, digits="409127"), False
    yield "proof-asking", replace(some, step=ProofStep.ASKING), False
    yield "proof-officer", replace(some, step=ProofStep.OFFICER, number="4827"), False
    yield "proof-camera-consent", replace(some, methods=_ALL, step=ProofStep.CAMERA_CONSENT), False
    yield "proof-camera", replace(some, methods=_ALL, step=ProofStep.CAMERA), False
    yield "consent", Consent("no-criminal-record", ()), False
    yield "consent-warned", Consent("no-criminal-record", ()), True
