"""The page where a phone fetches its copy. Looking at it uses nothing up, so that previews and scanners of links may: the button does."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import HTMLResponse

from archive import pickups
from archive.messages import Token
from archive.routes.pages import HEADERS, PAGE, TOO_MANY, allowed, page, too_many
from archive.routes.shared import MetricsHere, OfficeHere, answers
from archive.times import CHINA
from archive.transfer import Transfer

router = APIRouter(prefix="/p", tags=["phone"], default_response_class=HTMLResponse, responses=answers())

_TOO_MANY = "pickup_wait.html"
_GONE: dict[int | str, dict[str, Any]] = {
    404: {"description": "a link that is wrong, used or over; nothing tells which", "content": {"text/html": {}}},
    **TOO_MANY,
}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "the signed PDF as it is filed; inside an app that cannot save files the page again",
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}, "text/html": {}},
    }
}
_INSIDE_APPS = ("MicroMessenger", "QQ/", "AlipayClient", "DingTalk")
"""Browsers inside apps, by what their User-Agent holds: they take a file and drop it, and the one time would be gone."""

_MARGIN = timedelta(seconds=5)  # a transfer has ended before its claim does

_log = structlog.get_logger(__name__)

PickupToken = Annotated[Token, Path(description="the link's token")]


@router.get("/{token}", responses={**PAGE, **_GONE})
def show(token: PickupToken, request: Request, office: OfficeHere) -> Response:
    """What there is to fetch, and one button."""
    if not allowed(request):
        return too_many(request, _TOO_MANY)
    shown = pickups.look(office, token)
    return _gone() if shown is None else _shown(shown, request)


@router.post("/{token}", response_class=Response, responses={**_FILE, **_GONE})
def fetch(token: PickupToken, request: Request, office: OfficeHere, metrics: MetricsHere) -> Response:
    """The document, once."""
    if not allowed(request):
        return too_many(request, _TOO_MANY)
    if _inside_app(request):
        shown = pickups.look(office, token)
        return _gone() if shown is None else _shown(shown, request)
    claim = pickups.claim(office, token)
    if claim is None:
        metrics.picked_up("refused")
        return _gone()
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{claim.number}.pdf"'}
    limit_s = (pickups.TRANSFER - _MARGIN).total_seconds()

    def arrived() -> None:
        stands = pickups.delivered(office, claim.key)
        metrics.picked_up("delivered" if stands else "void")
        _log.info("picked-up", number=claim.number, stands=stands)

    def broken() -> None:
        pickups.give_back(office, claim.key)
        metrics.picked_up("broken")
        _log.info("pick-up-broken", number=claim.number)

    return Transfer(claim.pdf, headers, limit_s, arrived, broken)


def _shown(shown: pickups.Shown, request: Request) -> Response:
    until = shown.expires_at.astimezone(CHINA)
    return page(
        "pickup.html", 200, shown=shown, kilobytes=-(-shown.size // 1000), until=f"{until:%H:%M}",
        inside_app=_inside_app(request),
    )  # fmt: skip


def _gone() -> Response:
    return page("pickup_gone.html", 404)


def _inside_app(request: Request) -> bool:
    agent = request.headers.get("user-agent", "")
    return any(name in agent for name in _INSIDE_APPS)
