from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from archive import front
from archive.front import Front
from archive.metrics import Metrics


def test_a_failure_inside_is_answered_and_logged_without_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    # A logger that another test has used may be bound to what that test set up; a fresh one can be captured.
    monkeypatch.setattr(front, "_log", structlog.get_logger("archive.front"))

    async def fails(_scope: Any, _receive: Any, _send: Any) -> None:
        raise RuntimeError("张三 150390199003150018")

    sent: list[dict[str, Any]] = []

    async def receive() -> Any:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/v/ABCDEFGHJKMNPQRS", "headers": []}
    with capture_logs() as logs:
        asyncio.run(Front(fails, Metrics())(scope, receive, send))
    assert sent[0]["status"] == 500
    assert json.loads(sent[1]["body"])["code"] == "internal"
    assert [log["event"] for log in logs] == ["request-failed", "request"]
    assert logs[0]["error"] == "RuntimeError"
    words = json.dumps(logs, ensure_ascii=False)
    assert not [secret for secret in ("张三", "150390199003150018", "ABCDEFGHJKMNPQRS") if secret in words]
