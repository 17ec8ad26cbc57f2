"""Both sides are who their certificates say, or nothing is said at all."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from archive_server import NOW, Serve, Server, Start, answering, client, fault_of, http
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.problems import Code


@pytest.fixture
def serve() -> Iterator[Callable[[bytes | Serve], Server]]:
    made: list[Server] = []

    def start(what: bytes | Serve) -> Server:
        made.append(Server(answering(what) if isinstance(what, bytes) else what))
        return made[-1]

    yield start
    for server in made:
        server.close()


@dataclass(frozen=True)
class Authority:
    """A certificate authority of the test's own."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    folder: Path

    @property
    def ca_file(self) -> Path:
        return _written(self.folder / "ca.pem", self.certificate.public_bytes(serialization.Encoding.PEM))

    def pair(self, name: str, host: str | None = "127.0.0.1", days: int = 1) -> tuple[Path, Path]:
        """Certificate and key files; `days` negative: expired."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = _unsigned(name, self.certificate.subject, key.public_key(), days)
        if host is not None:
            made = made.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
        pem = made.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        return _written(self.folder / f"{name}.pem", pem), _written(self.folder / f"{name}.key", _pem(key))


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _unsigned(name: str, issuer: x509.Name, key: ec.EllipticCurvePublicKey, days: int) -> x509.CertificateBuilder:
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    begins, ends = (
        (now - timedelta(days=1), now + timedelta(days=days)) if days > 0 else (now - timedelta(days=9), now + timedelta(days=days))
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
    )


def _authority(folder: Path) -> Authority:
    folder.mkdir()
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, folder.name)])
    made = _unsigned(folder.name, name, key.public_key(), 2).add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return Authority(key, made.sign(key, hashes.SHA256()), folder)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return _authority(tmp_path / "bureau")


def _tls_server(authority: Authority, pair: tuple[Path, Path], what: bytes = http(200, NOW)) -> Server:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*pair)
    context.load_verify_locations(authority.ca_file)
    context.verify_mode = ssl.CERT_REQUIRED
    return Server(answering(what), context)


def test_both_sides_are_identified(authority: Authority) -> None:
    server = _tls_server(authority, authority.pair("archive"))
    cert, key = authority.pair("kiosk")
    assert client(server.port, scheme="https", ca_file=authority.ca_file, client_cert=cert, client_key=key).health()
    server.close()


@pytest.mark.parametrize("wrong", ["authority", "name", "expired", "no client certificate", "foreign client certificate"])
def test_a_certificate_that_is_not_right_is_a_tls_problem(authority: Authority, tmp_path: Path, wrong: str) -> None:
    other = _authority(tmp_path / "other")
    pair = {
        "authority": lambda: other.pair("archive"),
        "name": lambda: authority.pair("archive", "127.0.0.2"),
        "expired": lambda: authority.pair("archive", days=-2),
    }.get(wrong, lambda: authority.pair("archive"))()
    server = _tls_server(authority, pair)
    cert, key = other.pair("kiosk") if wrong == "foreign client certificate" else authority.pair("kiosk")
    mine = {"client_cert": None, "client_key": None} if wrong == "no client certificate" else {"client_cert": cert, "client_key": key}
    assert fault_of(client(server.port, scheme="https", ca_file=authority.ca_file, **mine).health).code is Code.ARCHIVE_TLS
    server.close()


def test_a_server_that_speaks_no_tls_is_a_tls_problem(serve: Start, authority: Authority) -> None:
    server = serve(http(200, NOW))
    assert fault_of(client(server.port, scheme="https", ca_file=authority.ca_file).health).code is Code.ARCHIVE_TLS


def test_a_missing_certificate_file_is_a_fault_and_no_traceback(serve: Start, tmp_path: Path) -> None:
    server = serve(http(200, NOW))
    assert fault_of(client(server.port, scheme="https", ca_file=tmp_path / "none.pem").health).code.value.startswith("archive-")


def test_the_deadline_holds_during_the_handshake_too(authority: Authority) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    began = time.monotonic()
    silent = client(listening.getsockname()[1], timeout_s=0.4, scheme="https", ca_file=authority.ca_file)
    assert fault_of(silent.health).code is Code.ARCHIVE_SLOW
    assert time.monotonic() - began < 2
    listening.close()
