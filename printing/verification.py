"""The signed payload in the QR of a paper: made, read back, checked offline.

An untagged COSE_Sign1 (RFC 9052) with protected header {1: algorithm, 4: kid} over a CWT (RFC 8392), as base64url without padding.
The algorithm is -7 (ES256) or the private number of SM2 with SM3 (printing.signer). CWT keys: 1 issuer, 6 issued at, 4 expires (absent
when the paper has no expiry), and the text keys n number, k kind, s masked name, i masked id number, f facts, d SHA-256 of the canonical
content, t true for a specimen. docs/verification.md has a worked example.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from printing import cbor
from printing.canonical import content_digest
from printing.signer import SIGNATURE_BYTES, Algorithm, PublicKeyError, from_jwk, public_key, to_jwk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cryptography.hazmat.primitives.asymmetric import ec

__all__ = [
    "LONGEST_HOST", "LONGEST_ISSUER", "Claims", "PayloadError", "SignedPayload", "UntrustedError", "content_digest", "jwk",
    "payload", "read", "url", "verify",
]  # fmt: skip

LONGEST_ISSUER: Final = 75  # bytes, 25 Chinese characters: with the next a URL stays below printing.issued.LONGEST_URL
LONGEST_HOST: Final = 40  # characters, with the port
_ALGORITHM: Final = 1
_KEY_ID: Final = 4
_ISSUER: Final = 1
_EXPIRES: Final = 4
_ISSUED_AT: Final = 6
_DIGEST_BYTES: Final = 32
_LARGEST_KEY_ID: Final = 64  # bytes
_FACTS_BYTES: Final = 60  # architecture section 5
_LARGEST_BYTES: Final = 1024  # a QR of version 40-Q holds 1663 bytes, of which base64url leaves 1247 at most
_LARGEST_TEXT: Final = 4096  # characters of URL and payload together
_LATEST: Final = 32_503_680_000  # 3000-01-01, far inside what datetime can hold
_CODE: Final = re.compile(r"[0-9A-HJKMNP-TV-Z]{16}")  # Crockford base32 without I, L, O, U
_BASE64URL: Final = re.compile(r"[A-Za-z0-9_-]+")


class PayloadError(ValueError):
    """The text is not a payload of the shape above. Says nothing about who made it."""


class UntrustedError(PayloadError):
    """The payload has the right shape, but no published key vouches for it."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What the issuer signed. `subject` and `masked_id` are masked already; `expires` None means that the paper has no expiry."""

    issuer: str
    number: str
    kind: str
    subject: str
    masked_id: str
    issued_at: datetime
    expires: datetime | None
    facts: tuple[str, ...]
    content_sha256: bytes
    specimen: bool

    def __repr__(self) -> str:
        return f"Claims(number={self.number!r}, kind={self.kind!r}, specimen={self.specimen})"


@dataclass(frozen=True, slots=True)
class SignedPayload:
    """A payload that was read but not yet believed: claims, key, and the bytes (`signed`) under the 64-byte r||s `signature`."""

    claims: Claims
    kid: str
    algorithm: Algorithm
    signed: bytes
    signature: bytes
    code: str | None


def payload(claims: Claims, sign: Callable[[bytes], bytes], kid: str, algorithm: Algorithm = Algorithm.ES256) -> str:
    """The payload (base64url) for the claims. `sign`, `kid` and `algorithm` are those of a `printing.signer.Signer`; `sign` gets the
    Sig_structure of RFC 9052 section 4.4 and returns raw r||s (64 bytes).

    Raises PayloadError when the facts are longer than 60 bytes, a time has no zone, or the signature has the wrong size.
    """
    protected = cbor.dumps({_ALGORITHM: algorithm.value, _KEY_ID: kid.encode()})
    body = cbor.dumps(_claims_map(claims))
    signature = sign(_to_be_signed(protected, body))
    if len(signature) != SIGNATURE_BYTES:
        raise PayloadError(f"a signature is {SIGNATURE_BYTES} bytes of r||s, not {len(signature)}")
    text = base64.urlsafe_b64encode(cbor.dumps([protected, {}, body, signature])).rstrip(b"=").decode()
    read(text)
    return text


def url(host: str, code: str, payload_text: str) -> str:
    """The text of the QR: `https://<host>/v/<code>#<payload>`. What follows # never reaches a server."""
    return f"https://{host}/v/{code}#{payload_text}"


def read(text: str) -> SignedPayload:
    """The payload in a URL of ours or standing alone, not yet verified. Raises PayloadError for anything else, whatever it is."""
    if len(text) > _LARGEST_TEXT:
        raise PayloadError("too long to be a payload")
    place, mark, fragment = text.strip().partition("#")
    encoded = fragment if mark else place
    code = _CODE.fullmatch(place.rpartition("/")[2]) if mark else None
    envelope = _decode(_unbase64(encoded), "COSE_Sign1")
    if not isinstance(envelope, list) or len(envelope) != 4:
        raise PayloadError("not a COSE_Sign1 (an array of four)")
    protected, unprotected, body, signature = envelope
    if not isinstance(protected, bytes) or unprotected != {} or not isinstance(body, bytes) or not isinstance(signature, bytes):
        raise PayloadError("not a COSE_Sign1 with a protected header only")
    if len(signature) != SIGNATURE_BYTES:
        raise PayloadError("the signature is not 64 bytes long")
    algorithm, kid = _header(_decode(protected, "protected header"))
    return SignedPayload(
        claims=_claims(_decode(body, "claims")),
        kid=kid,
        algorithm=algorithm,
        signed=_to_be_signed(protected, body),
        signature=signature,
        code=code.group() if code else None,
    )


