"""Tells the service manager how the kiosk is: ready, alive, stopping (sd_notify(3): datagrams to the socket in NOTIFY_SOCKET)."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping

import structlog

_log = structlog.get_logger(__name__)

_SEND_S = 1.0  # the manager empties its socket at once; a full one must not hold up the screen


class ServiceNotifier:
    """Speaks to the service manager named in `environment`, to nobody where there is none. Never raises: a deaf manager is its own fault.

    READY and STOPPING are told once, however often they are called.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._address = _address(environment.get("NOTIFY_SOCKET", ""))
        self._told: set[str] = set()
        self._deaf = False

    def ready(self) -> None:
        """The first screen is on the glass."""
        self._once("READY=1")

    def alive(self) -> None:
        """Keeps the watchdog quiet for another WatchdogSec."""
        self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        """The kiosk is going down because it was asked to."""
        self._once("STOPPING=1")

    def _once(self, state: str) -> None:
        if state not in self._told:
            self._told.add(state)
            self._tell(state)

    def _tell(self, state: str) -> None:
        if self._address is None:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
                line.settimeout(_SEND_S)
                line.sendto(state.encode(), self._address)
            self._deaf = False
        except OSError as error:
            if not self._deaf:
                self._deaf = True
                _log.warning("service-manager-deaf", error=type(error).__name__)


def _address(given: str) -> str | None:
    """The socket's address: a path, or a name in the abstract namespace, which is written with @ for its leading NUL."""
    match given[:1]:
        case "/":
            return given
        case "@":
            return "\0" + given[1:]
        case _:
            return None
