"""Routes about the service itself: datasets, public keys, health, metrics."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Response
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from archive.datasets import DATASETS, SCHEMAS
from archive.messages import DatasetBody, DatasetsAnswer, HealthAnswer
from archive.metrics import CONTENT_TYPE
from archive.problems import Problem, Refusal
from archive.routes.shared import MetricsHere, OfficeHere, answers
from archive.store import ApprovedDefinition

router = APIRouter(tags=["service"])


@router.get("/v1/datasets")
def datasets() -> DatasetsAnswer:
    """The content schemas that definitions may use, and what their parameters may take values from."""
    return DatasetsAnswer(datasets={name: DatasetBody(content=schema, sources=_sources(name)) for name, schema in SCHEMAS.items()})


def _sources(name: str) -> dict[str, Literal["choice", "spelling", "months"]]:
    return {source: found.type for source, found in sorted(DATASETS[name].sources.items())} if name in DATASETS else {}


@router.get("/.well-known/jwks.json")
def jwks(office: OfficeHere) -> dict[str, Any]:
    """The public keys that sign verification payloads (RFC 7517), with `kid`, `nbf`, `exp` and `specimen`."""
    return office.keys.jwks()


@router.get("/.well-known/document-signer.pem", response_class=Response)
def document_signer(office: OfficeHere) -> Response:
    """The certificates of the keys that sign and signed the PDFs (PEM)."""
    return Response(office.keys.document_certificates(), media_type="application/x-pem-file")


@router.get("/healthz")
def healthz(office: OfficeHere) -> HealthAnswer:
    """Alive, and what time it is here."""
    return HealthAnswer(now=office.clock())


@router.get("/readyz", responses=answers(Problem.NOT_READY))
def readyz(office: OfficeHere) -> HealthAnswer:
    """Ready to issue: the store answers and at least one definition is approved."""
    try:
        with office.store.read() as session:
            some = session.scalar(select(ApprovedDefinition.sha256).limit(1))
    except SQLAlchemyError as error:
        raise Refusal(Problem.NOT_READY) from error
    if some is None:
        raise Refusal(Problem.NOT_READY)
    return HealthAnswer(now=office.clock())


@router.get("/metrics", response_class=Response)
def metrics(counted: MetricsHere) -> Response:
    """Prometheus metrics."""
    return Response(counted.text(), media_type=CONTENT_TYPE)
