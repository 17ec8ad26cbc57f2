"""TLS material for the demo and the tests: a private authority, good certificates for both sides, and the bad ones that faults need."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from archive.x509 import Issuer, Uses, certificate, certificate_pem, key_pem, name, write

_LIFE = timedelta(days=30)  # a demo's folder is thrown away long before
_CLIENT = ExtendedKeyUsageOID.CLIENT_AUTH
_SERVER = ExtendedKeyUsageOID.SERVER_AUTH
_LOCAL = (x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1")))


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and its key, PEM files."""

    cert: Path
    key: Path


@dataclass(frozen=True, slots=True)
class DemoTls:
    """`ca` signs `server` and `client`; `wrong_ca` is a server of another authority, `expired` and `wrong_name` are of ours."""

    ca: Path
    server: Pair
    client: Pair
    wrong_ca: Pair
    expired: Pair
    wrong_name: Pair


@dataclass(frozen=True, slots=True)
class _Authority:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def make(folder: Path) -> DemoTls:
    """Writes everything into `folder` (made 0700; keys 0600), replacing what is there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    now = datetime.now(UTC)
    ours, other = _authority("Demo CA", now), _authority("Another demo CA", now)
    ca = folder / "ca.crt"
    write(ca, certificate_pem(ours.certificate), 0o644)

    def server(who: str, authority: _Authority, names: tuple[x509.GeneralName, ...] = _LOCAL, ends: datetime = now + _LIFE) -> Pair:
        return _pair(folder, who, authority, _SERVER, names, ends)

    return DemoTls(
        ca=ca,
        server=server("server", ours),
        client=_pair(folder, "client", ours, _CLIENT, (x509.DNSName("kiosk.demo.invalid"),), now + _LIFE),
        wrong_ca=server("wrong-ca", other),
        expired=server("expired", ours, ends=now - timedelta(days=1)),
        wrong_name=server("wrong-name", ours, (x509.DNSName("elsewhere.demo.invalid"),)),
    )


def _authority(words: str, now: datetime) -> _Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    uses = Uses(digital_signature=False, key_cert_sign=True)
    return _Authority(certificate(name(words), key, now - _LIFE, now + _LIFE, uses=uses), key)


def _pair(
    folder: Path, who: str, authority: _Authority, purpose: x509.ObjectIdentifier, names: tuple[x509.GeneralName, ...], ends: datetime
) -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = Issuer(authority.certificate.subject, authority.key)
    more = (x509.ExtendedKeyUsage([purpose]), x509.SubjectAlternativeName(names))
    made = certificate(name(f"demo {who}"), key, ends - _LIFE, ends, uses=Uses(), issuer=issuer, more=more)
    pair = Pair(folder / f"{who}.crt", folder / f"{who}.key")
    write(pair.cert, certificate_pem(made), 0o644)
    write(pair.key, key_pem(key))
    return pair
