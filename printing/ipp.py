"""IPP over HTTP (RFC 8010, RFC 8011): one request, one answer, a limit on everything, no answer trusted.

Whatever the other side does, `Client.ask` returns an `Answer` or raises `IppError`; whether the request can have reached it
is told by `request_sent`.
"""

from __future__ import annotations

import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from printing.ipp_codec import IppOperation, IppTag
from printing.ipp_message import Answer, IppError, IppFault, Values, decode, encode

DEFAULT_PORT: Final = 631  # RFC 8010 section 3.3, RFC 7472 section 4
CONNECT_S: Final = 3.0  # a printer on the same desk or network answers a SYN in milliseconds
QUERY_S: Final = 5.0  # whole exchange; above it the screen would look frozen, and a query can be asked again
LARGEST_ANSWER: Final = 1024 * 1024  # bytes; all attributes of a large printer are about 60 KB
USER: Final = "kiosk"  # requesting-user-name; never a citizen's

_MEDIA_TYPE: Final = "application/ipp"


def http_url(uri: str) -> str:
    """The HTTP address of an ipp: or ipps: URI (port 631 unless given). Raises ValueError."""
    parts = urlsplit(uri)
    scheme = {"ipp": "http", "ipps": "https"}.get(parts.scheme)
    if scheme is None or not parts.hostname or parts.username is not None or parts.query or parts.fragment:
        raise ValueError("a printer's URI looks like ipp://HOST[:PORT]/PATH or ipps://HOST[:PORT]/PATH")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{scheme}://{host}:{parts.port or DEFAULT_PORT}{parts.path or '/'}"


class _Exchange:
    """Ends an exchange after `seconds` however slowly the other side drips bytes: `requests` limits only each single wait."""

    def __init__(self, seconds: float) -> None:
        self.sent = False
        self.late = False
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def watch(self, connected: socket.socket) -> None:
        with self._lock:
            self._socket = connected.dup()  # TLS takes the original object over; shutting the copy down ends both
        if self.late:
            self._end()

    def _end(self) -> None:
        with self._lock:
            self.late = True
            if self._socket is not None:
                with suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)

    @contextmanager
    def running(self) -> Iterator[None]:
        token = _current.set(self)
        self._timer.start()
        try:
            yield
        finally:
            self._timer.cancel()
            _current.reset(token)
            with self._lock:
                if self._socket is not None:
                    self._socket.close()
                    self._socket = None


_current: ContextVar[_Exchange] = ContextVar("exchange")


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        connected = super()._new_conn()
        _current.get().watch(connected)
        return connected

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        _current.get().sent = True
        super().send(data)


class _TlsConnection(_Connection, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}


class Client:
    """Speaks to the printer at `uri`. `ca_file` (PEM) is what an ipps: certificate is checked against. Thread-safe.

    Every request has a connection of its own: a kept one may have died unnoticed, and then nobody could tell whether a
    print job was received. Raises ValueError for a URI that is not a printer's.
    """

    def __init__(self, uri: str, ca_file: Path | None = None) -> None:
        self.uri = uri
        self._url = http_url(uri)
        self._verify: str | bool = str(ca_file) if ca_file else True

    def ask(
        self, operation: IppOperation, attributes: Values = (), job: Values = (), document: bytes = b"", limit_s: float = QUERY_S
    ) -> Answer:
        """Sends one request and returns its answer within about `limit_s` seconds. Raises IppError."""
        request_id = secrets.randbelow(2**31 - 1) + 1
        target = (("printer-uri", IppTag.URI, self.uri), ("requesting-user-name", IppTag.NAME, USER))
        body = encode(operation, request_id, (target[0], *attributes, target[1]), job, document)
        return decode(self._exchange(body, limit_s), request_id)

    def _exchange(self, body: bytes, limit_s: float) -> bytes:
        exchange = _Exchange(limit_s)
        try:
            with exchange.running():
                return self._post(body, limit_s)
        except requests.exceptions.SSLError as error:
            raise IppError(IppFault.TLS, request_sent=exchange.sent) from error
        except (requests.RequestException, HTTPError, HTTPException, OSError, ValueError) as error:
            fault = IppFault.SILENT if exchange.sent or exchange.late else IppFault.UNREACHABLE
            raise IppError(fault, request_sent=exchange.sent) from error

    def _post(self, body: bytes, limit_s: float) -> bytes:
        headers = {"Content-Type": _MEDIA_TYPE, "Accept": _MEDIA_TYPE, "Accept-Encoding": "identity"}
        with requests.Session() as session:
            session.trust_env = False  # a proxy or a .netrc has no business between the kiosk and its printer
            session.mount("http://", _Adapter())
            session.mount("https://", _Adapter())
            with session.post(
                self._url,
                data=body,
                headers=headers,
                timeout=(min(CONNECT_S, limit_s), limit_s),
                allow_redirects=False,
                stream=True,
                verify=self._verify,
            ) as response:
                if response.status_code != 200:
                    raise IppError(IppFault.HTTP, request_sent=True, status=response.status_code)
                data: bytes = response.raw.read(LARGEST_ANSWER + 1, decode_content=False)
                if len(data) > LARGEST_ANSWER or not response.headers.get("Content-Type", "").startswith(_MEDIA_TYPE):
                    raise IppError(IppFault.GARBAGE, request_sent=True)
                return data
