"""TLS material for the demo and the tests: a private authority, good certificates for both sides, and the bad ones that faults need."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

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
    _write(ca, ours.certificate.public_bytes(serialization.Encoding.PEM), 0o644)

    def server(name: str, authority: _Authority, names: tuple[x509.GeneralName, ...] = _LOCAL, ends: datetime = now + _LIFE) -> Pair:
        return _pair(folder, name, authority, _SERVER, names, ends)

    return DemoTls(
        ca=ca,
        server=server("server", ours),
        client=_pair(folder, "client", ours, _CLIENT, (x509.DNSName("kiosk.demo.invalid"),), now + _LIFE),
        wrong_ca=server("wrong-ca", other),
        expired=server("expired", ours, ends=now - timedelta(days=1)),
        wrong_name=server("wrong-name", ours, (x509.DNSName("elsewhere.demo.invalid"),)),
    )


def _authority(name: str, now: datetime) -> _Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = _builder(subject, subject, key, now - _LIFE, now + _LIFE)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(signs_certificates=True), critical=True)
    return _Authority(builder.sign(key, hashes.SHA256()), key)


def _pair(
    folder: Path, name: str, authority: _Authority, purpose: x509.ObjectIdentifier, names: tuple[x509.GeneralName, ...], ends: datetime
) -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"demo {name}")])
    builder = _builder(subject, authority.certificate.subject, key, ends - _LIFE, ends)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(signs_certificates=False), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
    builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    certificate = builder.add_extension(issuer_key, critical=False).sign(authority.key, hashes.SHA256())
    pair = Pair(folder / f"{name}.crt", folder / f"{name}.key")
    _write(pair.cert, certificate.public_bytes(serialization.Encoding.PEM), 0o644)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    _write(pair.key, pem, 0o600)
    return pair


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, begins: datetime, ends: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _write(file: Path, data: bytes, mode: int) -> None:
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as stream:
        stream.write(data)
