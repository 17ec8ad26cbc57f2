"""Routes of a citizen's visit."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from archive import visits
from archive.messages import (
    ChoiceBody,
    ChoicesAnswer,
    DraftAnswer,
    DraftRequest,
    Kind,
    OfferBody,
    ReceiptBody,
    RefusedAnswer,
    Sha256,
    SubjectBody,
    Token,
    VisitAnswer,
    VisitRequest,
)
from archive.problems import Problem
from archive.routes.shared import OfficeHere, answers
from archive.times import CHINA

router = APIRouter(prefix="/v1/visits", tags=["visits"])

VisitToken = Annotated[Token, Path(description="the visit's token")]


@router.post("", status_code=201, responses=answers(Problem.NOT_FOUND, Problem.DATA_CONFLICT, Problem.CARD_EXPIRED))
def open_visit(request: VisitRequest, office: OfficeHere) -> VisitAnswer:
    """Identity evidence from the card -> a visit token with a short life, and what this citizen may have."""
    opened = visits.open_visit(office, request.kiosk, visits.Evidence(**dict(request.identity)))
    return VisitAnswer(
        visit=opened.token,
        expires_at=opened.expires_at.astimezone(CHINA),
        subject=SubjectBody(**opened.subject),
        kinds=[
            OfferBody(id=offer.kind, available=offer.reason is None, reason=None if offer.reason is None else offer.reason.value)
            for offer in opened.offers
        ],
    )


@router.get(
    "/{visit}/choices/{kind}",
    responses=answers(Problem.VISIT_OVER, Problem.DEFINITION_NOT_APPROVED, Problem.NOT_FOUND, Problem.NOT_DIGITISED, Problem.OVER_QUOTA),
)
def choices(visit: VisitToken, kind: Kind, definition_sha256: Annotated[Sha256, Query()], office: OfficeHere) -> ChoicesAnswer:
    """What the citizen may pick, for every parameter that takes its choices from the archive's data."""
    found = visits.choices(office, visit, kind, definition_sha256)
    return ChoicesAnswer(
        choices={
            name: [ChoiceBody(value=option.value, label=option.label, detail=option.detail) for option in options]
            for name, options in found.items()
        }
    )


@router.post(
    "/{visit}/drafts",
    status_code=201,
    responses={
        **answers(Problem.VISIT_OVER, Problem.DEFINITION_NOT_APPROVED),
        200: {"model": RefusedAnswer, "description": "refused, with a receipt where the citizen goes to the window"},
    },
)
def draft(visit: VisitToken, request: DraftRequest, office: OfficeHere, response: Response) -> DraftAnswer | RefusedAnswer:
    """Kind, definition and picks -> a draft with its content, or a refusal with a neutral reason. Registers nothing."""
    made = visits.draft(office, visit, request.kind, request.definition_sha256, request.parameters)
    match made:
        case visits.Drafted():
            return DraftAnswer(draft=made.id, kind=made.kind, subject=SubjectBody(**made.subject), content=made.content)
        case visits.Referral():
            response.status_code = 200
            receipt = None if made.receipt is None else ReceiptBody(number=made.receipt, window=made.window, days=made.days)
            return RefusedAnswer(reason=made.problem.value, receipt=receipt)


@router.delete("/{visit}", status_code=204, responses=answers())
def end_visit(visit: VisitToken, office: OfficeHere) -> None:
    """The token is dead. Ending an unknown or ended visit is no error."""
    visits.end_visit(office, visit)
