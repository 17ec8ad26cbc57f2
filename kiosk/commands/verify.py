"""`run_kiosk.py verify`: is this paper, picture or QR text genuine?"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import requests
from cryptography import x509

from kiosk.commands.faults import INVALID
from kiosk.verification_report import NoCodeError, judge

JWKS_PATH = "/.well-known/jwks.json"
SIGNER_PATH = "/.well-known/document-signer.pem"
KEYS_FILE = "keys.json"
SIGNER_FILE = "document-signer.pem"
DEMO = Path("out/demo")
_TIMEOUT_S = 10.0
_LARGEST_FILE = 100 * 1024 * 1024  # bytes


class KeysError(Exception):
    """The published keys cannot be had; the text says what to do."""


def command(given: str, keys: str | None) -> int:
    """Prints the verdict about a file or a text. Returns 0 (genuine), 1 (not genuine), 2 (nothing to verify, or no keys)."""
    try:
        jwks, signers = published(keys)
        verdict = judge(_bytes_of(given), jwks, signers)
    except (KeysError, NoCodeError) as error:
        print(error, file=sys.stderr)
        return INVALID
    for line in verdict.lines():
        print(line)
    print("GENUINE" if verdict.genuine else "NOT GENUINE")
    return 0 if verdict.genuine else 1


def _bytes_of(given: str) -> bytes:
    try:
        path = Path(given)
        if path.is_file():
            if path.stat().st_size > _LARGEST_FILE:
                raise NoCodeError(f"{given}: larger than any paper of ours")
            return path.read_bytes()
    except (OSError, ValueError):
        pass  # a QR's text is longer than a file name may be
    return given.encode("utf-8", "replace")


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
