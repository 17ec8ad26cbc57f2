"""What all routes share: how they reach the office and the metrics, and which problems they document."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request

from archive.messages import ProblemBody
from archive.metrics import Metrics
from archive.office import Office
from archive.problems import Problem, status


def _office(request: Request) -> Office:
    office: Office = request.app.state.office
    return office


def _metrics(request: Request) -> Metrics:
    metrics: Metrics = request.app.state.metrics
    return metrics


OfficeHere = Annotated[Office, Depends(_office)]
MetricsHere = Annotated[Metrics, Depends(_metrics)]


def answers(*problems: Problem) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI responses for problems, by status, with their codes in the description."""
    by_status: dict[int | str, list[str]] = {}
    for problem in (*problems, Problem.INVALID_REQUEST):
        by_status.setdefault(status(problem), []).append(problem.value)
    return {
        number: {
            "description": ", ".join(codes),
            "content": {"application/problem+json": {"schema": ProblemBody.model_json_schema()}},
        }
        for number, codes in by_status.items()
    }
