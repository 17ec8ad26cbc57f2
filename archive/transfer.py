"""A document sent so that it is known whether it arrived.

HTTP says nothing about that, and a server that has written its last byte only knows that its own buffers took it. So the last thing
before the end of the answer is to wait until the other side's TCP has acknowledged every byte (Linux: SIOCOUTQ is 0, tcp(7)).
Behind a reverse proxy, the proxy is that other side: docs/technician.md says how to set one up.
"""

from __future__ import annotations

import array
import asyncio
import fcntl
import termios
from collections.abc import Callable, Mapping
from typing import Final

import structlog
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

_CONNECTION: Final = "connection"
_CHUNK: Final = 64 * 1024  # bytes: as much as the server buffers before it waits
_LOOK_S: Final = 0.02  # between two looks whether all is acknowledged; a phone's round trip takes as long

_log = structlog.get_logger(__name__)


class Connection:
    """One connection, as far as its unacknowledged bytes go. `written`: all of an answer has been given to it."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._at_end = False
        self.written = False

    @property
    def acknowledged(self) -> bool:
        """Whether the other side has all of the answer: nothing is left to send or to acknowledge, now or when it said goodbye."""
        return self._at_end or (self.written and not self._transport.is_closing() and self._left() == 0)

    def end(self) -> None:
        """The other side closes. Whoever has read everything closes like that; nothing can be asked of the connection afterwards."""
        self._at_end = self.written and self._left() == 0

    def cut(self) -> None:
        """Ends it so that an answer that was not whole does not look like one that was."""
        if not self._transport.is_closing():
            self._transport.abort()

    def _left(self) -> int | None:
        """Bytes not acknowledged; None when nobody can tell."""
        left = array.array("i", [0])
        try:
            fcntl.ioctl(self._transport.get_extra_info("socket").fileno(), termios.TIOCOUTQ, left)
        except (OSError, ValueError):
            return None
        return left[0] + self._transport.get_write_buffer_size()


class Protocol(H11Protocol):
    """HTTP/1.1 whose requests know the connection they came by."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Keeps it where a response finds it."""
        super().connection_made(transport)
        self._connection = Connection(transport)
        self.app_state = {**self.app_state, _CONNECTION: self._connection}

    def eof_received(self) -> None:
        """Looks before the connection is gone."""
        self._connection.end()
        super().eof_received()


class Transfer(Response):
    """Sends `body` (PDF) within `limit_s` seconds. Then `arrived` runs if the other side acknowledged all of it, else `broken`.

    Both run on a worker thread, before the answer ends; neither runs when the service is killed meanwhile.
    """

    def __init__(
        self, body: bytes, headers: Mapping[str, str], limit_s: float, arrived: Callable[[], object], broken: Callable[[], object]
    ) -> None:
        super().__init__(body, 200, headers, "application/pdf")
        self._limit_s = limit_s
        self._arrived = arrived
        self._broken = broken

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers the request."""
        connection: Connection | None = scope.get("state", {}).get(_CONNECTION)
        gone = asyncio.create_task(_gone(receive))
        whole = False
        try:
            async with asyncio.timeout(self._limit_s):
                whole = await self._sent(send, gone, connection)
        except TimeoutError:
            _log.info("transfer-too-slow")
        finally:
            gone.cancel()
        await asyncio.to_thread(self._arrived if whole else self._broken)
        if whole:
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        elif connection is not None:
            connection.cut()

    async def _sent(self, send: Send, gone: asyncio.Task[None], connection: Connection | None) -> bool:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        for start in range(0, len(self.body), _CHUNK):
            await send({"type": "http.response.body", "body": bytes(self.body[start : start + _CHUNK]), "more_body": True})
            if gone.done():
                return False
        if connection is None:
            return False  # nobody can see whether it arrives
        connection.written = True
        while not connection.acknowledged:
            if gone.done():
                return False
            await asyncio.sleep(_LOOK_S)
        return True


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
