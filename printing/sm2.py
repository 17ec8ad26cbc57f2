"""SM2 signatures with SM3 (GB/T 32918.2-2016 on the curve of GB/T 32918.5-2017): the arithmetic of gmalg, the hash of OpenSSL.

Pure functions: whoever signs brings the private number along and keeps it. The arithmetic runs in Python and is not constant in time,
which is why a bureau's own key belongs into a security module (docs/verification.md).
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives import hashes
from gmalg.base import Hash  # type: ignore[import-untyped]  # ships without types
from gmalg.ellipticcurve import ECDLP  # type: ignore[import-untyped]  # ships without types
from gmalg.sm2 import SM2Core  # type: ignore[import-untyped]  # ships without types

if TYPE_CHECKING:
    from collections.abc import Callable

USER_ID: Final = b"1234567812345678"  # the default of GM/T 0009-2012, section 10, where the parties agreed on no other
COORDINATE_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
# The recommended curve, GB/T 32918.5-2017 section 2.
P: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
_A: Final = P - 3
_B: Final = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
_G: Final = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
N: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
_CURVE: Final = ECDLP(P, _A, _B, _G, N)

Point = tuple[int, int]


class Sm2Error(ValueError):
    """Numbers that are no key: a point beside the curve, or a private number out of its range."""


class _Sm3(Hash):  # type: ignore[misc]  # gmalg ships without types
    """SM3 (GB/T 32905-2016) as gmalg wants to call it."""

    def __init__(self) -> None:
        self.reset()

    @classmethod
    def max_msg_length(cls) -> int:
        return (1 << 61) - 1

    @classmethod
    def hash_length(cls) -> int:
        return 32

    def reset(self) -> None:
        self._state = hashes.Hash(hashes.SM3())

    def update(self, data: bytes) -> None:
        self._state.update(bytes(data))

    def value(self) -> bytes:
        return self._state.copy().finalize()


def z_value(public: Point, user_id: bytes = USER_ID) -> bytes:
    """Z (32 bytes): SM3 over the user id, the curve and the public key (GB/T 32918.2, 5.5). It goes before every message that is signed."""
    return bytes(_core().entity_info(user_id, public))


def public_of(private: int) -> Point:
    """The public key of a private number from 1 to n-2 (GB/T 32918.1, 6.1). Raises Sm2Error."""
    if not 0 < private < N - 1:
        raise Sm2Error("a private SM2 number lies between 1 and n-2")
    x, y = _core().generate_pk(private)
    return int(x), int(y)


def new_private() -> int:
    """A private number at random."""
    return 1 + secrets.randbelow(N - 2)


def check(public: Point) -> None:
    """Raises Sm2Error when the point is not on the curve; the curve's order is prime, so that every other point will do."""
    x, y = public
    if not (0 <= x < P and 0 <= y < P) or not _CURVE.ec.isvalid(public):
        raise Sm2Error("the point is not on the SM2 curve")


def sign(message: bytes, private: int, *, user_id: bytes = USER_ID, random_bits: Callable[[int], int] | None = None) -> bytes:
    """r||s, 64 bytes, over the message (GB/T 32918.2, 6.1). `random_bits(count)` is secrets.randbits but for the standard's example."""
    r, s = _core(random_bits).sign(message, private, user_id, public_of(private))
    return int(r).to_bytes(COORDINATE_BYTES, "big") + int(s).to_bytes(COORDINATE_BYTES, "big")


def verify(message: bytes, signature: bytes, public: Point, *, user_id: bytes = USER_ID) -> bool:
    """Whether r||s is the signature of the message (GB/T 32918.2, 7.1). Raises Sm2Error when `public` is not on the curve."""
    check(public)
    if len(signature) != SIGNATURE_BYTES:
        return False
    r, s = (int.from_bytes(half, "big") for half in (signature[:COORDINATE_BYTES], signature[COORDINATE_BYTES:]))
    return bool(_core().verify(message, r, s, user_id, public))


def _core(random_bits: Callable[[int], int] | None = None) -> Any:
    """A fresh one each time: it holds the state of its hash, and requests run side by side."""
    return SM2Core(_CURVE, _Sm3(), random_bits)
