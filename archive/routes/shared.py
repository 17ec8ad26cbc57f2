"""What all routes share: how they reach the office and the metrics, and which problems they document."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from fastapi import Depends, Request

from archive.messages import ProblemBody, ReceiptBody
from archive.metrics import Metrics
from archive.office import Office
from archive.problems import Problem, status
from archive.receipts import Slip


def _office(request: Request) -> Office:
    office: Office = request.app.state.office
    return office


def _metrics(request: Request) -> Metrics:
    metrics: Metrics = request.app.state.metrics
    return metrics


OfficeHere = Annotated[Office, Depends(_office)]
MetricsHere = Annotated[Metrics, Depends(_metrics)]

NO_BODIES: Mapping[Problem, type[ProblemBody]] = MappingProxyType({})


def receipt_body(slip: Slip) -> ReceiptBody:
    """A slip as the contract words it."""
    return ReceiptBody(number=slip.number, form=slip.form.value, window=slip.window, days=slip.days, content=slip.content)


def answers(*problems: Problem, bodies: Mapping[Problem, type[ProblemBody]] = NO_BODIES) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI responses for problems, by status, with their codes in the description. `bodies`: of those that say more."""
    more = {status(problem): body for problem, body in bodies.items()}
    by_status: dict[int | str, list[str]] = {}
    for problem in (*problems, Problem.INVALID_REQUEST):
        by_status.setdefault(status(problem), []).append(problem.value)
    return {
        number: {
            "description": ", ".join(codes),
            "content": {"application/problem+json": {"schema": _schema(more.get(int(number), ProblemBody))}},
        }
        for number, codes in by_status.items()
    }


def _schema(body: type[ProblemBody]) -> dict[str, Any]:
    """As the document has it: what is inside stands among its components."""
    schema = body.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs", None)
    return schema
