"""The proxy between the kiosk and the archive: it ends the kiosk's TLS, and can be slow, rude, broken or badly certified on request."""

from __future__ import annotations

import asyncio
import contextlib
import os
import ssl
import threading
from dataclasses import dataclass, replace
from typing import Literal

import structlog

from kiosk.demo.archive_service import CERTIFICATES, Material

_log = structlog.get_logger(__name__)

Answer = Literal["normal", "garbage"] | int

_LARGEST_HEAD = 64 * 1024  # bytes of a request's head
_HANDSHAKE_S = 5.0
_GARBAGE_BYTES = 256
_CHANGE_LIMIT_S = 5.0


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How the proxy answers. `answer`: as the archive does, rubbish, or an HTTP status; `cut_after_bytes` ends every answer there."""

    delay_ms: int = 0
    answer: Answer = "normal"
    cut_after_bytes: int | None = None
    certificate: str = "good"


class Proxy:
    """Listens on localhost:`port` for kiosks and asks the archive at localhost:`archive_port`, with a certificate of its own to each.

    Runs on a thread of its own; every method may be called from any other thread.
    """

    def __init__(self, port: int, archive_port: int, material: Material) -> None:
        self.port = port
        self.behaviour = Behaviour()
        self._archive_port = archive_port
        self._upstream = material.client()
        self._contexts = {name: material.server(name) for name in CERTIFICATES}
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._thread.start()

    def open(self) -> None:
        """Begins to listen. Raises OSError when the port is taken."""
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(_CHANGE_LIMIT_S)

    def close(self) -> None:
        """Stops listening and cuts every connection, as a stopped service does."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(_CHANGE_LIMIT_S)

    def behave(self, behaviour: Behaviour) -> None:
        """Answers so from the next request on. Raises ValueError for an unknown certificate. A new certificate cuts old connections."""
        if behaviour.certificate not in CERTIFICATES:
            raise ValueError(f"certificate: {', '.join(CERTIFICATES)}")
        renewed = behaviour.certificate != self.behaviour.certificate
        self.behaviour = behaviour
        if renewed and self._server is not None:
            self.close()
            self.open()

    async def _open(self) -> None:
        if self._server is None:
            context = self._contexts[self.behaviour.certificate]
            self._server = await asyncio.start_server(
                self._talk, "localhost", self.port, ssl=context, ssl_handshake_timeout=_HANDSHAKE_S, limit=_LARGEST_HEAD
            )

    async def _close(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()
        for talk in tuple(self._talks):
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._talks.add(task)
        try:
            while await self._exchange(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ssl.SSLError):
            pass  # the kiosk went away, or the archive did: the kiosk sees a closed connection
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            self._talks.discard(task)
            with contextlib.suppress(OSError, ssl.SSLError):
                writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its answer; False when the connection ends with it."""
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return False
        request = head + await reader.readexactly(_length(head))
        behaviour = self.behaviour
        answer = await self._answered(request, behaviour)
        await asyncio.sleep(behaviour.delay_ms / 1000)
        cut = behaviour.cut_after_bytes
        writer.write(answer if cut is None else answer[:cut])
        await writer.drain()
        return cut is None

    async def _answered(self, request: bytes, behaviour: Behaviour) -> bytes:
        match behaviour.answer:
            case int() as status:
                return _response(status, "text/plain", b"made up by the demo's proxy")
            case "garbage":
                # The archive did its work all the same: only its answer is lost, which is the harder case.
                await self._ask(request)
                return _response(200, "application/json", os.urandom(_GARBAGE_BYTES))
            case "normal":
                return await self._ask(request)

    async def _ask(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("localhost", self._archive_port, ssl=self._upstream)
        try:
            writer.write(_closing(request))
            await writer.drain()
            return _keeping(await reader.read(-1))
        finally:
            writer.close()


def _length(head: bytes) -> int:
    """The body's length; a body without one is read as empty, so that the archive itself refuses it."""
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            return int(value)
    return 0


def _closing(request: bytes) -> bytes:
    return _with_connection(request, b"close")


def _keeping(response: bytes) -> bytes:
    return _with_connection(response, b"keep-alive")


def _with_connection(message: bytes, value: bytes) -> bytes:
    head, separator, body = message.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*lines, b"Connection: " + value]) + separator + body


def _response(status: int, media: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status} Made Up\r\nContent-Type: {media}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode("ascii") + body


def changed(behaviour: Behaviour, **values: object) -> Behaviour:
    """`behaviour` with `values`; `answer="normal"` ends every disturbance of answers. Raises ValueError for impossible values."""
    if values.get("answer") == "normal":
        behaviour = replace(behaviour, delay_ms=0, cut_after_bytes=None)
    return replace(behaviour, **values)  # type: ignore[arg-type]  # the control socket has checked each value
