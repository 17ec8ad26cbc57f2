"""`run_kiosk.py verify`: is this paper, picture or QR text genuine?"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import requests
from cryptography import x509

from kiosk.commands.faults import INVALID
from printing.check_paper import PaperCheck, check_paper

JWKS_PATH = "/.well-known/jwks.json"
SIGNER_PATH = "/.well-known/document-signer.pem"
KEYS_FILE = "keys.json"
SIGNER_FILE = "document-signer.pem"
DEMO = Path("out/demo")
_TIMEOUT_S = 10.0


class KeysError(Exception):
    """The published keys cannot be had; the text says what to do."""


def command(given: str, keys: str | None) -> int:
    """Prints the verdict about a file or a text. Returns 0 (genuine), 1 (not genuine), 2 (nothing to verify, or no keys)."""
    try:
        jwks, signers = published(keys)
        check = check_paper(_content_of(given), jwks, trusted=signers)
    except KeysError as error:
        print(error, file=sys.stderr)
        return INVALID
    for line in _report(check):
        print(line)
    if check.claims is None:
        return INVALID
    return 0 if check.valid else 1


def _report(check: PaperCheck) -> Iterator[str]:
    for finding in check.findings:
        yield f"{'ok' if finding.good else 'NO':<3} {finding.says}"
    if check.claims is None:
        return
    claims = check.claims
    yield f"    number   {claims.number}, kind {claims.kind}"
    yield f"    issued   {claims.issued_at.isoformat()} by {claims.issuer}"
    if claims.expires is not None:
        yield f"    valid    until {claims.expires.isoformat()}"
    yield f"    subject  {claims.subject} {claims.masked_id}"
    yield f"    compare with the paper: {'; '.join(claims.facts)}"
    if not check.valid:
        yield "NOT GENUINE"
    else:
        yield "SPECIMEN 演示样张: the signature is good, the paper is without legal force" if check.specimen else "GENUINE"


def _content_of(given: str) -> bytes | str:
    """The file of that name (as text if it is plain text), else the text itself."""
    try:
        data = Path(given).read_bytes()
    except (OSError, ValueError):
        return given.strip()  # no file: a QR's text is longer than a file name may be
    try:
        return data if data.startswith(b"%PDF-") else data.decode("utf-8").strip()
    except UnicodeDecodeError:
        return data


def published(keys: str | None) -> tuple[dict[str, Any], tuple[x509.Certificate, ...]]:
    """The archive's key set and document certificates: from its address, from a file (its neighbour holds the certificate), or the demo's.

    Raises KeysError.
    """
    if keys is not None and keys.startswith(("https://", "http://")):
        base = keys.removesuffix(JWKS_PATH).rstrip("/")
        return _key_set(_fetch(base + JWKS_PATH)), _certificates(_fetch(base + SIGNER_PATH))
    path = Path(keys) if keys is not None else DEMO / KEYS_FILE
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KeysError(f"{path}: {error.strerror}; name the archive's address or a file with its key set by --keys") from None
    signer = path.with_name(SIGNER_FILE)
    return _key_set(data), _certificates(signer.read_bytes()) if signer.is_file() else ()


def _fetch(url: str) -> bytes:
    try:
        answer = requests.get(url, timeout=_TIMEOUT_S)
        answer.raise_for_status()
    except requests.RequestException as error:
        raise KeysError(f"{url}: {type(error).__name__}; check the address, or give a file with the key set by --keys") from None
    return answer.content


def _key_set(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except ValueError:
        value = None
    if not isinstance(value, dict) or not isinstance(value.get("keys"), list):
        raise KeysError("that is no JSON Web Key Set (RFC 7517)")
    return value


def _certificates(data: bytes) -> tuple[x509.Certificate, ...]:
    try:
        return tuple(x509.load_pem_x509_certificates(data))
    except ValueError:
        raise KeysError(f"{SIGNER_FILE} holds no certificate (PEM)") from None
