"""The two algorithms that may sign a verification payload, and their public keys as JSON Web Keys.

ES256 is the default. SM2 with SM3 stands under a COSE algorithm number for private use (RFC 9053, section 2; IANA leaves everything
below -65536 to private use) and in a key form of its own, because neither has been registered. A private key is a `Signer`; where it
lives, in a file or in a security module, is the archive's business.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from enum import Enum, unique
from typing import TYPE_CHECKING, Any, Final, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from printing import sm2

if TYPE_CHECKING:
    from collections.abc import Mapping

COORDINATE_BYTES: Final = 32  # both curves are of 256 bits (RFC 7518 section 6.2.1.2)
SIGNATURE_BYTES: Final = 2 * COORDINATE_BYTES


@unique
class Algorithm(Enum):
    """How a payload is signed. The value is the COSE algorithm number in its protected header."""

    ES256 = -7
    SM2 = -65537  # private use: SM2 with SM3, GB/T 32918.2, r||s, user id 1234567812345678

    @property
    def curve(self) -> str:
        """The JWK member `crv`."""
        match self:
            case Algorithm.ES256:
                return "P-256"
            case Algorithm.SM2:
                return "SM2"

    @property
    def jwk_name(self) -> str:
        """The JWK member `alg`; the one of SM2 is private, as is its number."""
        match self:
            case Algorithm.ES256:
                return "ES256"
            case Algorithm.SM2:
                return "SM2-SM3"


class Signer(Protocol):
    """A private key that signs payloads: a file's, or a security module's behind the same three members."""

    @property
    def kid(self) -> str:
        """Its name in the published set."""

    @property
    def algorithm(self) -> Algorithm:
        """How it signs."""

    def sign(self, data: bytes) -> bytes:
        """Raw r||s over `data`, 64 bytes."""


class PublicKeyError(ValueError):
    """A published key is malformed, or of a kind that is not known here."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A point (x, y) on the algorithm's curve."""

    algorithm: Algorithm
    x: int
    y: int

    def verifies(self, data: bytes, signature: bytes) -> bool:
        """Whether `signature` (r||s) is this key's over `data`. Raises PublicKeyError when the point is not on the curve."""
        if len(signature) != SIGNATURE_BYTES:
            return False
        match self.algorithm:
            case Algorithm.ES256:
                return self._verifies_es256(data, signature)
            case Algorithm.SM2:
                try:
                    return sm2.verify(data, signature, (self.x, self.y))
                except sm2.Sm2Error as error:
                    raise PublicKeyError("the published key is not on its curve") from error

    def _verifies_es256(self, data: bytes, signature: bytes) -> bool:
        r, s = (int.from_bytes(half, "big") for half in (signature[:COORDINATE_BYTES], signature[COORDINATE_BYTES:]))
        try:
            key = ec.EllipticCurvePublicNumbers(self.x, self.y, ec.SECP256R1()).public_key()
        except ValueError as error:
            raise PublicKeyError("the published key is not on its curve") from error
        try:
            key.verify(encode_dss_signature(r, s), data, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True


def public_key(key: ec.EllipticCurvePublicKey) -> PublicKey:
    """A P-256 key of the cryptography library as ours."""
    numbers = key.public_numbers()
    return PublicKey(Algorithm.ES256, numbers.x, numbers.y)


def to_jwk(key: PublicKey, kid: str, *, specimen: bool) -> dict[str, Any]:
    """The key as a JSON Web Key (RFC 7517) for the published set; `specimen` marks a key that signs specimens only."""
    return {
        "kty": "EC", "crv": key.algorithm.curve, "use": "sig", "alg": key.algorithm.jwk_name, "kid": kid,
        "x": _base64url(key.x), "y": _base64url(key.y), "specimen": specimen,
    }  # fmt: skip


def from_jwk(jwk: Mapping[str, Any]) -> PublicKey:
    """The key in a JSON Web Key that a stranger may have written. Raises PublicKeyError."""
    for algorithm in Algorithm:
        if jwk.get("kty") == "EC" and jwk.get("crv") == algorithm.curve and jwk.get("alg", algorithm.jwk_name) == algorithm.jwk_name:
            return PublicKey(algorithm, _coordinate(jwk.get("x")), _coordinate(jwk.get("y")))
    raise PublicKeyError("the published key is neither a P-256 key for ES256 nor an SM2 key")


def _base64url(value: int) -> str:
    return base64.urlsafe_b64encode(value.to_bytes(COORDINATE_BYTES, "big")).rstrip(b"=").decode()


def _coordinate(text: object) -> int:
    try:
        if not isinstance(text, str):
            raise TypeError
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError, TypeError) as error:
        raise PublicKeyError("the published key is malformed") from error
    if len(data) != COORDINATE_BYTES:
        raise PublicKeyError("the published key is malformed")
    return int.from_bytes(data, "big")
