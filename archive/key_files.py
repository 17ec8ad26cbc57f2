"""Keys on disk: one file a private key (PEM, PKCS #8, 0600) with its facts or its certificate beside it, in a folder of mode 0700.

Which algorithm a private key is for, its own file says; the facts hold from when until when it signs.
"""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import pem as asn1_pem
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from archive.x509 import key_pem, write
from printing import sm2
from printing.signer import COORDINATE_BYTES, Algorithm, PublicKey, public_key

_SM2_CURVE = "1.2.156.10197.1.301"  # GM/T 0006-2012
asn1_keys.NamedCurve.register("sm2p256v1", _SM2_CURVE, COORDINATE_BYTES)


class KeyFault(OSError):
    """A key cannot be used; the text names the file and what to do. Never a part of the key."""


@dataclass(frozen=True, slots=True, repr=False)
class PrivateKey:
    """A private key as it is used: its public half and the act of signing (raw r||s, 64 bytes).

    A key in a security module is the same with `sign` calling into the module.
    """

    public: PublicKey
    sign: Callable[[bytes], bytes]

    @property
    def kid(self) -> str:
        """Eight characters of the public key's digest (SubjectPublicKeyInfo, SHA-256): short, because it is part of every QR."""
        match self.public.algorithm:
            case Algorithm.ES256:
                numbers = ec.EllipticCurvePublicNumbers(self.public.x, self.public.y, ec.SECP256R1())
                der = numbers.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
            case Algorithm.SM2:
                der = _sm2_public_info(self.public).dump()
        return hashlib.sha256(der).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Facts:
    """From when until when a key signs (`since` <= time of issue < `until`), and whether it signs specimens only."""

    since: datetime
    until: datetime
    specimen: bool


def new_pem(algorithm: Algorithm) -> bytes:
    """A new private key."""
    match algorithm:
        case Algorithm.ES256:
            return key_pem(ec.generate_private_key(ec.SECP256R1()))
        case Algorithm.SM2:
            return _sm2_pem(sm2.new_private())


def load_private(file: Path) -> PrivateKey:
    """The private key in a file that only its owner can read. Raises KeyFault."""
    data = _read_secret(file)
    number = _sm2_number(data)
    if number is None:
        return _es256(load_p256(file))
    try:
        x, y = sm2.public_of(number)
    except sm2.Sm2Error as error:
        raise _broken(file) from error
    return PrivateKey(PublicKey(Algorithm.SM2, x, y), lambda message: sm2.sign(message, number))


def load_p256(file: Path) -> ec.EllipticCurvePrivateKey:
    """The P-256 key in a file that only its owner can read. Raises KeyFault."""
    try:
        key = serialization.load_pem_private_key(_read_secret(file), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _broken(file) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise _broken(file)
    return key


def load_facts(file: Path) -> Facts:
    """The facts beside a key. Raises KeyFault."""
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
        facts = Facts(
            datetime.fromisoformat(values["since"]), datetime.fromisoformat(values["until"]), values.get("specimen", True) is True
        )
    except FileNotFoundError as error:
        raise KeyFault(f"{file} is missing; restore it from the backup, or move the key beside it away") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyFault(f"{file} cannot be read; restore it from the backup") from error
    if facts.since.tzinfo is None or facts.until.tzinfo is None:
        raise KeyFault(f"{file}: a time without its zone; write it as 2026-11-24T00:00:00+08:00")
    return facts


def write_facts(file: Path, facts: Facts) -> None:
    """Writes the facts, whole or not at all."""
    values: dict[str, Any] = {"since": facts.since.isoformat(), "until": facts.until.isoformat(), "specimen": facts.specimen}
    write(file, json.dumps(values).encode())


def load_certificate(file: Path) -> x509.Certificate:
    """A certificate (PEM). Raises KeyFault."""
    try:
        return x509.load_pem_x509_certificate(file.read_bytes())
    except (OSError, ValueError) as error:
        raise KeyFault(f"{file} holds no certificate (PEM); restore it from the backup, or move the key beside it away") from error


def private_files(folder: Path, prefix: str) -> Iterator[Path]:
    """The private keys whose names begin so, in the order of names."""
    yield from sorted(folder.glob(f"{prefix}*.pem"))


def _read_secret(file: Path) -> bytes:
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise KeyFault(f"{file} can be read by others (mode {mode:04o}); chmod 600 it, and retire the key if others had access")
        return file.read_bytes()
    except KeyFault:
        raise
    except OSError as error:
        raise KeyFault(f"{file}: {error.strerror}; the archive's user must own the key files") from error


def _broken(file: Path) -> KeyFault:
    return KeyFault(f"{file} holds no private key of P-256 or SM2 (PEM, PKCS #8, not encrypted); restore it from the backup")


def _es256(key: ec.EllipticCurvePrivateKey) -> PrivateKey:
    def sign(data: bytes) -> bytes:
        r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(COORDINATE_BYTES, "big") + s.to_bytes(COORDINATE_BYTES, "big")

    return PrivateKey(public_key(key.public_key()), sign)


def _sm2_pem(number: int) -> bytes:
    x, y = sm2.public_of(number)
    private = asn1_keys.ECPrivateKey({"version": 1, "private_key": number, "public_key": _point(x, y)})
    private.set_key_size(COORDINATE_BYTES)  # leading zeros are part of the number
    algorithm = {"algorithm": "ec", "parameters": asn1_keys.ECDomainParameters(name="named", value=_SM2_CURVE)}
    info = asn1_keys.PrivateKeyInfo({"version": 0, "private_key_algorithm": algorithm, "private_key": private})
    return bytes(asn1_pem.armor("PRIVATE KEY", info.dump()))


def _sm2_number(data: bytes) -> int | None:
    """The private number when the PEM holds an SM2 key, else None, whatever it holds."""
    try:
        _, _, der = asn1_pem.unarmor(data)
        info = asn1_keys.PrivateKeyInfo.load(der, strict=True)
        algorithm = info["private_key_algorithm"]
        if algorithm["algorithm"].native != "ec" or algorithm["parameters"].chosen.dotted != _SM2_CURVE:
            return None
        return int(info["private_key"].parsed["private_key"].native)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _sm2_public_info(public: PublicKey) -> asn1_keys.PublicKeyInfo:
    algorithm = {"algorithm": "ec", "parameters": asn1_keys.ECDomainParameters(name="named", value=_SM2_CURVE)}
    return asn1_keys.PublicKeyInfo({"algorithm": algorithm, "public_key": _point(public.x, public.y)})


def _point(x: int, y: int) -> asn1_keys.ECPointBitString:
    return asn1_keys.ECPointBitString.from_coords(x, y)
