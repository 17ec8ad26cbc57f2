"""The door: every request is counted, logged by its route only, kept small, and answered with problem details when it fails."""

from __future__ import annotations

import json
import time
import traceback
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from archive.metrics import Metrics
from archive.problems import Problem, details

LARGEST_BODY = 20 * 1024 * 1024  # bytes: a signed PDF of a few pages with its fonts is below one megabyte

_log = structlog.get_logger(__name__)


class Front:
    """ASGI middleware. Paths and bodies hold tokens, codes and names, so neither is ever logged; nor are exception texts."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        answered: list[int] = []

        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered.append(message["status"])
            await send(message)

        if not _small(scope):
            await _refuse(note, Problem.TOO_LARGE)
        else:
            try:
                await self._app(scope, receive, note)
            except Exception as error:
                _log.error("request-failed", error=type(error).__name__, at=_where(error))
                if not answered:
                    await _refuse(note, Problem.INTERNAL)
        self._count(scope, answered[0] if answered else 0, time.perf_counter() - begun)

    def _count(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "unmatched")
        self._metrics.answered(scope["method"], route, status, seconds)
        _log.info("request", method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 1))


def _small(scope: Scope) -> bool:
    """Whether the body announces a size, and one that is small enough. A body of unannounced size is refused too."""
    headers: dict[bytes, bytes] = dict(scope["headers"])
    if b"transfer-encoding" in headers:
        return False
    length = headers.get(b"content-length", b"0")
    return length.isdigit() and int(length) <= LARGEST_BODY


async def _refuse(send: Send, problem: Problem) -> None:
    body: dict[str, Any] = details(problem)
    data = json.dumps(body).encode()
    headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(data)).encode())]
    await send({"type": "http.response.start", "status": body["status"], "headers": headers})
    await send({"type": "http.response.body", "body": data})


def _where(error: BaseException) -> list[str]:
    """The innermost frames as file:line function; the text of an exception may quote what it stumbled over."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
