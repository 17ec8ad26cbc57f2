"""The public pages: what anyone may ask about a paper in their hand."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import parse_qs

import structlog
from fastapi import APIRouter, Body, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from archive.keys import normal_code
from archive.messages import Token
from archive.routes.pages import HEADERS, PAGE, TOO_MANY, allowed, limits, page, too_many
from archive.routes.shared import MetricsHere, OfficeHere
from archive.verify import Finding, look_up, open_up, published_definitions
from archive.x509 import certificate_pem

router = APIRouter(tags=["public"], default_response_class=HTMLResponse)

_LARGEST_FORM = 200  # bytes of a form with four characters in it
_TOO_MANY = "wait.html"
_ANSWERS: dict[int | str, dict[str, Any]] = {
    404: {"description": "no such certificate, or no code at all", "content": {"text/html": {}}},
    **TOO_MANY,
}

_log = structlog.get_logger(__name__)


@router.get("/v", responses={303: {"description": "the way to the code's page"}})
def ask(code: Annotated[Token | None, Query()] = None) -> Response:
    """A field to type the code into; with `code` the way to its page."""
    if code is None:
        return page("ask.html", 200)
    return RedirectResponse(f"/v/{normal_code(code) or 'unknown'}", 303, HEADERS)


@router.get("/v/{code}", responses={**PAGE, **_ANSWERS})
def verify(code: Token, request: Request, office: OfficeHere, metrics: MetricsHere) -> Response:
    """The state of the paper with this code, masked. Unknown and impossible codes get the same answer."""
    if not allowed(request):
        return too_many(request, _TOO_MANY)
    finding = look_up(office, code)
    metrics.verified("unknown" if finding is None else finding.state.value)
    _note("page", finding)
    if finding is None:
        return page("unknown.html", 404)
    return page("found.html", 200, finding=finding, state=finding.state.value, opening=None, words=None)


@router.post("/v/{code}", responses={**PAGE, **_ANSWERS})
def open_paper(
    code: Token,
    form: Annotated[bytes, Body(media_type="application/x-www-form-urlencoded")],
    request: Request,
    office: OfficeHere,
    metrics: MetricsHere,
) -> Response:
    """The whole words of the paper, for its code and the last four characters (`last`) of the id number; a few attempts a paper."""
    if not allowed(request):
        return too_many(request, _TOO_MANY)
    typed = parse_qs(form[:_LARGEST_FORM].decode("utf-8", "replace")).get("last", [""])[0]
    opened = open_up(office, limits(request), code, typed)
    metrics.verified("unknown" if opened is None else opened.opening.value)
    _note("unknown" if opened is None else opened.opening.value, None if opened is None else opened.finding)
    if opened is None:
        return page("unknown.html", 404)
    finding = opened.finding
    return page("found.html", 200, finding=finding, state=finding.state.value, opening=opened.opening.value, words=opened.words)


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


def _note(what: str, finding: Finding | None) -> None:
    """Every check is logged: what was asked and what was answered, the paper by a digest of its code, nobody's name or address."""
    if finding is None:
        _log.info("paper-checked", what=what, state="unknown")
    else:
        _log.info("paper-checked", what=what, state=finding.state.value, paper=finding.paper)
