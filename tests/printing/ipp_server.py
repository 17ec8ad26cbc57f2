"""An IPP server for tests that does what it is told, and records what it was asked."""

from __future__ import annotations

import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from printing.ipp_codec import IppTag, construct_attribute

Group = Sequence[tuple[str, IppTag, Any]]


def message(request_id: int, status: int = 0, printer: Group = (), jobs: Sequence[Group] = (), unsupported: Group = ()) -> bytes:
    """An answer (RFC 8010 section 3.1)."""
    said = struct.pack(">bbhi", 2, 0, status, request_id) + b"\x01"
    said += construct_attribute("attributes-charset", "utf-8", IppTag.CHARSET)
    said += construct_attribute("attributes-natural-language", "en", IppTag.LANGUAGE)
    for tag, groups in ((b"\x05", [unsupported] if unsupported else []), (b"\x04", [printer] if printer else []), (b"\x02", jobs)):
        for group in groups:
            said += tag + b"".join(construct_attribute(name, value, kind) for name, kind, value in group)
    return said + b"\x03"


@dataclass
class Request:
    """What arrived: operation, request id and the whole message."""

    operation: int
    id: int
    body: bytes


class Drop(Exception):
    """Raised by an answering function: the connection is cut without an answer."""


@dataclass
class Server:
    """`answer` makes the IPP answer to a request; `http` its status and media type. `stalls`: the answer never ends."""

    port: int = 0
    answer: Callable[[Request], bytes] = lambda request: message(request.id)
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/ipp"})
    stalls: bool = False
    seen: list[Request] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def uri(self) -> str:
        """Its address, as a printer's."""
        return f"ipp://127.0.0.1:{self.port}/ipp/print"


@contextmanager
def serving() -> Iterator[Server]:
    """A server on a port of loopback."""
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            _version, operation, request_id = struct.unpack_from(">HhI", body)
            request = Request(operation, request_id, body)
            server.seen.append(request)
            with suppress(Drop, OSError):
                said = server.answer(request)
                self.send_response(server.status)
                for name, value in server.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                while server.stalls and not server.over.wait(0.02):
                    self.wfile.write(said[:1])  # drips for ever, each byte well within any single wait
                self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        listening.daemon_threads = True
        server.port = listening.server_address[1]
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            listening.shutdown()
            thread.join()
