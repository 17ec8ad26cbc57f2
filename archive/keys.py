"""The archive's own keys: made on first start, kept in the data directory (0600), never handed out. Always a specimen's.

Several may be there. Of those in force at a moment the one that began last signs; all that ever signed are published, so that old papers
stay verifiable. Specimen is a property of a key (architecture section 5), and the embedded archive works only with specimen keys.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from archive.key_files import (
    Facts,
    KeyFault,
    PrivateKey,
    load_certificate,
    load_facts,
    load_p256,
    load_private,
    new_pem,
    private_files,
    write_facts,
)
from archive.problems import Problem, Refusal
from archive.time_stamps import TimeStamps
from archive.x509 import Uses, certificate, certificate_pem, key_pem, name, write
from printing.signer import Algorithm, to_jwk

SPECIMEN = True
KEY_LIFE = timedelta(days=3653)  # ten years at most; keys are changed long before (docs/verification.md)
UNIT = "演示市公安局"
_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base32: no I, L, O, U
_CODE_LENGTH = 16  # characters of 5 bits: 80 bits, beyond guessing
_CODE_SECRET_BYTES = 32
_PICKUP = "pickup"  # tells what is derived for a link from what is derived for a code: no key of an issuing is so short
_PICKUP_BYTES = 16  # beyond guessing, and short enough for a QR symbol that a phone reads at arm's length
_DIGEST_BYTES = 32
_AROUND_A_CERTIFICATE = 1_024  # bytes of a CMS beside its certificate: about 600, and the next key's certificate may be a little larger
_PAYLOAD = "payload"  # payload*.pem with payload*.json beside it
_DOCUMENT = "document"  # document*.pem with document*.crt beside it
_CODE_SECRET = "codes.key"

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, repr=False)
class PayloadKey:
    """A key that signs verification payloads: a `printing.signer.Signer` with its period and the file that holds its facts."""

    kid: str
    algorithm: Algorithm
    since: datetime
    until: datetime
    specimen: bool
    sign: Callable[[bytes], bytes]
    jwk: dict[str, Any]
    facts_file: Path

    def in_force(self, moment: datetime) -> bool:
        """Whether it may sign then."""
        return self.since <= moment < self.until


@dataclass(frozen=True, slots=True, repr=False)
class DocumentKey:
    """A key that signs PDFs (P-256: readers of PDF verify no SM2), with its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def in_force(self, moment: datetime) -> bool:
        """Whether its certificate is valid then."""
        return self.certificate.not_valid_before_utc <= moment < self.certificate.not_valid_after_utc


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """What the archive signs with; each kind of key in the order of its beginning."""

    payload_keys: tuple[PayloadKey, ...]
    document_keys: tuple[DocumentKey, ...]
    code_secret: bytes
    time_stamps: TimeStamps | None = None

    def signer(self, moment: datetime) -> PayloadKey:
        """The key that signs payloads at a moment. Raises Refusal(NOT_READY) when none is in force."""
        for key in reversed(self.payload_keys):
            if key.in_force(moment):
                return key
        _log.error("no-payload-key-in-force", remedy="python -m archive keys new, then restart the service")
        raise Refusal(Problem.NOT_READY)

    def jwks(self) -> dict[str, Any]:
        """The public keys as a JSON Web Key Set (RFC 7517); `nbf` and `exp` in seconds since 1970 bound the time of issue."""
        return {"keys": [key.jwk for key in self.payload_keys]}

    def document_certificates(self) -> bytes:
        """The certificates of all keys that ever signed documents (PEM)."""
        return b"".join(certificate_pem(key.certificate) for key in self.document_keys)

    def cms(self, digest: bytes, moment: datetime) -> bytes:
        """A detached CMS signature (DER, PAdES attributes) over a SHA-256 digest of a PDF's byte range.

        With a time-stamp service it is one of level B-T. Raises Refusal(NOT_READY) when no key is in force, or when a required time stamp
        cannot be had.
        """
        # Imported at the first signature: pyHanko would double the time the service takes to start.
        from printing.signature import NoTimeStamp, cms

        signing = self._document_key(moment)
        if self.time_stamps is None:
            return cms(digest, signing.key, signing.certificate)
        try:
            return cms(digest, signing.key, signing.certificate, self.time_stamps.stamper())
        except NoTimeStamp as error:
            cause = type(error.__cause__).__name__ if error.__cause__ else "too-large"
            _log.error("time-stamp-missing", required=self.time_stamps.required, cause=cause)
            if self.time_stamps.required:
                raise Refusal(Problem.NOT_READY) from error
        return cms(digest, signing.key, signing.certificate)

    def signature_bytes(self, moment: datetime) -> int:
        """How much a CMS of ours takes at most then, in bytes. Raises Refusal(NOT_READY) when no key is in force."""
        from printing.signature import LARGEST_CMS

        if self.time_stamps is not None:
            return LARGEST_CMS
        return len(self._document_key(moment).certificate.public_bytes(Encoding.DER)) + _AROUND_A_CERTIFICATE

    def warm_up(self) -> None:
        """Signs nothing of importance, so that the first citizen does not wait for the import."""
        from printing.signature import cms

        newest = self.document_keys[-1]
        cms(bytes(_DIGEST_BYTES), newest.key, newest.certificate)

    def code(self, key: str, number: str) -> str:
        """The verification code of an issuing, 16 characters.

        Derived from a secret outside the database, so that the same request answers the same for ever while the database holds
        only the code's hash.
        """
        digest = hmac.digest(self.code_secret, f"{key}\n{number}".encode(), hashlib.sha256)
        value = int.from_bytes(digest, "big")
        return "".join(_CODE_ALPHABET[(value >> (5 * place)) & 31] for place in range(_CODE_LENGTH))

    def pickup_token(self, key: str, number: str) -> str:
        """The token of an issuing's pick-up link, 22 characters (128 bits): like the code, the same for ever and kept only as a hash."""
        digest = hmac.digest(self.code_secret, f"{_PICKUP}\n{key}\n{number}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest[:_PICKUP_BYTES]).rstrip(b"=").decode()

    def _document_key(self, moment: datetime) -> DocumentKey:
        for key in reversed(self.document_keys):
            if key.in_force(moment):
                return key
        _log.error("no-document-key-in-force", remedy="python -m archive keys new --document, then restart the service")
        raise Refusal(Problem.NOT_READY)


def code_sha256(code: str) -> str:
    """How a verification code is kept: SHA-256, hex."""
    return hashlib.sha256(code.encode()).hexdigest()


def normal_code(typed: str) -> str | None:
    """The code a person typed, as Crockford reads it (case, hyphens, O as 0, I and L as 1). None when it cannot be one."""
    code = typed.upper().replace("-", "").replace(" ", "").translate(str.maketrans("OIL", "011"))
    return code if len(code) == _CODE_LENGTH and set(code) <= set(_CODE_ALPHABET) else None


def load_or_make(folder: Path, now: datetime, time_stamps: TimeStamps | None = None) -> Keys:
    """The keys in `folder` (made 0700), or new ones that begin now. Raises KeyFault (an OSError) with a remedy, OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if next(private_files(folder, _PAYLOAD), None) is None:
        new_payload_key(folder, Algorithm.ES256, now)
    if next(private_files(folder, _DOCUMENT), None) is None:
        new_document_key(folder, now)
    secret_file = folder / _CODE_SECRET
    if not secret_file.exists():
        write(secret_file, os.urandom(_CODE_SECRET_BYTES))
    return load(folder, time_stamps)


def load(folder: Path, time_stamps: TimeStamps | None = None) -> Keys:
    """The keys in `folder`. Raises KeyFault."""
    payload_keys = sorted((_payload_key(file) for file in private_files(folder, _PAYLOAD)), key=lambda key: key.since)
    documents = (DocumentKey(load_p256(file), load_certificate(file.with_suffix(".crt"))) for file in private_files(folder, _DOCUMENT))
    document_keys = sorted(documents, key=lambda key: key.certificate.not_valid_before_utc)
    try:
        secret = (folder / _CODE_SECRET).read_bytes()
    except OSError as error:
        raise KeyFault(f"{folder / _CODE_SECRET}: {error.strerror}; without it no code printed so far is known: restore it") from error
    return Keys(tuple(payload_keys), tuple(document_keys), secret, time_stamps)


def new_payload_key(folder: Path, algorithm: Algorithm, since: datetime) -> PayloadKey:
    """A new key that signs payloads from `since` on. Raises OSError."""
    file = folder / f"{_PAYLOAD}-{since:%Y%m%d}-{secrets.token_hex(3)}.pem"
    # The facts first: a key file without facts is a fault, facts without a key are nothing.
    write_facts(file.with_suffix(".json"), Facts(since, since + KEY_LIFE, SPECIMEN))
    write(file, new_pem(algorithm))
    return _payload_key(file)


def new_document_key(folder: Path, since: datetime) -> DocumentKey:
    """A new key that signs PDFs from `since` on, with a certificate of its own. Raises OSError."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = name(f"{UNIT} 样章 SPECIMEN", country="CN", organisation=UNIT)
    begins = since - timedelta(minutes=5)  # a reader's clock may be behind ours
    made = certificate(subject, key, begins, since + KEY_LIFE, uses=Uses(content_commitment=True))
    file = folder / f"{_DOCUMENT}-{since:%Y%m%d}-{secrets.token_hex(3)}.pem"
    write(file.with_suffix(".crt"), certificate_pem(made))
    write(file, key_pem(key))
    return DocumentKey(key, made)


def retire(key: PayloadKey, moment: datetime) -> Facts:
    """From `moment` on the key signs nothing more; what it signed before stays verifiable. A key not yet begun never begins."""
    facts = Facts(key.since, max(key.since, min(key.until, moment)), key.specimen)
    write_facts(key.facts_file, facts)
    return facts


def _payload_key(file: Path) -> PayloadKey:
    private: PrivateKey = load_private(file)
    facts_file = file.with_suffix(".json")
    facts = load_facts(facts_file)
    if facts.specimen is not SPECIMEN:
        raise KeyFault(f"{file} is a key for real papers; the embedded archive works only with specimen keys: move it away")
    jwk = to_jwk(private.public, private.kid, specimen=facts.specimen)
    bounds = {"nbf": int(facts.since.timestamp()), "exp": int(facts.until.timestamp())}
    return PayloadKey(
        kid=private.kid,
        algorithm=private.public.algorithm,
        since=facts.since,
        until=facts.until,
        specimen=facts.specimen,
        sign=private.sign,
        jwk={**jwk, **bounds},
        facts_file=facts_file,
    )
