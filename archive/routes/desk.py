"""Routes for what goes on beside the visits: the window's look at a case, and what citizens thought."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Path

from archive import cases, ratings
from archive.messages import CaseAnswer, RatingsRequest, SubjectBody
from archive.problems import Problem, Refusal
from archive.routes.shared import MetricsHere, OfficeHere, answers
from archive.times import CHINA

router = APIRouter(prefix="/v1", tags=["desk"])

_SCHEME = "bearer "

ReceiptNumber = Annotated[str, Path(min_length=1, max_length=32, description="the number on the slip, as scanned")]


@router.get("/cases/{number}", responses=answers(Problem.CLERK_ONLY, Problem.RECEIPT_UNKNOWN))
def case(number: ReceiptNumber, office: OfficeHere, authorization: Annotated[str, Header(max_length=200)] = "") -> CaseAnswer:
    """The case behind a receipt, for a service window's token (`Authorization: Bearer ...`). Every look is written down."""
    if not authorization.lower().startswith(_SCHEME):
        raise Refusal(Problem.CLERK_ONLY)
    clerk = cases.clerk_of(office, authorization[len(_SCHEME) :].strip())
    found = cases.case(office, number, clerk)
    return CaseAnswer(
        number=found.number,
        form=found.form.value,
        kind=found.kind,
        title=found.title,
        received_at=found.received_at.astimezone(CHINA),
        days=found.days,
        kiosk=found.kiosk,
        subject=SubjectBody(**found.subject),
        decision=found.decision,
        hint=found.hint,
        fields=list(found.fields),
        checks=found.checks,
        picked=dict(found.picked),
    )


@router.post("/ratings", status_code=204, responses=answers())
def rate(request: RatingsRequest, office: OfficeHere, metrics: MetricsHere) -> None:
    """Counts what citizens thought, without a word about whom or which visit."""
    said = [ratings.Rating(row.day, row.kind, row.level, row.count) for row in request.ratings]
    if ratings.count(office, request.kiosk, request.batch, said):
        for rating in said:
            metrics.rated(rating.level, rating.count)
