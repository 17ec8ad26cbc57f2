"""The canonical bytes of a certificate's content, and their digest (RFC 8785, FIPS 180-4)."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, cast

import rfc8785

if TYPE_CHECKING:
    from collections.abc import Mapping


class ContentError(ValueError):
    """The content is not a JSON object that RFC 8785 can write, or bytes that should be one are not."""


def canonical(content: Mapping[str, Any]) -> bytes:
    """The content as canonical JSON (RFC 8785, UTF-8). Raises ContentError for what JSON cannot hold (NaN, dates, huge integers)."""
    try:
        return rfc8785.dumps(cast("Any", dict(content)))
    except rfc8785.CanonicalizationError as error:
        raise ContentError("the content cannot be written as canonical JSON (RFC 8785)") from error


def content_digest(content: Mapping[str, Any]) -> bytes:
    """SHA-256 (32 bytes) of the canonical content: the claim `d` of the verification payload."""
    return hashlib.sha256(canonical(content)).digest()


def parse(data: bytes) -> dict[str, Any]:
    """The JSON object in `data`, only if `data` is its canonical form. Raises ContentError otherwise."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ContentError("not JSON") from error
    if not isinstance(value, dict):
        raise ContentError("not a JSON object")
    try:
        same = canonical(value) == data
    except RecursionError as error:
        raise ContentError("nested too deeply") from error
    if not same:
        raise ContentError("not in canonical form (RFC 8785)")
    return value
