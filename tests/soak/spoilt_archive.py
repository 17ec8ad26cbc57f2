"""The client of the archive, of whose requests some go wrong when they are told to."""

from __future__ import annotations

import threading
from enum import Enum
from typing import Any

from kiosk.archive import ArchiveClient
from kiosk.faults import ArchiveFault
from kiosk.problems import Code
from kiosk.transport import Answer

HELD_S = 30.0  # real seconds; nobody holds a request for longer than a visit


class Whim(Enum):
    """What becomes of a request."""

    UNSENT = "unsent"  # the archive never hears of it
    ANSWER_LOST = "answer-lost"  # the archive has done it, and nobody hears so
    FAILS = "fails"
    GARBAGE = "garbage"
    SOURCE_DOWN = "source-down"
    HELD = "held"  # the answer comes when the citizen may be gone


ROUTES = (
    "POST /v1/visits",
    "GET choices",
    "POST drafts",
    "GET images",
    "PUT issuings",
    "POST signature",
    "PUT document",
    "PUT outcome",
    "DELETE issuings",
    "DELETE visits",
)
PHONE_ROUTES = ("PUT pickup", "GET pickup")
"""Passed only where papers may go to phones."""
_CODES = {
    Whim.UNSENT: Code.ARCHIVE_UNREACHABLE,
    Whim.ANSWER_LOST: Code.ARCHIVE_SLOW,
    Whim.FAILS: Code.ARCHIVE_ERROR,
    Whim.GARBAGE: Code.ARCHIVE_GARBAGE,
    Whim.SOURCE_DOWN: Code.SOURCE_DOWN,
}


def route_of(method: str, path: str) -> str:
    """Which of ROUTES or PHONE_ROUTES a request is; else method and path."""
    parts = path.partition("?")[0].strip("/").split("/")
    last = next((word for word in ("choices", "images", "drafts", "signature", "document", "outcome", "pickup") if word in parts[3:]), None)
    if last is not None:
        return f"{method} {last}"
    return f"{method} {parts[1]}" if len(parts) == 3 and parts[0] == "v1" else f"{method} {path}"


class SpoiltArchive(ArchiveClient):
    """`whims`: what becomes of the next request of a route, once. `away`: no request gets through."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.whims: dict[str, Whim] = {}
        self.away = False
        self.held = 0
        self.busy = 0
        self._counting = threading.Lock()
        self._release = threading.Event()

    def release(self) -> None:
        """What is held comes now."""
        self._release.set()

    def hold_again(self) -> None:
        """What is to be held is held from now on."""
        self._release.clear()

    def _request(self, method: str, path: str, body: bytes | None, kind: str | None, accept: str = "application/json") -> Answer:
        with self._counting:
            self.busy += 1
        try:
            return self._spoilt(method, path, body, kind, accept)
        finally:
            with self._counting:
                self.busy -= 1

    def _spoilt(self, method: str, path: str, body: bytes | None, kind: str | None, accept: str) -> Answer:
        if self.away:
            raise ArchiveFault(Code.ARCHIVE_UNREACHABLE)
        whim = self.whims.pop(route_of(method, path), None)
        if whim is Whim.HELD:
            with self._counting:
                self.held += 1
            self._release.wait(HELD_S)
            with self._counting:
                self.held -= 1
        elif whim is Whim.ANSWER_LOST:
            super()._request(method, path, body, kind, accept)
        if whim in _CODES:
            raise ArchiveFault(_CODES[whim])
        return super()._request(method, path, body, kind, accept)
