"""How a code leaves the archive: what a program and a service are given, and that what fails is known."""

from __future__ import annotations

import json
import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from archive.demo_tls import make
from archive.senders import CommandSender, HttpSender, Message, SenderFault

MESSAGE = Message(1, "10000000038", "验证码：409127", "409127")
GIVEN = {"phone": "10000000038", "text": "验证码：409127", "code": "409127"}


def program(folder: Path, body: str) -> tuple[str, ...]:
    file = folder / "send.py"
    file.write_text(f"import json, sys, time\nsaid = json.loads(sys.stdin.readline())\n{body}\n", encoding="utf-8")
    return (sys.executable, str(file))


def test_a_program_gets_the_message_as_one_line_of_json(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    CommandSender(program(tmp_path, f"open({str(out)!r}, 'w').write(json.dumps(said))")).send(MESSAGE)
    assert json.loads(out.read_text(encoding="utf-8")) == GIVEN


@pytest.mark.parametrize(("body", "why"), [("sys.exit(3)", "status 3"), ("time.sleep(60)", "in time")])
def test_a_program_that_fails_is_told_without_the_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, why: str) -> None:
    monkeypatch.setattr("archive.senders.SEND_LIMIT_S", 2.0)
    with pytest.raises(SenderFault, match=why) as fault:
        CommandSender(program(tmp_path, body)).send(MESSAGE)
    assert "409127" not in str(fault.value)
    assert MESSAGE.phone not in str(fault.value)


def test_a_program_that_is_not_there_is_told() -> None:
    with pytest.raises(SenderFault, match="cannot be run"):
        CommandSender(("/nowhere/send",)).send(MESSAGE)


class Gateway(BaseHTTPRequestHandler):
    """A short-message service as tests need it."""

    status = 202
    got: list[tuple[str | None, dict[str, Any]]] = []  # noqa: RUF012 - http.server makes a new object for every request

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.got.append((self.headers["Authorization"], body))
        self.send_response(self.status)
        if self.status == 302:
            self.send_header("Location", "https://elsewhere.invalid/")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Silence."""


@contextmanager
def gateway(tmp_path: Path, status: int = 202) -> Iterator[tuple[str, Path]]:
    material = make(tmp_path / "tls")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(material.server.cert, material.server.key)
    Gateway.status, Gateway.got = status, []
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"https://localhost:{server.server_port}/send", Path(material.ca)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def test_a_service_gets_the_message_with_the_token(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("secret\n", encoding="ascii")
    with gateway(tmp_path) as (url, ca):
        HttpSender(url, token, ca).send(MESSAGE)
    assert Gateway.got == [("Bearer secret", GIVEN)]


@pytest.mark.parametrize("status", [302, 400, 500])
def test_a_service_that_refuses_or_sends_elsewhere_is_told(tmp_path: Path, status: int) -> None:
    with gateway(tmp_path, status) as (url, ca), pytest.raises(SenderFault, match=str(status)):
        HttpSender(url, None, ca).send(MESSAGE)
    assert len(Gateway.got) == 1, "nothing is sent twice"


def test_a_service_that_is_not_there_or_not_trusted_is_told(tmp_path: Path) -> None:
    with pytest.raises(SenderFault, match="reached"):
        HttpSender("https://127.0.0.1:9/").send(MESSAGE)
    with gateway(tmp_path) as (url, _), pytest.raises(SenderFault, match="reached"):
        HttpSender(url).send(MESSAGE)
    assert Gateway.got == []


@pytest.mark.parametrize("url", ["http://sms.example/", "ftp://x", "sms"])
def test_codes_leave_encrypted_or_not_at_all(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        HttpSender(url)
