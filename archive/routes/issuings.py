"""Routes of an issued number. They need no visit: a restarted kiosk asks here what became of its papers."""

from __future__ import annotations

import base64
from typing import Annotated

from fastapi import APIRouter, Body

from archive import filing, pickups
from archive.issue import issue as issue_draft
from archive.messages import (
    DocumentAnswer,
    IssuingAnswer,
    IssuingRequest,
    Key,
    OutcomeAnswer,
    OutcomeRequest,
    PickupAnswer,
    PickupRequest,
    SignatureAnswer,
    SignatureRequest,
    StandingAnswer,
    SubjectBody,
    VerificationBody,
)
from archive.problems import Problem
from archive.routes.shared import MetricsHere, OfficeHere, answers
from archive.times import CHINA

router = APIRouter(prefix="/v1/issuings/{key}", tags=["issuings"])

Pdf = Annotated[bytes, Body(media_type="application/pdf")]


@router.put(
    "",
    responses=answers(
        Problem.VISIT_OVER,
        Problem.DRAFT_UNKNOWN,
        Problem.DRAFT_USED,
        Problem.KEY_CONFLICT,
        Problem.VOID,
        Problem.NO_RIGHT,
        Problem.NOT_FOUND,
        Problem.NOT_DIGITISED,
        Problem.OVER_QUOTA,
        Problem.AT_WINDOW,
        Problem.SOURCE_DOWN,
        Problem.NOT_READY,
        Problem.DEFINITION_NOT_APPROVED,
    ),
)
def issue(key: Key, request: IssuingRequest, office: OfficeHere, metrics: MetricsHere) -> IssuingAnswer:
    """Registers and files the draft under the kiosk's key; the same key answers the same for ever."""
    issued = issue_draft(office, key, request.draft, request.visit)
    metrics.issued(issued.kind)
    return IssuingAnswer(
        key=issued.key,
        number=issued.number,
        kind=issued.kind,
        subject=SubjectBody(**issued.subject),
        content=issued.content,
        issued_at=issued.issued_at.astimezone(CHINA),
        valid_until=issued.valid_until,
        unit=issued.unit,
        verification=VerificationBody(code=issued.code, url=issued.url),
        signature_bytes=issued.signature_bytes,
        specimen=issued.specimen,
    )


@router.get("", responses=answers(Problem.ISSUING_UNKNOWN))
def standing(key: Key, office: OfficeHere) -> StandingAnswer:
    """What became of it."""
    return _standing(filing.standing(office, key))


@router.delete("", responses=answers(Problem.OUTCOME_REFUSED))
def void(key: Key, office: OfficeHere, metrics: MetricsHere) -> StandingAnswer:
    """Voids it; an unknown key leaves a tombstone, so that a late request with it is refused."""
    stands = filing.void(office, key)
    metrics.settled(stands.status.value)
    return _standing(stands)


@router.post("/signature", responses=answers(Problem.ISSUING_UNKNOWN, Problem.VOID, Problem.SECOND_DIGEST, Problem.NOT_READY))
def sign(key: Key, request: SignatureRequest, office: OfficeHere) -> SignatureAnswer:
    """Signs the digest of the rendered PDF: one digest a number, ever."""
    return SignatureAnswer(cms=base64.b64encode(filing.sign(office, key, bytes.fromhex(request.digest))).decode())


@router.put(
    "/document", responses=answers(Problem.ISSUING_UNKNOWN, Problem.VOID, Problem.NOT_SIGNED, Problem.DOCUMENT_MISMATCH, Problem.TOO_LARGE)
)
def file_document(key: Key, pdf: Pdf, office: OfficeHere) -> DocumentAnswer:
    """Files the signed PDF, which must be the one whose digest was signed."""
    return DocumentAnswer(sha256=filing.file_document(office, key, pdf))


@router.put("/pickup", responses=answers(Problem.ISSUING_UNKNOWN, Problem.VOID, Problem.NOT_FILED))
def offer(key: Key, request: PickupRequest, office: OfficeHere) -> PickupAnswer:
    """The link by which a phone may fetch the filed document, once; asked again the same link, with the time of the first asking."""
    return _pickup(pickups.offer(office, key, request.minutes))


@router.get("/pickup", responses=answers(Problem.ISSUING_UNKNOWN, Problem.PICKUP_UNKNOWN))
def offered(key: Key, office: OfficeHere) -> PickupAnswer:
    """Where the link stands; once it is `expired` the number is void."""
    return _pickup(pickups.standing(office, key))


@router.put("/outcome", responses=answers(Problem.ISSUING_UNKNOWN, Problem.VOID, Problem.OUTCOME_REFUSED, Problem.DOCUMENT_MISMATCH))
def settle(key: Key, request: OutcomeRequest, office: OfficeHere, metrics: MetricsHere) -> OutcomeAnswer:
    """Records what became of the paper; repeating an outcome changes nothing."""
    sent = None if request.sent is None else filing.Sent(request.sent.format, request.sent.sha256)
    stands = filing.settle(office, key, request.outcome, request.reason, request.document_sha256, sent)
    metrics.settled(request.outcome.value)
    return OutcomeAnswer(status=stands.status)


def _pickup(offer: pickups.Offer) -> PickupAnswer:
    return PickupAnswer(
        token=offer.token, stage=offer.stage, expires_at=offer.expires_at.astimezone(CHINA), seconds_left=offer.seconds_left
    )


def _standing(stands: filing.Standing) -> StandingAnswer:
    return StandingAnswer(key=stands.key, number=stands.number, status=stands.status, document_sha256=stands.document_sha256)
