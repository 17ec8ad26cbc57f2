"""The archive service as a web application: routes, problem details, and the broom that ends what was forgotten."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from archive import messages, pickups, ratings, visits
from archive.card_conflicts import CardRefused
from archive.front import Front
from archive.limits import Limits
from archive.metrics import Metrics
from archive.office import Office
from archive.problems import Fault, Problem, Refusal, details
from archive.receipts import Slip
from archive.routes import desk, issuings, phone, proof, public, service
from archive.routes import visits as visit_routes
from archive.routes.shared import answers, receipt_body
from printing.pinyin import spellings

VERSION = "1.0"
SWEEP_EVERY_S = 60.0
WARM_UP_AFTER_S = 1.0  # behind the first requests of whoever waits for the start

_FIELDS = frozenset(
    name for model in vars(messages).values() if isinstance(model, type) and issubclass(model, BaseModel) for name in model.model_fields
) | {
    "body", "path", "query", "header", "key", "kind", "visit", "code", "token", "definition_sha256", "number", "Authorization",
    "authorization",
}  # fmt: skip


def build(office: Office) -> FastAPI:
    """The application over an office. The office's store stays the caller's to close."""
    app = FastAPI(
        title="Archive of the self-service kiosks",
        version=VERSION,
        description="The contract is docs/archive-api.md. Errors are RFC 9457 problem details.",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan(office),
        responses=answers(),  # any request may break the contract
    )
    app.state.office = office
    app.state.metrics = Metrics()
    app.state.limits = Limits(time.monotonic)
    routers = (visit_routes, proof, issuings, desk, service, public, phone)
    for router in (module.router for module in routers):
        app.include_router(router)
    app.add_middleware(Front, metrics=app.state.metrics)
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    return app


def _lifespan(office: Office) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        warm_up = threading.Timer(WARM_UP_AFTER_S, _warm_up, (office,))
        warm_up.daemon = True
        warm_up.start()
        broom = asyncio.create_task(_sweep(office))
        yield
        warm_up.cancel()
        broom.cancel()
        with suppress(asyncio.CancelledError):
            await broom

    return lifespan


def _warm_up(office: Office) -> None:
    """Loads what the first signature and the first spelling would have to wait for."""
    office.keys.warm_up()
    spellings("演示")


async def _sweep(office: Office) -> None:
    while True:
        for sweep in (visits.sweep, pickups.sweep, ratings.forget_batches):
            await asyncio.to_thread(sweep, office)
        await asyncio.sleep(SWEEP_EVERY_S)


def _problem(
    problem: Problem, faults: tuple[Fault, ...] = (), headers: dict[str, str] | None = None, slip: Slip | None = None
) -> JSONResponse:
    body = details(problem, faults) | ({} if slip is None else {"receipt": receipt_body(slip).model_dump()})
    return JSONResponse(body, int(str(body["status"])), headers, media_type="application/problem+json")


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refusal)
    return _problem(error.problem, error.faults, slip=error.slip if isinstance(error, CardRefused) else None)


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    """Names the fields and the rules they break; never a value, not even a key that is not ours."""
    assert isinstance(error, RequestValidationError)
    return _problem(Problem.INVALID_REQUEST, tuple(Fault(_at(detail), detail["type"]) for detail in error.errors()))


def _at(detail: dict[str, Any]) -> str:
    known: list[str] = []
    for part in detail["loc"]:
        if part not in _FIELDS:
            break
        known.append(str(part))
    return ".".join(known)


async def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    match error.status_code:
        case 404:
            return _problem(Problem.NO_SUCH_ROUTE, headers=headers)
        case 405:
            return _problem(Problem.METHOD_NOT_ALLOWED, headers=headers)
        case _:
            return _problem(Problem.INVALID_REQUEST, headers=headers)
