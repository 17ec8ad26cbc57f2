"""The public pages: what anyone may ask about a paper in their hand."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from archive.keys import normal_code
from archive.messages import Token
from archive.routes.shared import MetricsHere, OfficeHere
from archive.verify import look_up
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


@router.get("/v")
def ask(code: Annotated[Token | None, Query()] = None) -> HTMLResponse:
    """A field to type the code into; with `code` the way to its page."""
    if code is None:
        return _page("ask.html", 200)
    return RedirectResponse(f"/v/{normal_code(code) or 'unknown'}", 303, _HEADERS)  # type: ignore[return-value]  # both are Responses


@router.get("/v/{code}", responses={404: {"description": "no such certificate, or no code at all", "content": {"text/html": {}}}})
def verify(code: Token, office: OfficeHere, metrics: MetricsHere) -> HTMLResponse:
    """The state of the paper with this code, masked. Unknown and impossible codes get the same answer."""
    finding = look_up(office, code)
    metrics.verified("unknown" if finding is None else finding.state.value)
    if finding is None:
        return _page("unknown.html", 404)
    return _page("found.html", 200, finding=finding, state=finding.state.value)


def _page(template: str, status: int, **values: object) -> HTMLResponse:
    return HTMLResponse(_ENVIRONMENT.get_template(template).render(**values), status, _HEADERS)
