"""What an archive publishes for those who check papers: its keys, certificates and approved definitions, by HTTP or from saved files."""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any

import requests
from cryptography import x509

from printing.known import Approval, Known, approval_of

JWKS_PATH = "/.well-known/jwks.json"
SIGNER_PATH = "/.well-known/document-signer.pem"
DEFINITIONS_PATH = "/.well-known/definitions.json"
TIME_STAMPERS_PATH = "/.well-known/time-stampers.pem"
KEYS_FILE = "keys.json"
SIGNER_FILE = "document-signer.pem"
DEFINITIONS_FILE = "definitions.json"
TIME_STAMPERS_FILE = "time-stampers.pem"
PUBLISHED = (
    (JWKS_PATH, KEYS_FILE),
    (SIGNER_PATH, SIGNER_FILE),
    (DEFINITIONS_PATH, DEFINITIONS_FILE),
    (TIME_STAMPERS_PATH, TIME_STAMPERS_FILE),
)
"""Where the archive publishes each, and the name under which it is saved beside the key set for checking offline."""
DEMO = Path("out/demo")
_TIMEOUT_S = 10.0


class KeysError(Exception):
    """The published keys cannot be had; the text says what to do."""


def published(keys: str | None) -> Known:
    """What the archive publishes: from its address, from a file with the key set (and its neighbours), or the demo's.

    Raises KeysError. Fonts are not among it.
    """
    if keys is not None and keys.startswith(("https://", "http://")):
        base = keys.removesuffix(JWKS_PATH).rstrip("/")
        jwks, signers, definitions, stampers = (_fetch(base + path) for path, _ in PUBLISHED)
        return _known(jwks, signers, definitions, stampers)
    path = Path(keys) if keys is not None else DEMO / KEYS_FILE
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KeysError(f"{path}: {error.strerror}; name the archive's address or a file with its key set by --keys") from None
    return _known(data, *(_beside(path, name) for _, name in PUBLISHED[1:]))


def _beside(path: Path, name: str) -> bytes | None:
    file = path.with_name(name)
    return file.read_bytes() if file.is_file() else None


def approved_here(folder: Path) -> tuple[Approval, ...]:
    """The definitions in a folder (and the one below it) as approvals without bounds; what is no definition is left out."""
    found: list[Approval] = []
    for file in sorted((*folder.glob("*.toml"), *folder.glob("*/*.toml"))):
        try:
            data = file.read_bytes()
            kind = tomllib.loads(data.decode()).get("id")
        except (OSError, ValueError):
            continue
        if isinstance(kind, str):
            found.append(Approval(kind, hashlib.sha256(data).hexdigest()))
    return tuple(found)


def _known(jwks: bytes, signers: bytes | None, definitions: bytes | None, stampers: bytes | None) -> Known:
    return Known(
        jwks=_key_set(jwks),
        signers=_certificates(SIGNER_FILE, signers),
        time_stampers=_certificates(TIME_STAMPERS_FILE, stampers),
        approvals=() if definitions is None else _approvals(definitions),
        all_approvals=definitions is not None,
    )


def _fetch(url: str) -> bytes:
    try:
        answer = requests.get(url, timeout=_TIMEOUT_S)
        answer.raise_for_status()
    except requests.RequestException as error:
        raise KeysError(f"{url}: {type(error).__name__}; check the address, or give a file with the key set by --keys") from None
    return answer.content


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _key_set(data: bytes) -> dict[str, Any]:
    value = _json(data)
    if not isinstance(value, dict) or not isinstance(value.get("keys"), list):
        raise KeysError("that is no JSON Web Key Set (RFC 7517)")
    return value


def _approvals(data: bytes) -> tuple[Approval, ...]:
    value = _json(data)
    try:
        return tuple(approval_of(one) for one in value["definitions"])
    except (KeyError, TypeError, ValueError):
        raise KeysError(f"{DEFINITIONS_FILE} is no list of approved definitions; fetch it again from the archive") from None


def _certificates(name: str, data: bytes | None) -> tuple[x509.Certificate, ...]:
    if not data or not data.strip():
        return ()
    try:
        return tuple(x509.load_pem_x509_certificates(data))
    except ValueError:
        raise KeysError(f"{name} holds no certificate (PEM); fetch it again from the archive") from None
