"""A paper to look at: definitions, content, a signing key and certificate made for the tests, and the fonts that are installed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509.oid import NameOID

from printing import definition as definitions
from printing import verification
from printing.document import Marks
from printing.fonts import FontStack
from printing.wording import mask_name, mask_number

ROOT = Path(__file__).parents[2]
CERTIFICATES = ROOT / "config" / "certificates"
PICTURES = ROOT / "out" / "pictures"
KINDS = ("no-criminal-record", "family-relationship")
KID = "specimen-2026"
HOST = "verify.demo.example"
CODE = "7K3M9QXZ2B4C8DEF"
MORNING = datetime(2026, 11, 23, 10, 15, tzinfo=timezone(timedelta(hours=8)))


@dataclass(frozen=True)
class Issuer:
    """A key for payloads and PDFs, its certificate and its published set."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    jwks: Mapping[str, Any]

    def sign(self, data: bytes) -> bytes:
        """Raw r||s over the data."""
        r, s = decode_dss_signature(self.key.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def marks(self, definition: definitions.Definition, content: Mapping[str, Any], *, specimen: bool = True) -> Marks:
        """The marks of a paper issued that morning."""
        until = definition.valid_until(MORNING.date())
        claims = verification.Claims(
            issuer="演示市公安局",
            number="演公户证字〔2026〕000123号",
            kind=definition.id,
            subject=mask_name(content["subject"]["name"]),
            masked_id=mask_number(content["subject"]["id_number"]),
            issued_at=MORNING,
            expires=MORNING + timedelta(days=90) if until else None,
            facts=definition.facts_of(content),
            content_sha256=verification.content_digest(content),
            specimen=specimen,
        )
        url = verification.url(HOST, CODE, verification.payload(claims, self.sign, KID))
        return Marks(claims.number, MORNING, until, url, CODE, specimen, "WH-0001", claims.issuer, MORNING)


@pytest.fixture(scope="session")
def issuer() -> Issuer:
    key = ec.derive_private_key(20261123, ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Specimen signer")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2036, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(True, True, False, False, False, False, False, False, False), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Issuer(key, certificate, {"keys": [verification.jwk(key.public_key(), KID, specimen=True)]})


@pytest.fixture(scope="session")
def fonts() -> FontStack:
    return FontStack.find([ROOT / ".fonts", Path("/usr/share/fonts")])


@pytest.fixture(scope="session")
def kinds() -> dict[str, definitions.Definition]:
    return {definition.id: definition for definition in definitions.load_all(CERTIFICATES, KINDS)}


@pytest.fixture
def sample() -> Callable[[str], dict[str, Any]]:
    """The content of a kind's sample, a fresh copy each time."""

    def read(kind: str) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((CERTIFICATES / "samples" / f"{kind}.json").read_text(encoding="utf-8"))
        return content

    return read


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where pictures of pages go, for people to look at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    return PICTURES
