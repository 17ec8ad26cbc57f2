"""Routes of a citizen's visit."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from archive import drafts, reports, visits
from archive.consents import Agreed
from archive.datasets.model import Option
from archive.evidence import Evidence
from archive.messages import (
    CardProblemBody,
    ChoiceBody,
    ChoicesAnswer,
    DraftAnswer,
    DraftRequest,
    Kind,
    OfferBody,
    RangeBody,
    RefusedAnswer,
    ReportAnswer,
    ReportRequest,
    Sha256,
    SubjectBody,
    Token,
    VisitAnswer,
    VisitRequest,
)
from archive.problems import Problem
from archive.proof_policy import DEFAULT, Demand
from archive.receipts import Referral
from archive.routes.shared import OfficeHere, answers, receipt_body
from archive.times import CHINA

router = APIRouter(prefix="/v1/visits", tags=["visits"])

DraftId = Annotated[str, Path(min_length=1, max_length=64, description="the draft's id")]
VisitToken = Annotated[Token, Path(description="the visit's token")]


@router.post(
    "",
    status_code=201,
    responses=answers(Problem.NOT_FOUND, Problem.DATA_CONFLICT, Problem.CARD_EXPIRED, bodies={Problem.DATA_CONFLICT: CardProblemBody}),
)
def open_visit(request: VisitRequest, office: OfficeHere) -> VisitAnswer:
    """Identity evidence from the card -> a visit token with a short life, and what this citizen may have."""
    demand = None if request.proof is None else Demand.parse({**request.proof.kinds, DEFAULT: request.proof.default})
    opened = visits.open_visit(office, request.kiosk, Evidence(**dict(request.identity)), demand)
    return VisitAnswer(
        visit=opened.token,
        expires_at=opened.expires_at.astimezone(CHINA),
        subject=SubjectBody(**opened.subject),
        kinds=[
            OfferBody(
                id=offer.kind,
                available=offer.reason is None,
                reason=None if offer.reason is None else offer.reason.value,
                left=offer.left,
                proof=[method.value for method in offer.proof],
            )
            for offer in opened.offers
        ],
    )


@router.get(
    "/{visit}/choices/{kind}",
    response_model_exclude_unset=True,
    responses=answers(
        Problem.VISIT_OVER,
        Problem.DEFINITION_NOT_APPROVED,
        Problem.PROOF_NEEDED,
        Problem.NO_RIGHT,
        Problem.NOT_FOUND,
        Problem.NOT_DIGITISED,
        Problem.OVER_QUOTA,
        Problem.SOURCE_DOWN,
    ),
)
def choices(visit: VisitToken, kind: Kind, definition_sha256: Annotated[Sha256, Query()], office: OfficeHere) -> ChoicesAnswer:
    """What the citizen may pick, for every parameter that takes its choices from the archive's data."""
    found = drafts.choices(office, visit, kind, definition_sha256)
    return ChoicesAnswer(
        choices={name: [_choice(option) for option in options] for name, options in found.choices.items()},
        ranges={name: RangeBody(earliest=earliest, latest=latest) for name, (earliest, latest) in found.ranges.items()},
    )


def _choice(option: Option) -> ChoiceBody:
    if option.group is None:
        return ChoiceBody(value=option.value, label=option.label, detail=option.detail)
    return ChoiceBody(value=option.value, label=option.label, detail=option.detail, group=option.group)


@router.post(
    "/{visit}/drafts",
    status_code=201,
    responses={
        **answers(Problem.VISIT_OVER, Problem.DEFINITION_NOT_APPROVED, Problem.PROOF_NEEDED, Problem.CONSENT_NEEDED),
        200: {"model": RefusedAnswer, "description": "refused, with a receipt where the citizen goes to the window"},
    },
)
def draft(visit: VisitToken, request: DraftRequest, office: OfficeHere, response: Response) -> DraftAnswer | RefusedAnswer:
    """Kind, definition and picks -> a draft with its content, or a refusal with a neutral reason. Registers no paper."""
    agreed = None if request.consent is None else Agreed(request.consent.language, request.consent.text_sha256)
    made = drafts.draft(office, visit, request.kind, request.definition_sha256, request.parameters, agreed)
    match made:
        case drafts.Drafted():
            return DraftAnswer(
                draft=made.id, kind=made.kind, subject=SubjectBody(**made.subject), content=made.content, reportable=list(made.reportable)
            )
        case Referral():
            response.status_code = 200
            return RefusedAnswer(reason=made.problem.value, receipt=None if made.slip is None else receipt_body(made.slip))


@router.get(
    "/{visit}/drafts/{draft}/images/{sha256}",
    response_class=Response,
    responses={
        **answers(Problem.VISIT_OVER, Problem.DRAFT_UNKNOWN, Problem.IMAGE_UNKNOWN),
        200: {"description": "the picture", "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}},
    },
)
def image(visit: VisitToken, draft: DraftId, sha256: Annotated[Sha256, Path()], office: OfficeHere) -> Response:
    """A picture that a draft of this visit shows, by the digest that stands in its content."""
    return Response(drafts.image(office, visit, draft, sha256), media_type="image/png", headers={"Cache-Control": "no-store"})


@router.post("/{visit}/reports", status_code=201, responses=answers(Problem.VISIT_OVER, Problem.DRAFT_UNKNOWN))
def report(visit: VisitToken, request: ReportRequest, office: OfficeHere) -> ReportAnswer:
    """What the citizen says is wrong with a draft -> a receipt for the window. One report a draft; the last word counts."""
    return ReportAnswer(receipt=receipt_body(reports.report(office, visit, request.draft, request.fields)))


@router.delete("/{visit}", status_code=204, responses=answers())
def end_visit(visit: VisitToken, office: OfficeHere) -> None:
    """The token is dead. Ending an unknown or ended visit is no error."""
    visits.end_visit(office, visit)
