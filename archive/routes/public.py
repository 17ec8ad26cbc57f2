"""The public pages: what anyone may ask about a paper in their hand."""

from __future__ import annotations

import base64
import hashlib
import time
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qs

import structlog
from fastapi import APIRouter, Body, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from archive.keys import normal_code
from archive.limits import ADDRESS_PER_S, Limits, network_of
from archive.messages import Token
from archive.routes.shared import MetricsHere, OfficeHere
from archive.verify import Finding, look_up, open_up, published_definitions
from archive.x509 import certificate_pem
from printing.wording import en_date, zh_date

router = APIRouter(tags=["public"], default_response_class=HTMLResponse)

_PAGES = Path(__file__).parent.parent / "pages"
_STYLE = (_PAGES / "page.css").read_text(encoding="utf-8")
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(_PAGES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_ENVIRONMENT.globals["style"] = _STYLE
_ENVIRONMENT.filters |= {"zh_date": zh_date, "en_date": en_date}

_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


_LARGEST_FORM = 200  # bytes of a form with four characters in it
_WAIT_S = round(1 / ADDRESS_PER_S)
_PAGE: dict[int | str, dict[str, Any]] = {200: {"description": "a page", "content": {"text/html": {}}}}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    404: {"description": "no such certificate, or no code at all", "content": {"text/html": {}}},
    429: {"description": "too many requests from this address", "content": {"text/html": {}, "application/problem+json": {}}},
}

_log = structlog.get_logger(__name__)


@router.get("/v", responses={303: {"description": "the way to the code's page"}})
def ask(code: Annotated[Token | None, Query()] = None) -> Response:
    """A field to type the code into; with `code` the way to its page."""
    if code is None:
        return _page("ask.html", 200)
    return RedirectResponse(f"/v/{normal_code(code) or 'unknown'}", 303, _HEADERS)


@router.get("/v/{code}", responses={**_PAGE, **_ANSWERS})
def verify(code: Token, request: Request, office: OfficeHere, metrics: MetricsHere) -> Response:
    """The state of the paper with this code, masked. Unknown and impossible codes get the same answer."""
    if not _allowed(request):
        return _too_many(request)
    finding = look_up(office, code)
    metrics.verified("unknown" if finding is None else finding.state.value)
    _note("page", finding)
    if finding is None:
        return _page("unknown.html", 404)
    return _page("found.html", 200, finding=finding, state=finding.state.value, opening=None, words=None)


@router.post("/v/{code}", responses={**_PAGE, **_ANSWERS})
def open_paper(
    code: Token,
    form: Annotated[bytes, Body(media_type="application/x-www-form-urlencoded")],
    request: Request,
    office: OfficeHere,
    metrics: MetricsHere,
) -> Response:
    """The whole words of the paper, for its code and the last four characters (`last`) of the id number; a few attempts a paper."""
    if not _allowed(request):
        return _too_many(request)
    typed = parse_qs(form[:_LARGEST_FORM].decode("utf-8", "replace")).get("last", [""])[0]
    opened = open_up(office, _limits(request), code, typed)
    metrics.verified("unknown" if opened is None else opened.opening.value)
    _note("unknown" if opened is None else opened.opening.value, None if opened is None else opened.finding)
    if opened is None:
        return _page("unknown.html", 404)
    finding = opened.finding
    return _page("found.html", 200, finding=finding, state=finding.state.value, opening=opened.opening.value, words=opened.words)


@router.get("/.well-known/definitions.json", response_class=JSONResponse)
def definitions(office: OfficeHere) -> dict[str, list[dict[str, str | None]]]:
    """The certificate definitions for which papers were issued: kind, SHA-256, and from when until when (null: until now)."""
    return {"definitions": published_definitions(office)}


@router.get("/.well-known/time-stampers.pem", response_class=Response)
def time_stampers(office: OfficeHere) -> Response:
    """The certificates by which the time stamps of signed PDFs are known (PEM); empty without a time-stamp service."""
    stamps = office.keys.time_stamps
    authorities = () if stamps is None else stamps.authorities
    return Response(b"".join(map(certificate_pem, authorities)), media_type="application/x-pem-file")


def _limits(request: Request) -> Limits:
    state = request.app.state
    if not hasattr(state, "limits"):
        state.limits = Limits(time.monotonic)
    limits: Limits = state.limits
    return limits


def _allowed(request: Request) -> bool:
    return _limits(request).addresses.take(network_of(request.client.host if request.client else None))


def _too_many(request: Request) -> Response:
    """A page for people, problem details (RFC 9457) for programs."""
    headers = {**_HEADERS, "Retry-After": str(_WAIT_S)}
    if "text/html" in request.headers.get("accept", ""):
        return HTMLResponse(_ENVIRONMENT.get_template("wait.html").render(), 429, headers)
    body = {
        "type": "urn:archive:problem:too-many-requests", "title": "Too many requests from this address.", "status": 429,
        "code": "too-many-requests",
    }  # fmt: skip
    return JSONResponse(body, 429, headers, media_type="application/problem+json")


def _note(what: str, finding: Finding | None) -> None:
    """Every check is logged: what was asked and what was answered, the paper by a digest of its code, nobody's name or address."""
    if finding is None:
        _log.info("paper-checked", what=what, state="unknown")
    else:
        _log.info("paper-checked", what=what, state=finding.state.value, paper=finding.paper)


def _page(template: str, status: int, **values: object) -> HTMLResponse:
    return HTMLResponse(_ENVIRONMENT.get_template(template).render(**values), status, _HEADERS)
