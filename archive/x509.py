"""Certificates (RFC 5280) that the embedded archive makes for itself: of its document keys, and for the demo's TLS. One builder for all."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs a certificate: their name and their key."""

    name: x509.Name
    key: ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Uses:
    """The key usages (RFC 5280, 4.2.1.3) a certificate may have here."""

    digital_signature: bool = True
    content_commitment: bool = False
    key_cert_sign: bool = False


def name(common: str, *, country: str | None = None, organisation: str | None = None) -> x509.Name:
    """A distinguished name."""
    parts = (
        (x509.NameOID.COUNTRY_NAME, country),
        (x509.NameOID.ORGANIZATION_NAME, organisation),
        (x509.NameOID.COMMON_NAME, common),
    )
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts if value is not None])


def certificate(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    begins: datetime,
    ends: datetime,
    *,
    uses: Uses,
    issuer: Issuer | None = None,
    more: tuple[x509.ExtensionType, ...] = (),
) -> x509.Certificate:
    """A certificate for the key; signed by itself without an `issuer`. An authority is one that may sign certificates.

    `more` are further extensions, none of them critical.
    """
    by = issuer or Issuer(subject, key)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=uses.key_cert_sign, path_length=0 if uses.key_cert_sign else None), critical=True)
        .add_extension(_key_usage(uses), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.key.public_key()), critical=False)
    )
    for extension in more:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(by.key, hashes.SHA256())


def certificate_pem(made: x509.Certificate) -> bytes:
    """The certificate as PEM."""
    return made.public_bytes(serialization.Encoding.PEM)


def key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The private key as PEM (PKCS #8), not encrypted: the file's mode protects it."""
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def write(file: Path, data: bytes, mode: int = 0o600) -> None:
    """Whole or not at all, with this mode from the first byte on, and on the disk before anything is signed with it."""
    new = file.with_name(f"{file.name}.{os.getpid()}.new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    new.rename(file)


def _key_usage(uses: Uses) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=uses.digital_signature,
        content_commitment=uses.content_commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=uses.key_cert_sign,
        crl_sign=uses.key_cert_sign,
        encipher_only=False,
        decipher_only=False,
    )
