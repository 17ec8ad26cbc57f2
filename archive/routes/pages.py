"""The public pages' frame: templates, headers, and how often one may ask."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from archive.keys import SPECIMEN
from archive.limits import ADDRESS_PER_S, Limits, network_of
from printing.wording import en_date, zh_date

_PAGES = Path(__file__).parent.parent / "pages"
_STYLE = (_PAGES / "page.css").read_text(encoding="utf-8")
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(_PAGES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_ENVIRONMENT.globals["style"] = _STYLE
_ENVIRONMENT.globals["specimen"] = SPECIMEN
_ENVIRONMENT.filters |= {"zh_date": zh_date, "en_date": en_date}

_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_WAIT_S = round(1 / ADDRESS_PER_S)

PAGE: dict[int | str, dict[str, Any]] = {200: {"description": "a page", "content": {"text/html": {}}}}
TOO_MANY: dict[int | str, dict[str, Any]] = {
    429: {"description": "too many requests from this address", "content": {"text/html": {}, "application/problem+json": {}}}
}


def limits(request: Request) -> Limits:
    """The limits of the service that was asked."""
    found: Limits = request.app.state.limits
    return found


def allowed(request: Request) -> bool:
    """Whether this address may ask once more."""
    return limits(request).addresses.take(network_of(request.client.host if request.client else None))


def too_many(request: Request, template: str) -> Response:
    """A page for people, problem details (RFC 9457) for programs."""
    headers = {**HEADERS, "Retry-After": str(_WAIT_S)}
    if "text/html" in request.headers.get("accept", ""):
        return HTMLResponse(_ENVIRONMENT.get_template(template).render(), 429, headers)
    body = {
        "type": "urn:archive:problem:too-many-requests", "title": "Too many requests from this address.", "status": 429,
        "code": "too-many-requests",
    }  # fmt: skip
    return JSONResponse(body, 429, headers, media_type="application/problem+json")


def page(template: str, status: int, **values: object) -> HTMLResponse:
    """A page of `archive/pages`."""
    return HTMLResponse(_ENVIRONMENT.get_template(template).render(**values), status, HEADERS)
