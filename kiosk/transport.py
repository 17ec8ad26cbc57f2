"""One HTTPS request, with bounds on everything the other side decides: time, size, redirects.

`requests` bounds each wait on the socket; a server that trickles bytes would hold us for ever. So every socket of a request is
also held by a deadline that shuts it down.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from kiosk.faults import ArchiveFault
from kiosk.problems import Code

_ACCEPT = "application/json, application/problem+json"
LARGEST_ANSWER = 8 * 1024 * 1024  # bytes; a certificate's content is some kilobytes, a scanned page at most a few megabytes
_CHUNK = 64 * 1024


class Deadline:
    """Shuts the sockets of one request down when its time is up, or earlier by `cut`."""

    def __init__(self, seconds: float) -> None:
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._over = False
        self.expired = False
        self._timer = threading.Timer(seconds, self.cut)
        self._timer.name = "archive-deadline"
        self._timer.daemon = True

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            self._over = True
            for held in self._sockets:
                held.close()
            self._sockets.clear()

    def guard(self, connected: socket.socket) -> None:
        """Holds a duplicate: TLS detaches the socket itself."""
        with self._lock:
            held = connected.dup()
            self._sockets.append(held)
            if self.expired:
                _shut(held)

    def cut(self) -> None:
        """Ends the request now."""
        with self._lock:
            if not self._over:
                self.expired = True
                for held in self._sockets:
                    _shut(held)


def _shut(held: socket.socket) -> None:
    with suppress(OSError):  # the other side may have closed it already
        held.shutdown(socket.SHUT_RDWR)


_deadline: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


def _guarded(connected: socket.socket) -> socket.socket:
    deadline = _deadline.get()
    if deadline is not None:
        deadline.guard(connected)
    return connected


class _Http(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _guarded(super()._new_conn())


class _Https(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _guarded(super()._new_conn())


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What came back. `kind` is the media type in lower case, without parameters."""

    status: int
    kind: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Transport:
    """How the archive is reached. `ca_file` None: the system's authorities. Every request has a connection of its own, so that an
    idle one that the other side has dropped never fails a request that must not be repeated.
    """

    ca_file: Path | None
    client_cert: Path | None
    client_key: Path | None
    timeout_s: float
    connect_timeout_s: float

    def exchange(self, method: str, url: str, body: bytes | None, kind: str | None, deadline: Deadline, accept: str = _ACCEPT) -> Answer:
        """Sends the request and returns the whole answer, whatever its status. Raises ArchiveFault and nothing else."""
        headers = {"Accept": accept, "Accept-Encoding": "identity", "Connection": "close"}
        if kind is not None:
            headers["Content-Type"] = kind
        phase = _Phase()
        token = _deadline.set(deadline)
        try:
            with deadline:
                answer = self._send(requests.Request(method, url, headers=headers, data=body).prepare(), phase)
        except (requests.RequestException, urllib3.exceptions.HTTPError, http.client.HTTPException, OSError, ValueError) as error:
            raise ArchiveFault(_code_of(error, deadline.expired, phase.answering)) from None
        finally:
            _deadline.reset(token)
        if deadline.expired:
            raise ArchiveFault(Code.ARCHIVE_SLOW)  # what was shut down in the middle may look whole
        return answer

    def _send(self, prepared: requests.PreparedRequest, phase: _Phase) -> Answer:
        adapter = _Adapter()  # straight, without a session: no redirect is followed, no proxy or .netrc of the environment is used
        try:
            response = adapter.send(
                prepared,
                stream=True,
                timeout=(self.connect_timeout_s, self.timeout_s),
                verify=True if self.ca_file is None else str(self.ca_file),
                cert=self._client(),
            )
            phase.answering = True
            try:
                kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
                if response.headers.get("Content-Encoding", "identity").lower() != "identity":
                    raise ValueError("an encoding nobody asked for")
                return Answer(response.status_code, kind, b"".join(_bounded(response)))
            finally:
                response.close()
        finally:
            adapter.close()

    def _client(self) -> tuple[str, str] | str | None:
        if self.client_cert is None:
            return None
        return (str(self.client_cert), str(self.client_key)) if self.client_key else str(self.client_cert)


@dataclass(slots=True)
class _Phase:
    """Whether the head of an answer has come."""

    answering: bool = False


def _bounded(response: requests.Response) -> Iterator[bytes]:
    size = 0
    while chunk := response.raw.read(_CHUNK, decode_content=False):
        size += len(chunk)
        if size > LARGEST_ANSWER:
            raise ValueError("too large an answer")
        yield chunk


def _code_of(error: BaseException, expired: bool, answering: bool) -> Code:
    """Which problem an exception of the transport stands for."""
    causes = tuple(_causes(error))

    def is_about(*types: type[BaseException]) -> bool:
        return any(isinstance(cause, types) for cause in causes)

    if expired:
        return Code.ARCHIVE_SLOW
    if is_about(urllib3.exceptions.ConnectTimeoutError):
        return Code.ARCHIVE_UNREACHABLE
    if is_about(requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError):
        return Code.ARCHIVE_SLOW
    if is_about(ssl.SSLError) and not is_about(ssl.SSLEOFError, ssl.SSLZeroReturnError):
        return Code.ARCHIVE_TLS
    if answering:
        return Code.ARCHIVE_GARBAGE
    if is_about(http.client.RemoteDisconnected, ConnectionError, socket.gaierror, ssl.SSLEOFError):
        return Code.ARCHIVE_UNREACHABLE
    if is_about(http.client.HTTPException, ValueError):
        return Code.ARCHIVE_GARBAGE
    return Code.ARCHIVE_UNREACHABLE


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception, what it was raised from, and what requests and urllib3 pack into their arguments."""
    waiting, seen = [error], set[int]()
    while waiting:
        cause = waiting.pop()
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        packed = (cause.__cause__, cause.__context__, getattr(cause, "reason", None), *cause.args)
        waiting += [inner for inner in packed if isinstance(inner, BaseException)]
