"""A real time-stamp service (RFC 3161) for tests: `openssl ts` behind a small HTTP server, and the ways in which one can fail."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

_CONFIGURATION = """
[tsa]
default_tsa = here
[here]
dir = .
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.3.6.1.4.1.13762.3
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class Mood(Enum):
    """How the service answers."""

    WELL = "well"
    SERVER_ERROR = "server-error"
    GARBAGE = "garbage"
    WRONG_TYPE = "wrong-type"
    REFUSES = "refuses"  # a status of rejection, as RFC 3161 has it
    OTHER_DIGEST = "other-digest"  # a good time stamp, over something else


class TimeStampService:
    """Runs at `url`; `authority` is the certificate by which its stamps are known."""

    def __init__(self, folder: Path) -> None:
        self.mood = Mood.WELL
        self.asked = 0
        self._folder = folder
        self.authority = _certificates(folder)
        (folder / "tsa.cnf").write_text(_CONFIGURATION)
        (folder / "serial").write_text("01\n")
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                service.asked += 1
                status, kind, body = service.answer(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Says nothing between the dots of pytest."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/stamp"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def answer(self, query: bytes) -> tuple[int, str, bytes]:
        kind = "application/timestamp-reply"
        match self.mood:
            case Mood.WELL:
                return 200, kind, self._stamp(query)
            case Mood.SERVER_ERROR:
                return 503, "text/plain", b"later"
            case Mood.GARBAGE:
                return 200, kind, b"\x30\x03junk"
            case Mood.WRONG_TYPE:
                return 200, "text/html", self._stamp(query)
            case Mood.REFUSES:
                return 200, kind, bytes.fromhex("30053003020102")
            case Mood.OTHER_DIGEST:
                return 200, kind, self._stamp(self._query_about(b"something else", query))

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _stamp(self, query: bytes) -> bytes:
        (self._folder / "query").write_bytes(query)
        self._openssl(
            "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-signer", "tsa.crt", "-inkey", "tsa.key", "-out", "reply"
        )
        return (self._folder / "reply").read_bytes()

    def _query_about(self, data: bytes, query: bytes) -> bytes:
        """The same query about another digest; its nonce stays."""
        digest = hashes.Hash(hashes.SHA256())
        digest.update(data)
        place = query.index(bytes.fromhex("0420")) + 2  # OCTET STRING of 32 bytes: the imprint
        return query[:place] + digest.finalize() + query[place + 32 :]

    def _openssl(self, *words: str) -> None:
        subprocess.run(["openssl", *words], cwd=self._folder, capture_output=True, check=True)


@contextmanager
def time_stamp_service(folder: Path) -> Iterator[TimeStampService]:
    """The service until the block ends."""
    service = TimeStampService(folder)
    try:
        yield service
    finally:
        service.close()


def _certificates(folder: Path) -> x509.Certificate:
    begins = datetime(2026, 1, 1, tzinfo=UTC)
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())

    def builder(subject: str, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, subject)]))
            .issuer_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Test stamps root")]))
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(begins + timedelta(days=3650))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        )

    root = (
        builder("Test stamps root", root_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(False, False, False, False, False, True, True, False, False), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    service = (
        builder("Test stamps", key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(True, False, False, False, False, False, False, False, False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    (folder / "tsa.crt").write_bytes(service.public_bytes(serialization.Encoding.PEM))
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "tsa.key").write_bytes(pem)
    return root
