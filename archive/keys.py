"""The archive's own keys: made on first start, kept in the data directory (0600), never handed out. Always a specimen's."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509.oid import NameOID

from printing.verification import jwk

SPECIMEN = True  # the embedded archive works only with a specimen key (architecture section 5)
KEY_LIFE = timedelta(days=3653)  # ten years: a paper must stay verifiable well beyond its own validity
UNIT = "演示市公安局"
_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base32: no I, L, O, U
_CODE_LENGTH = 16  # characters of 5 bits: 80 bits, beyond guessing
_CODE_SECRET_BYTES = 32
_P256_BYTES = 32
_DIGEST_BYTES = 32
_PAYLOAD_KEY = "payload.pem"
_PAYLOAD_FACTS = "payload.json"
_DOCUMENT_KEY = "document.pem"
_DOCUMENT_CERTIFICATE = "document.crt"
_CODE_SECRET = "codes.key"


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """What the archive signs with. `since` and `until` bound the payload key's use."""

    kid: str
    since: datetime
    until: datetime
    payload_key: ec.EllipticCurvePrivateKey
    document_key: ec.EllipticCurvePrivateKey
    document_certificate: x509.Certificate
    code_secret: bytes

    def sign_payload(self, data: bytes) -> bytes:
        """ES256 over `data` as raw r||s, 64 bytes (RFC 7518 section 3.4)."""
        r, s = decode_dss_signature(self.payload_key.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(_P256_BYTES, "big") + s.to_bytes(_P256_BYTES, "big")

    def jwks(self) -> dict[str, Any]:
        """The public keys as a JSON Web Key Set (RFC 7517); `nbf` and `exp` in seconds since 1970 bound the time of issue."""
        key = jwk(self.payload_key.public_key(), self.kid, specimen=SPECIMEN)
        return {"keys": [{**key, "nbf": int(self.since.timestamp()), "exp": int(self.until.timestamp())}]}

    def cms(self, digest: bytes) -> bytes:
        """A detached CMS signature (DER, PAdES attributes) over a SHA-256 digest of a PDF's byte range."""
        # Imported at the first signature: pyHanko would double the time the service takes to start.
        from printing.signature import cms

        return cms(digest, self.document_key, self.document_certificate)

    def warm_up(self) -> None:
        """Signs nothing of importance, so that the first citizen does not wait for the import."""
        self.cms(bytes(_DIGEST_BYTES))

    def code(self, key: str, number: str) -> str:
        """The verification code of an issuing, 16 characters.

        Derived from a secret outside the database, so that the same request answers the same for ever while the database holds
        only the code's hash.
        """
        digest = hmac.digest(self.code_secret, f"{key}\n{number}".encode(), hashlib.sha256)
        value = int.from_bytes(digest, "big")
        return "".join(_CODE_ALPHABET[(value >> (5 * place)) & 31] for place in range(_CODE_LENGTH))


def code_sha256(code: str) -> str:
    """How a verification code is kept: SHA-256, hex."""
    return hashlib.sha256(code.encode()).hexdigest()


def normal_code(typed: str) -> str | None:
    """The code a person typed, as Crockford reads it (case, hyphens, O as 0, I and L as 1). None when it cannot be one."""
    code = typed.upper().replace("-", "").replace(" ", "").translate(str.maketrans("OIL", "011"))
    return code if len(code) == _CODE_LENGTH and set(code) <= set(_CODE_ALPHABET) else None


def load_or_make(folder: Path, now: datetime) -> Keys:
    """The keys in `folder` (made 0700), or new ones. Raises OSError or ValueError when a key is there but cannot be read."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    payload_key = _key(folder / _PAYLOAD_KEY)
    facts_file = folder / _PAYLOAD_FACTS
    if not facts_file.exists():
        _write(facts_file, json.dumps({"since": now.isoformat(), "until": (now + KEY_LIFE).isoformat()}).encode())
    facts = json.loads(facts_file.read_text())
    document_key = _key(folder / _DOCUMENT_KEY)
    certificate_file = folder / _DOCUMENT_CERTIFICATE
    if not certificate_file.exists():
        _write(certificate_file, _self_signed(document_key, now).public_bytes(serialization.Encoding.PEM))
    secret_file = folder / _CODE_SECRET
    if not secret_file.exists():
        _write(secret_file, os.urandom(_CODE_SECRET_BYTES))
    return Keys(
        kid=_key_id(payload_key),
        since=datetime.fromisoformat(facts["since"]),
        until=datetime.fromisoformat(facts["until"]),
        payload_key=payload_key,
        document_key=document_key,
        document_certificate=x509.load_pem_x509_certificate(certificate_file.read_bytes()),
        code_secret=secret_file.read_bytes(),
    )


def _key_id(key: ec.EllipticCurvePrivateKey) -> str:
    """Eight characters of the public key's digest: short, because it is part of every QR."""
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(public).hexdigest()[:8]


def _key(file: Path) -> ec.EllipticCurvePrivateKey:
    if not file.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        _write(
            file,
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        )
    loaded = serialization.load_pem_private_key(file.read_bytes(), password=None)
    if not isinstance(loaded, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{file.name} is not an elliptic curve key")
    return loaded


def _write(file: Path, data: bytes) -> None:
    """Whole or not at all, readable by the owner only, and on the disk before anything is signed with it."""
    new = file.with_name(f"{file.name}.{os.getpid()}.new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    new.rename(file)


def _self_signed(key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    """A certificate for document signatures of the fictitious bureau (RFC 5280)."""
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, UNIT),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{UNIT} 样章 SPECIMEN"),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + KEY_LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
