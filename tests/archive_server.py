"""A server that answers with whatever bytes a test wants, and clients before it."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from kiosk.archive import ArchiveClient
from kiosk.faults import ArchiveFault
from kiosk.problems import Code

Serve = Callable[[socket.socket], None]


class Server:
    """Listens on a free port and gives every connection to `serve`."""

    def __init__(self, serve: Serve, tls: ssl.SSLContext | None = None) -> None:
        self.serve, self.tls = serve, tls
        self.requests: list[bytes] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connected, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connected,), daemon=True).start()

    def _talk(self, connected: socket.socket) -> None:
        with connected, connected.dup() as still_open:
            try:
                talking = self.tls.wrap_socket(connected, server_side=True) if self.tls else connected
                with talking:
                    self.requests.append(_whole_request(talking))
                    self.serve(talking)
            except ssl.SSLError:
                # Closing with unread bytes would reset the connection and take the alert with it.
                with suppress(OSError):
                    still_open.shutdown(socket.SHUT_WR)
                    while still_open.recv(65536):
                        pass
            except OSError:
                return

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(5)


def _whole_request(talking: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data and not data.startswith(b"\x16"):  # the first byte of a TLS handshake
        more = talking.recv(65536)
        if not more:
            return data
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += talking.recv(65536)
    return head + b"\r\n\r\n" + body


def answering(data: bytes) -> Serve:
    return lambda talking: talking.sendall(data)


def http(status: int, body: bytes, kind: str = "application/json", more: str = "") -> bytes:
    return f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\n{more}Content-Length: {len(body)}\r\n\r\n".encode() + body


def client(port: int, timeout_s: float = 5.0, scheme: str = "http", **files: Path | None) -> ArchiveClient:
    known: dict[str, Path | None] = {"ca_file": None, "client_cert": None, "client_key": None, **files}
    return ArchiveClient(f"{scheme}://127.0.0.1:{port}", **known, timeout_s=timeout_s, connect_timeout_s=2.0, kiosk_id="WH-0001")


def fault_of(call: Callable[[], object]) -> ArchiveFault:
    with pytest.raises(ArchiveFault) as fault:
        call()
    return fault.value


def code_of(call: Callable[[], object]) -> Code | None:
    """The code of the fault; None when there was a value. Anything else that is raised goes through."""
    try:
        call()
    except ArchiveFault as fault:
        return fault.code
    return None


Start = Callable[[bytes | Serve], Server]
NOW = b'{"status":"ok","now":"2026-11-23T20:00:00+08:00"}'