def verify(text: str, jwks: Mapping[str, Any]) -> Claims:
    """The claims of a payload that one of the published keys signed (RFC 7517 set; `nbf`, `exp` and `specimen` of a key are held to).

    Raises PayloadError when the text is no payload, UntrustedError when no key of the set vouches for it. Expiry of the paper is
    the caller's to judge.
    """
    signed = read(text)
    key = _published(signed.kid, jwks)
    try:
        public = from_jwk(key)
        if public.algorithm is not signed.algorithm:
            raise UntrustedError("the payload names another algorithm than its key")
        genuine = public.verifies(signed.signed, signed.signature)
    except PublicKeyError as error:
        raise UntrustedError(str(error)) from error
    if not genuine:
        raise UntrustedError("the signature does not fit the payload")
    _hold_to_key(signed.claims, key)
    return signed.claims


def jwk(key: ec.EllipticCurvePublicKey, kid: str, *, specimen: bool) -> dict[str, Any]:
    """The P-256 public key as a JSON Web Key (RFC 7517) for the published set; `specimen` marks a key that signs specimens only."""
    return to_jwk(public_key(key), kid, specimen=specimen)


def _claims_map(claims: Claims) -> dict[int | str, Any]:
    if len("".join(claims.facts).encode()) > _FACTS_BYTES:
        raise PayloadError(f"the facts are longer than {_FACTS_BYTES} bytes")
    fields: dict[int | str, Any] = {
        _ISSUER: claims.issuer, _ISSUED_AT: _seconds(claims.issued_at), "n": claims.number, "k": claims.kind, "s": claims.subject,
        "i": claims.masked_id, "f": list(claims.facts), "d": claims.content_sha256, "t": claims.specimen,
    }  # fmt: skip
    if claims.expires is not None:
        fields[_EXPIRES] = _seconds(claims.expires)
    return fields


def _seconds(moment: datetime) -> int:
    if moment.tzinfo is None:
        raise PayloadError("a time in a payload needs its zone")
    return int(moment.timestamp())


def _to_be_signed(protected: bytes, body: bytes) -> bytes:
    return cbor.dumps(["Signature1", protected, b"", body])


def _unbase64(text: str) -> bytes:
    if not _BASE64URL.fullmatch(text):
        raise PayloadError("not base64url")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise PayloadError("not base64url") from error
    if len(data) > _LARGEST_BYTES:
        raise PayloadError("too long to be a payload")
    return data


def _decode(data: bytes, what: str) -> object:
    try:
        return cbor.loads(data)
    except cbor.CborError as error:
        raise PayloadError(f"the {what} is not plain CBOR: {error}") from error


def _header(header: object) -> tuple[Algorithm, str]:
    if not isinstance(header, dict) or set(header) != {_ALGORITHM, _KEY_ID}:
        raise PayloadError("the protected header is not {1: algorithm, 4: kid}")
    kid = header[_KEY_ID]
    if not isinstance(kid, bytes) or not 0 < len(kid) <= _LARGEST_KEY_ID:
        raise PayloadError(f"the key id is not 1 to {_LARGEST_KEY_ID} bytes")
    try:
        return Algorithm(header[_ALGORITHM]), kid.decode()
    except UnicodeDecodeError as error:
        raise PayloadError("the key id is not UTF-8") from error
    except ValueError as error:
        raise PayloadError("the algorithm is not one of ours") from error


def _claims(fields: object) -> Claims:
    if not isinstance(fields, dict):
        raise PayloadError("the claims are not a map")
    if set(fields) - {_EXPIRES} != {_ISSUER, _ISSUED_AT, "n", "k", "s", "i", "f", "d", "t"}:
        raise PayloadError("the claims are not the ones of a certificate")
    texts = [fields[key] for key in (_ISSUER, "n", "k", "s", "i")]
    facts, digest, specimen = fields["f"], fields["d"], fields["t"]
    if not all(isinstance(text, str) for text in texts):
        raise PayloadError("a claim is not text")
    if not isinstance(facts, list) or not all(isinstance(fact, str) for fact in facts) or len("".join(facts).encode()) > _FACTS_BYTES:
        raise PayloadError("the facts are not a short list of texts")
    if not isinstance(digest, bytes) or len(digest) != _DIGEST_BYTES or not isinstance(specimen, bool):
        raise PayloadError("the digest or the specimen mark is malformed")
    issuer, number, kind, subject, masked_id = texts
    return Claims(
        issuer=issuer, number=number, kind=kind, subject=subject, masked_id=masked_id, facts=tuple(facts), content_sha256=digest,
        specimen=specimen, issued_at=_moment(fields[_ISSUED_AT]), expires=_moment(fields[_EXPIRES]) if _EXPIRES in fields else None,
    )  # fmt: skip


def _moment(value: object) -> datetime:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _LATEST:
        raise PayloadError("a time is not a number of seconds since 1970")
    return datetime.fromtimestamp(value, UTC)


def _published(kid: str, jwks: Mapping[str, Any]) -> Mapping[str, Any]:
    keys = jwks.get("keys")
    for key in keys if isinstance(keys, list) else ():
        if isinstance(key, dict) and key.get("kid") == kid:
            return key
    raise UntrustedError("the key is not among the published ones")


def _hold_to_key(claims: Claims, key: Mapping[str, Any]) -> None:
    begins, ends = key.get("nbf", 0), key.get("exp", _LATEST)
    if not isinstance(begins, int) or not isinstance(ends, int):
        raise UntrustedError("the published key is malformed")
    if not begins <= claims.issued_at.timestamp() < ends:
        raise UntrustedError("the paper was issued outside the time in which its key was in use")
    if "specimen" in key and bool(key["specimen"]) != claims.specimen:
        raise UntrustedError("a key for specimens cannot sign real papers, nor the other way round")
